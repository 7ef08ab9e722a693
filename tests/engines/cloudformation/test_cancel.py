"""What is given up is stopped at CloudFormation, as far as CloudFormation can."""

from collections.abc import Callable

import pytest

from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, terminate, update
from tests.fake_cloudformation import Fake


def operations(fake: Fake, order: Order) -> list[str]:
    return [one["type"] for one in fake.stack(order.stack_name)["operations"]]


def test_a_creation_is_deleted_since_it_cannot_be_stopped_otherwise(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    fake.script(order.stack_name, create="hangs")
    engine.start(order)
    engine.cancel(order)
    assert operations(fake, order) == ["CreateStack", "DeleteStack"]


def test_an_update_is_cancelled_and_rolls_back(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, order)
    fake.script(order.stack_name, update="hangs")
    engine.start(change := update(order, samples.update))
    engine.cancel(change)
    assert operations(fake, order) == ["CreateStack", "UpdateStack", "CancelUpdateStack"]


def test_another_process_can_cancel_it_after_a_crash(
    new_engine: Callable[..., CloudFormation], order: Order, fake: Fake
) -> None:
    fake.script(order.stack_name, create="hangs")
    new_engine().start(order)
    new_engine().cancel(order)
    assert operations(fake, order) == ["CreateStack", "DeleteStack"]


def test_a_termination_runs_on(engine: CloudFormation, order: Order, fake: Fake) -> None:
    finish(engine, order)
    fake.script(order.stack_name, polls=100)
    engine.start(end := terminate(order))
    engine.cancel(end)
    assert operations(fake, order) == ["CreateStack", "DeleteStack"]


def test_what_is_rolling_back_already_is_left_alone(engine: CloudFormation, order: Order, fake: Fake) -> None:
    fake.script(order.stack_name, create="rolls_back")
    engine.start(order)
    while engine.poll(order).state is not State.ROLLING_BACK:
        pass
    engine.cancel(order)
    assert operations(fake, order) == ["CreateStack"]


def test_somebody_elses_stack_of_the_same_name_is_left_alone(
    new_engine: Callable[..., CloudFormation], order: Order, samples: Samples, fake: Fake
) -> None:
    other = update(order, samples.good)
    fake.script(order.stack_name, create="hangs")
    new_engine().start(order)
    new_engine().cancel(other)
    assert operations(fake, order) == ["CreateStack"]


def test_a_passing_fault_is_no_cancellation(engine: CloudFormation, order: Order, fake: Fake) -> None:
    fake.script(order.stack_name, create="hangs")
    engine.start(order)
    fake.fault("DeleteStack", "503")
    with pytest.raises(EngineUnavailable):
        engine.cancel(order)


def test_a_refusal_ends_it(engine: CloudFormation, order: Order, fake: Fake) -> None:
    fake.script(order.stack_name, create="hangs")
    engine.start(order)
    fake.fault("DeleteStack", "denied")
    engine.cancel(order)
    assert operations(fake, order) == ["CreateStack"]
