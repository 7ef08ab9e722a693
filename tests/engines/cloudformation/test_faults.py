"""What goes wrong between us and CloudFormation: each fault ends in the state that semantics 6.3 asks for.

A passing fault is EngineUnavailable, and the next attempt goes on; a refusal is FAILED at once.
"""

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest

from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.cloudformation.settings import Settings
from launchpath.engines.conformance import Samples, finish, terminate, update
from tests.fake_cloudformation import Fake

PASSING = ("reset_before", "reset_after", "hang_before", "hang_after", "throttle", "500", "503", "garbage")
Make = Callable[..., CloudFormation]


@pytest.mark.parametrize("kind", PASSING)
def test_a_launch_survives_it_and_makes_one_stack(kind: str, new_engine: Make, order: Order, fake: Fake) -> None:
    engine = new_engine(timeout=1)
    fake.fault("CreateStack", kind)
    with pytest.raises(EngineUnavailable):
        engine.start(order)
    assert finish(engine, order).state is State.SUCCEEDED
    assert [one["type"] for one in fake.stack(order.stack_name)["operations"]] == ["CreateStack"]


@pytest.mark.parametrize("kind", PASSING)
def test_an_update_survives_it_and_is_carried_out_once(
    kind: str, new_engine: Make, order: Order, samples: Samples, fake: Fake
) -> None:
    engine = new_engine(timeout=1)
    finish(engine, order)
    changed = update(order, samples.update)
    fake.fault("UpdateStack", kind)
    with pytest.raises(EngineUnavailable):
        engine.start(changed)
    assert finish(engine, changed).state is State.SUCCEEDED
    assert [one["type"] for one in fake.stack(order.stack_name)["operations"]] == ["CreateStack", "UpdateStack"]


@pytest.mark.parametrize("kind", PASSING)
def test_a_termination_survives_it(kind: str, new_engine: Make, order: Order, fake: Fake) -> None:
    engine = new_engine(timeout=1)
    finish(engine, order)
    fake.fault("DeleteStack", kind)
    with pytest.raises(EngineUnavailable):
        engine.start(terminate(order))
    assert finish(engine, terminate(order)).state is State.SUCCEEDED
    assert not fake.stack(order.stack_name)["living"]


@pytest.mark.parametrize("operation", ["DescribeStacks", "DescribeStackEvents"])
@pytest.mark.parametrize("kind", ["reset_before", "hang_before", "throttle", "503", "garbage"])
def test_a_look_that_fails_is_repeated(kind: str, operation: str, new_engine: Make, order: Order, fake: Fake) -> None:
    new_engine().start(order)
    engine = new_engine(timeout=1)
    fake.fault(operation, kind)
    with pytest.raises(EngineUnavailable):
        engine.poll(order)
    assert finish(engine, order).state is State.SUCCEEDED


def test_a_call_is_tried_several_times_before_the_order_has_to_wait(new_engine: Make, order: Order, fake: Fake) -> None:
    fake.fault("CreateStack", "throttle", times=2)
    new_engine(attempts=3).start(order)
    assert [call["outcome"] for call in fake.calls("CreateStack")] == ["throttle", "throttle", "ok"]


def test_the_tries_of_a_call_are_bounded(new_engine: Make, order: Order, fake: Fake) -> None:
    fake.fault("CreateStack", "503", times=100)
    with pytest.raises(EngineUnavailable, match="Service is unable to handle request"):
        new_engine(attempts=2).start(order)
    assert len(fake.calls("CreateStack")) == 2


def test_a_refusal_is_not_tried_again(new_engine: Make, order: Order, fake: Fake) -> None:
    engine = new_engine(attempts=3)
    assert finish(engine, replace(order, parameters={})).state is State.FAILED
    assert [call["outcome"] for call in fake.calls("CreateStack")] == ["ValidationError"]


def test_a_failure_is_found_through_faults_too(new_engine: Make, order: Order, fake: Fake) -> None:
    engine = new_engine(timeout=1)
    fake.script(order.stack_name, create="rolls_back", reason="Too heavy.")
    fake.fault("CreateStack", "reset_after")
    fake.fault("DescribeStackEvents", "throttle", times=3)
    failed = finish(engine, order)
    assert failed.state is State.FAILED
    assert "Too heavy." in failed.reason


def test_where_nothing_listens_the_order_waits(order: Order) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(EngineUnavailable, match=f"CloudFormation does not answer: .*{url}"):
        CloudFormation(Settings(endpoint=url, attempts=1)).start(order)


def test_without_credentials_the_order_fails_and_says_what_to_do(
    engine: CloudFormation, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    failed = finish(engine, order)
    assert failed.state is State.FAILED
    assert "the engine has no AWS credentials" in failed.reason


def test_what_boto3_itself_refuses_to_send_fails_the_order(engine: CloudFormation, order: Order, fake: Fake) -> None:
    failed = finish(engine, replace(order, tags={"": "no key"}))
    assert failed.state is State.FAILED
    assert failed.reason.startswith("CloudFormation could not be asked: Parameter validation failed")
    assert fake.stacks() == []
