"""The sandbox's process ends while it carries an order out."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from launchpath.engines.base import Order, State
from launchpath.engines.conformance import Samples, finish, provision
from launchpath.engines.sandbox.engine import Sandbox

Aws = Callable[[Sandbox, str], Any]
Start = Callable[..., Sandbox]

#: Keys take moto longest, about a second for these.
SLOW = "Resources:\n" + "\n".join(
    f"  Key{number}: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {{Version: '2012-10-17'}}}}}}"
    for number in range(20)
)


@contextmanager
def killer(sandbox: Sandbox, aws: Aws, order: Order, times: int) -> Iterator[None]:
    """Kills the process as often as it is found making the order's stack, `times` at most."""
    over = threading.Event()

    def hunt() -> None:
        left = times
        while left and not over.is_set():
            if _is_being_made(aws(sandbox, "cloudformation"), order) and sandbox._process.pid:
                os.kill(sandbox._process.pid, signal.SIGKILL)
                left -= 1
            time.sleep(0.02)

    thread = threading.Thread(target=hunt)
    thread.start()
    yield
    over.set()
    thread.join()


def _is_being_made(cloudformation: Any, order: Order) -> bool:
    try:
        stack = cloudformation.describe_stacks(StackName=order.stack_name)["Stacks"][0]
    except (BotoCoreError, ClientError):
        return False
    return bool(stack["StackStatus"] == "CREATE_IN_PROGRESS")


def test_an_order_survives_the_end_of_the_process(new_sandbox: Start, aws: Aws, samples: Samples) -> None:
    sandbox = new_sandbox()
    order = provision(samples, SLOW)
    with killer(sandbox, aws, order, times=1):
        launched = finish(sandbox, order)
    assert launched.state is State.SUCCEEDED, launched.reason
    names = [stack["StackName"] for stack in aws(sandbox, "cloudformation").describe_stacks()["Stacks"]]
    assert names == [order.stack_name]
    sandbox.close()


def test_an_order_that_ends_the_process_twice_is_given_up(new_sandbox: Start, aws: Aws, samples: Samples) -> None:
    sandbox = new_sandbox()
    before, order = provision(samples), provision(samples, SLOW)
    finish(sandbox, before)
    with killer(sandbox, aws, order, times=2):
        failed = finish(sandbox, order)
    assert (failed.state, failed.reason) == (
        State.FAILED,
        "The sandbox's process ended twice while it carried this out.",
    )
    sandbox.wait_until_ready()
    names = [stack["StackName"] for stack in aws(sandbox, "cloudformation").describe_stacks()["Stacks"]]
    assert names == [before.stack_name]
    sandbox.close()


def test_a_product_that_ends_the_process_twice_is_left_out_of_a_restore(
    new_sandbox: Start, aws: Aws, samples: Samples
) -> None:
    sandbox = new_sandbox()
    deadly, harmless = provision(samples, SLOW), provision(samples)
    with killer(sandbox, aws, deadly, times=2):
        sandbox.restore([deadly, harmless])
        sandbox.wait_until_ready()
    names = [stack["StackName"] for stack in aws(sandbox, "cloudformation").describe_stacks()["Stacks"]]
    assert names == [harmless.stack_name]
    sandbox.close()


def test_a_process_that_dies_alone_is_started_again_unasked(new_sandbox: Start, aws: Aws, samples: Samples) -> None:
    sandbox = new_sandbox()
    order = provision(samples)
    url = finish(sandbox, order).outputs[0].value
    # As if it had lived for long.
    sandbox._started -= 60
    assert sandbox._process.pid is not None
    os.kill(sandbox._process.pid, signal.SIGKILL)
    sqs = aws(sandbox, "sqs")
    for _ in range(600):
        try:
            sqs.send_message(QueueUrl=url, MessageBody="hello")
            break
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "hello"
    sandbox.close()
