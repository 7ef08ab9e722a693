"""What the sandbox forgets with its process comes back from the orders, bearing the same names."""

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from launchpath.engines.base import Order, Output, State
from launchpath.engines.conformance import Samples, finish, provision, terminate, update
from launchpath.engines.sandbox.engine import Sandbox

Aws = Callable[[Sandbox, str], Any]
Start = Callable[..., Sandbox]

EVERYTHING = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Bucket: {Type: AWS::S3::Bucket}
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.9.1.0/24}}
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Version: "2012-10-17", Statement: []}}}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}
Outputs:
  Queue: {Value: !Ref Queue}
  Bucket: {Value: !Ref Bucket}
  Network: {Value: !Ref Network}
  Subnet: {Value: !Ref Subnet}
  Key: {Value: !Ref Key}
  Role: {Value: !GetAtt Role.Arn}
"""
OFFERS = """
Resources: {Queue: {Type: AWS::SQS::Queue}}
Outputs: {Url: {Value: !Ref Queue, Export: {Name: offered}}}
"""
TAKES = """
Resources:
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Name: /taken, Type: String, Value: !ImportValue offered}}
"""


def kill(sandbox: Sandbox) -> None:
    """End the process from outside, and return when the sandbox has noticed."""
    pid = sandbox._process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while sandbox._process.alive:
        pass


def test_a_killed_process_comes_back_with_everything_in_it(new_sandbox: Start, aws: Aws, samples: Samples) -> None:
    sandbox = new_sandbox()
    order = provision(samples, EVERYTHING)
    launched = finish(sandbox, order)
    kill(sandbox)
    finish(sandbox, provision(samples))
    stack = aws(sandbox, "cloudformation").describe_stacks(StackName=order.stack_name)["Stacks"][0]
    assert stack["StackId"] == launched.physical_id
    again = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    assert again == {output.key: output.value for output in launched.outputs if output.key in again}
    assert len(again) == 6
    sandbox.close()


def test_names_do_not_depend_on_what_else_is_restored(new_sandbox: Start, samples: Samples) -> None:
    first, second = provision(samples, EVERYTHING), provision(samples, EVERYTHING)
    before = new_sandbox()
    finish(before, first)
    launched = finish(before, second)
    port = int(before.endpoint.rsplit(":", 1)[1])
    before.close()
    after = new_sandbox(port=port)
    after.restore([second])
    assert finish(after, second).outputs == launched.outputs
    after.close()


def test_restoring_does_not_keep_anybody_waiting(new_sandbox: Start, samples: Samples) -> None:
    sandbox = new_sandbox()
    orders = [provision(samples) for _ in range(20)]
    sandbox.restore(iter(orders))
    assert not sandbox._answers
    launched = finish(sandbox, provision(samples))
    assert launched.state is State.SUCCEEDED
    assert set(sandbox._answers) > {order.record_id for order in orders}
    sandbox.close()


def test_products_that_hang_on_one_another_are_restored_in_whatever_order(
    new_sandbox: Start, aws: Aws, samples: Samples
) -> None:
    offers, takes = provision(samples, OFFERS), provision(samples, TAKES)
    sandbox = new_sandbox()
    sandbox.restore([takes, offers])
    sandbox.wait_until_ready()
    value = aws(sandbox, "ssm").get_parameter(Name="/taken")["Parameter"]["Value"]
    assert value.startswith(sandbox.endpoint)
    sandbox.close()


def test_what_cannot_be_restored_is_told_and_stops_nothing_else(
    new_sandbox: Start, aws: Aws, samples: Samples, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    lost, found = provision(samples, TAKES), provision(samples)
    sandbox = new_sandbox()
    sandbox.restore([lost, found])
    finish(sandbox, provision(samples))
    assert f"{lost.provisioned_product_name} could not be rebuilt in the sandbox: " in caplog.text
    names = {stack["StackName"] for stack in aws(sandbox, "cloudformation").describe_stacks()["Stacks"]}
    assert found.stack_name in names
    assert lost.stack_name not in names
    sandbox.close()


def test_a_terminated_product_does_not_come_back(new_sandbox: Start, aws: Aws, samples: Samples) -> None:
    sandbox = new_sandbox()
    ended, kept = provision(samples), provision(samples)
    finish(sandbox, ended)
    finish(sandbox, kept)
    finish(sandbox, terminate(ended))
    finish(sandbox, terminate(kept, retain=True))
    kill(sandbox)
    finish(sandbox, provision(samples))
    names = {stack["StackName"] for stack in aws(sandbox, "cloudformation").describe_stacks()["Stacks"]}
    assert ended.stack_name not in names
    assert kept.stack_name in names
    sandbox.close()


def test_an_update_after_a_restore_goes_on_from_what_was_restored(new_sandbox: Start, samples: Samples) -> None:
    order = provision(samples, samples.update)
    sandbox = new_sandbox()
    sandbox.restore([order])
    removed = finish(sandbox, update(order, samples.good))
    assert ("Second", "DELETE_COMPLETE") in [(event.resource, event.status) for event in removed.events]
    sandbox.close()


def test_the_same_order_makes_the_same_names_in_any_sandbox(new_sandbox: Start, samples: Samples) -> None:
    order = replace(provision(samples), record_id="rec-always-the-same", provisioned_product_id="pp-always-the-same")
    first = _outputs(new_sandbox(), order)
    second = _outputs(new_sandbox(), order)
    assert [output.value.rsplit("/", 1)[1] for output in first] == [output.value.rsplit("/", 1)[1] for output in second]


def _outputs(sandbox: Sandbox, order: Order) -> tuple[Output, ...]:
    outputs = finish(sandbox, order).outputs
    sandbox.close()
    return outputs
