"""DeleteStack, and the end of a termination in every state of the stack. Semantics 2.8, 6.3."""

from collections.abc import Callable

import pytest

from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, terminate, update
from tests.fake_cloudformation import Fake


@pytest.fixture
def launched(engine: CloudFormation, order: Order) -> Order:
    assert finish(engine, order).state is State.SUCCEEDED
    return order


def test_delete_complete_is_a_success_that_tells_what_was_deleted(
    engine: CloudFormation, launched: Order, fake: Fake
) -> None:
    """A deleted stack is found by its ARN alone."""
    ended = finish(engine, terminate(launched))
    assert ended.state is State.SUCCEEDED
    assert ended.events[-1].status == "DELETE_COMPLETE"
    assert ("Queue", "DELETE_COMPLETE") in [(event.resource, event.status) for event in ended.events]
    assert ended.physical_id == fake.stack(launched.stack_name)["id"]


def test_what_is_being_deleted_is_not_yet_gone(engine: CloudFormation, launched: Order, fake: Fake) -> None:
    order = terminate(launched)
    engine.start(order)
    assert engine.poll(order).state is State.RUNNING
    assert fake.stack(launched.stack_name)["status"] == "DELETE_IN_PROGRESS"


def test_after_a_restart_a_stack_that_has_gone_meanwhile_counts_as_deleted(
    engine: CloudFormation, launched: Order, new_engine: Callable[..., CloudFormation], fake: Fake
) -> None:
    order = terminate(launched)
    fake.script(launched.stack_name, polls=0)
    engine.start(order)
    assert new_engine().poll(order).state is State.SUCCEEDED


def test_deleting_what_does_not_exist_succeeds(engine: CloudFormation, order: Order, fake: Fake) -> None:
    """6.3: also if the stack did not exist."""
    assert finish(engine, terminate(order)).state is State.SUCCEEDED
    assert fake.calls("DeleteStack") == []


def test_delete_failed_names_every_resource_that_could_not_be_deleted(
    engine: CloudFormation, launched: Order, fake: Fake
) -> None:
    """6.3: the product will be TAINTED."""
    fake.script(launched.stack_name, delete="fails")
    failed = finish(engine, terminate(launched))
    assert failed.state is State.FAILED
    assert failed.reason == (
        "The following resource(s) failed to delete: [Queue]. "
        "Queue (AWS::SQS::Queue): The bucket you tried to delete is not empty"
    )
    assert not failed.gone


def test_a_failed_termination_can_be_repeated(engine: CloudFormation, launched: Order, fake: Fake) -> None:
    """2.8: a new attempt once the first has ended."""
    fake.script(launched.stack_name, delete="fails")
    finish(engine, terminate(launched))
    fake.script(launched.stack_name, delete="ok")
    assert finish(engine, terminate(launched)).state is State.SUCCEEDED
    assert not fake.stack(launched.stack_name)["living"]


def test_a_stack_whose_export_is_in_use_stays_and_says_so(engine: CloudFormation, launched: Order, fake: Fake) -> None:
    """CloudFormation takes such a stack back to the state that it was in, without DELETE_FAILED."""
    fake.script(launched.stack_name, delete="refused")
    failed = finish(engine, terminate(launched))
    assert failed.state is State.FAILED
    assert failed.reason == "Export Url cannot be deleted as it is in use by another-stack"
    assert fake.stack(launched.stack_name)["status"] == "CREATE_COMPLETE"


def test_a_launch_that_was_rolled_back_can_be_terminated(engine: CloudFormation, order: Order, fake: Fake) -> None:
    fake.script(order.stack_name, create="rolls_back")
    finish(engine, order)
    assert finish(engine, terminate(order)).state is State.SUCCEEDED
    assert not fake.stack(order.stack_name)["living"]


def test_an_update_after_a_failed_termination_finds_nothing_running(
    engine: CloudFormation, launched: Order, samples: Samples, fake: Fake
) -> None:
    fake.script(launched.stack_name, delete="fails")
    finish(engine, terminate(launched))
    refused = finish(engine, update(launched, samples.update))
    assert "is in DELETE_FAILED state and can not be updated." in refused.reason
    assert refused.gone


def test_retaining_asks_nobody_and_leaves_the_stack(engine: CloudFormation, launched: Order, fake: Fake) -> None:
    """6.3: terminate, Retain."""
    before = len(fake.calls())
    ended = finish(engine, terminate(launched, retain=True))
    assert ended.state is State.SUCCEEDED
    assert len(fake.calls()) == before
    assert fake.stack(launched.stack_name)["living"]
