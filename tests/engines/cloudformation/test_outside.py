"""What others do to a product's stack, behind the catalog's back. Semantics 6.3, 14 (12)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, terminate, update
from tests.fake_cloudformation import Fake


def test_a_stack_that_vanishes_while_it_is_made_fails_the_launch(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    engine.start(order)
    fake.outside(order.stack_name, "vanish")
    failed = finish(engine, order)
    assert (failed.state, failed.gone) == (State.FAILED, True)
    assert failed.reason == (
        f"Stack {order.stack_name} does not exist any more: it was deleted from outside while it was created."
    )
    assert len(fake.stacks()) == 1


def test_a_stack_that_vanishes_while_it_is_updated_leaves_nothing_running(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, order)
    changed = update(order, samples.update)
    engine.start(changed)
    fake.outside(order.stack_name, "vanish")
    failed = finish(engine, changed)
    assert (failed.state, failed.gone) == (State.FAILED, True)


def test_a_stack_that_had_vanished_before_fails_the_update(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, order)
    fake.outside(order.stack_name, "vanish")
    failed = finish(engine, update(order, samples.update))
    assert (failed.state, failed.gone) == (State.FAILED, True)
    assert "does not exist" in failed.reason


def test_a_stack_that_has_vanished_is_terminated_without_a_word(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    finish(engine, order)
    fake.outside(order.stack_name, "vanish")
    assert finish(engine, terminate(order)).state is State.SUCCEEDED


def test_a_stack_of_the_same_name_that_somebody_makes_instead_is_not_updated(
    engine: CloudFormation, order: Order, samples: Samples, new_engine: Callable[..., CloudFormation], fake: Fake
) -> None:
    finish(engine, order)
    fake.outside(order.stack_name, "vanish")
    finish(new_engine(), replace(order, record_id="rec-somebodyelses1", tags={}))
    assert finish(engine, update(order, samples.update)).state is State.FAILED
    assert [len(stack["operations"]) for stack in fake.stacks(order.stack_name)] == [2, 1]


def test_a_stack_that_is_changed_right_after_its_launch_has_been_launched(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    fake.script(order.stack_name, polls=0)
    engine.start(order)
    fake.script(order.stack_name, polls=2)
    fake.outside(order.stack_name, "update")
    assert engine.poll(order).state is State.RUNNING
    launched = finish(engine, order)
    assert (launched.state, launched.events[-1].status) == (State.SUCCEEDED, "CREATE_COMPLETE")


def test_an_update_waits_until_somebody_elses_has_ended(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, order)
    fake.outside(order.stack_name, "update")
    changed = update(order, samples.update)
    with pytest.raises(EngineUnavailable, match=r"Another operation is running on it: .*UPDATE_IN_PROGRESS"):
        engine.start(changed)
    assert finish(engine, changed).state is State.SUCCEEDED


def test_a_termination_waits_until_somebody_elses_update_has_ended(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    finish(engine, order)
    fake.outside(order.stack_name, "update")
    with pytest.raises(EngineUnavailable, match=r"Another operation is running on it: .*UPDATE_IN_PROGRESS"):
        engine.start(terminate(order))
    assert finish(engine, terminate(order)).state is State.SUCCEEDED


def test_an_update_that_somebody_cancels_is_undone_and_fails(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, order)
    changed = update(order, samples.update)
    engine.start(changed)
    fake.outside(order.stack_name, "cancel")
    assert engine.poll(changed).state is State.ROLLING_BACK
    failed = finish(engine, changed)
    assert (failed.state, failed.gone) == (State.FAILED, False)
    assert failed.reason


def test_a_launch_that_somebody_deletes_in_vain_has_failed(engine: CloudFormation, order: Order, fake: Fake) -> None:
    fake.script(order.stack_name, delete="fails")
    engine.start(order)
    fake.outside(order.stack_name, "delete")
    failed = finish(engine, order)
    assert failed.state is State.FAILED
    assert failed.reason == "The following resource(s) failed to delete: [Queue]."
