"""A preview goes by way of a change set, of which nothing is left."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, terminate, update
from launchpath.engines.conformance_offers import foreseen
from launchpath.engines.offers import Detail
from tests.fake_cloudformation import Fake


def test_an_update_is_told_resource_by_resource(engine: CloudFormation, order: Order, samples: Samples) -> None:
    finish(engine, order)
    wanted = samples.good.replace("First:", "Other:") if isinstance(samples.good, str) else ""
    changes = {one.resource: one for one in foreseen(engine, update(order, wanted)).changes}
    assert {name: one.action for name, one in changes.items()} == {"Other": "ADD", "Queue": "MODIFY", "First": "REMOVE"}
    assert changes["Queue"].physical_id.startswith(f"{order.stack_name}-Queue-")
    assert (changes["Queue"].replacement, changes["Queue"].scope) == ("FALSE", ("PROPERTIES",))
    assert changes["Queue"].details == (
        Detail(attribute="PROPERTIES", name="Colour", requires_recreation="NEVER", evaluation="STATIC"),
    )


def test_neither_change_set_nor_stack_is_left_of_it(engine: CloudFormation, order: Order, fake: Fake) -> None:
    foreseen(engine, order)
    assert not fake.stack(order.stack_name)["living"]
    assert [call["outcome"] for call in fake.calls("DeleteChangeSet")] == ["ok"]


def test_another_process_goes_on_with_it(new_engine: Callable[..., CloudFormation], order: Order, fake: Fake) -> None:
    assert new_engine().preview(order).state is State.RUNNING
    assert foreseen(new_engine(), order).changes
    assert len(fake.calls("CreateChangeSet")) == 1


def test_a_launch_removes_what_a_crash_left_of_a_preview(
    new_engine: Callable[..., CloudFormation], order: Order, fake: Fake
) -> None:
    new_engine().preview(order)
    assert fake.stack(order.stack_name)["status"] == "REVIEW_IN_PROGRESS"
    assert finish(new_engine(), order).state is State.SUCCEEDED


def test_a_termination_removes_it_too(new_engine: Callable[..., CloudFormation], order: Order, fake: Fake) -> None:
    new_engine().preview(order)
    assert finish(new_engine(), terminate(order)).state is State.SUCCEEDED
    assert not fake.stack(order.stack_name)["living"]


def test_the_launch_role_is_asked_with(engine: CloudFormation, order: Order, fake: Fake) -> None:
    role = "arn:aws:iam::123456789012:role/Launch"
    foreseen(engine, replace(order, launch_role_arn=role))
    (call,) = fake.calls("CreateChangeSet")
    assert ":assumed-role/Launch/" in call["caller"]


def test_an_update_of_what_is_not_there_has_no_preview(engine: CloudFormation, order: Order, samples: Samples) -> None:
    answer = foreseen(engine, update(order, samples.update))
    assert answer.state is State.FAILED
    assert f"Stack [{order.stack_name}] does not exist" in answer.reason


def test_a_refusal_is_told_in_cloudformations_words(engine: CloudFormation, order: Order, fake: Fake) -> None:
    fake.fault("CreateChangeSet", "denied")
    answer = foreseen(engine, order)
    assert answer.state is State.FAILED
    assert answer.reason.startswith("AmazonCloudFormationException  Access Denied")


@pytest.mark.parametrize("operation", ["CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet"])
@pytest.mark.parametrize("kind", ["throttle", "503", "reset_before", "reset_after"])
def test_a_passing_fault_only_delays_it(
    engine: CloudFormation, order: Order, fake: Fake, operation: str, kind: str
) -> None:
    fake.fault(operation, kind)
    assert [change.action for change in foreseen(engine, order).changes] == ["ADD", "ADD"]
    assert not fake.stack(order.stack_name)["living"]


def test_one_that_waits_is_asked_for_again(engine: CloudFormation, order: Order, fake: Fake) -> None:
    fake.fault("DescribeStacks", "503")
    with pytest.raises(EngineUnavailable):
        engine.preview(order)
