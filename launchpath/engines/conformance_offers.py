"""The tests of what an engine offers besides (`offers.py`). Inherit those that fit yours, beside EngineConformance.

They need the same fixtures, and of these what they name:

    endless       Cancellation: a template (or archive) that never comes to its end, launched or as what `good` becomes
    undying       FailedTermination: one that can be launched, and can't be removed

    class TestMyEngine(EngineConformance, FailedTerminationConformance, CancellationConformance, PreviewConformance):
        pass
"""

# ruff: noqa: S101 - these are tests, although they are shipped

import time

from launchpath.engines.base import Engine, EngineUnavailable, Order, State
from launchpath.engines.conformance import Samples, Standing, finish, provision, terminate, update
from launchpath.engines.offers import Cancels, Preview, Previews


def stuck(engine: Engine, order: Order) -> None:
    """Begin what never ends, and see that it has begun."""
    engine.start(order)
    assert engine.poll(order).state is State.RUNNING


def foreseen(engine: Engine, order: Order, patience: float = 300) -> Preview:
    """What an order would change; asked for until it is known, `patience` seconds at most."""
    assert isinstance(engine, Previews)
    deadline = time.monotonic() + patience
    problem = "it is not known"
    while time.monotonic() < deadline:
        try:
            answer = engine.preview(order)
            if answer.state in (State.SUCCEEDED, State.FAILED):
                return answer
        except EngineUnavailable as fault:
            problem = str(fault)
        time.sleep(0.02)
    raise AssertionError(f"preview of {order.provisioned_product_name}: {problem}")


class FailedTerminationConformance:
    """For engines that may fail to remove something."""

    def test_a_failed_termination_says_why_and_what_it_could_not_remove_stands(
        self, engine: Engine, samples: Samples, standing: Standing, undying: str | bytes
    ) -> None:
        order = provision(samples, undying)
        assert finish(engine, order).state is State.SUCCEEDED
        failed = finish(engine, terminate(order))
        assert failed.state is State.FAILED
        assert failed.reason
        assert not failed.gone
        assert samples.secret not in failed.reason
        assert standing(engine, order.provisioned_product_id) == 1

    def test_a_failed_termination_can_be_asked_for_again_and_what_stands_can_be_retained(
        self, engine: Engine, samples: Samples, standing: Standing, undying: str | bytes
    ) -> None:
        order = provision(samples, undying)
        finish(engine, order)
        first, second = finish(engine, terminate(order)), finish(engine, terminate(order))
        assert (first.state, second.state) == (State.FAILED, State.FAILED)
        assert finish(engine, terminate(order, retain=True)).state is State.SUCCEEDED
        assert standing(engine, order.provisioned_product_id) == 1


class CancellationConformance:
    """For engines that offer Cancels."""

    def test_a_cancelled_launch_can_be_terminated_and_leaves_nothing(
        self, engine: Engine, samples: Samples, standing: Standing, endless: str | bytes
    ) -> None:
        order = provision(samples, endless)
        stuck(engine, order)
        assert isinstance(engine, Cancels)
        engine.cancel(order)
        assert finish(engine, terminate(order)).state is State.SUCCEEDED
        assert standing(engine, order.provisioned_product_id) == 0

    def test_after_a_cancelled_update_the_product_can_be_updated_again(
        self, engine: Engine, samples: Samples, standing: Standing, endless: str | bytes
    ) -> None:
        order = provision(samples)
        before, change = finish(engine, order), update(order, endless)
        stuck(engine, change)
        assert isinstance(engine, Cancels)
        engine.cancel(change)
        again = finish(engine, update(order, samples.good))
        assert (again.state, again.outputs) == (State.SUCCEEDED, before.outputs)
        assert standing(engine, order.provisioned_product_id) == 1

    def test_a_repeated_cancellation_changes_nothing(
        self, engine: Engine, samples: Samples, endless: str | bytes
    ) -> None:
        order = provision(samples, endless)
        stuck(engine, order)
        assert isinstance(engine, Cancels)
        engine.cancel(order)
        engine.cancel(order)
        assert finish(engine, terminate(order)).state is State.SUCCEEDED

    def test_what_has_ended_is_not_cancelled(self, engine: Engine, samples: Samples, standing: Standing) -> None:
        order = provision(samples)
        launched = finish(engine, order)
        assert isinstance(engine, Cancels)
        engine.cancel(order)
        assert engine.poll(order) == launched
        assert standing(engine, order.provisioned_product_id) == 1

    def test_cancelling_what_never_began_is_no_fault(
        self, engine: Engine, samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples)
        assert isinstance(engine, Cancels)
        engine.cancel(order)
        assert standing(engine, order.provisioned_product_id) == 0


class PreviewConformance:
    """For engines that offer Previews."""

    def test_a_preview_of_a_launch_names_what_would_be_made_and_makes_nothing(
        self, engine: Engine, samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples)
        answer = foreseen(engine, order)
        assert answer.state is State.SUCCEEDED, answer.reason
        assert {change.action for change in answer.changes} == {"ADD"}
        assert all(change.resource and change.type for change in answer.changes)
        assert standing(engine, order.provisioned_product_id) == 0

    def test_a_preview_of_an_update_names_its_changes_and_changes_nothing(
        self, engine: Engine, samples: Samples
    ) -> None:
        order = provision(samples)
        before = finish(engine, order)
        answer = foreseen(engine, update(order, samples.update))
        assert answer.state is State.SUCCEEDED, answer.reason
        assert answer.changes
        after = finish(engine, update(order, samples.good))
        assert (after.state, after.outputs) == (State.SUCCEEDED, before.outputs)

    def test_an_update_that_would_change_nothing_has_no_changes(self, engine: Engine, samples: Samples) -> None:
        order = provision(samples)
        finish(engine, order)
        answer = foreseen(engine, update(order, samples.good))
        assert (answer.state, answer.changes) == (State.SUCCEEDED, ())

    def test_a_preview_stays_the_same_however_often_it_is_asked_for(self, engine: Engine, samples: Samples) -> None:
        order = provision(samples)
        assert foreseen(engine, order) == foreseen(engine, order)

    def test_what_was_previewed_can_be_launched(self, engine: Engine, samples: Samples, standing: Standing) -> None:
        order = provision(samples)
        foreseen(engine, order)
        assert finish(engine, order).state is State.SUCCEEDED
        assert standing(engine, order.provisioned_product_id) == 1

    def test_a_template_that_makes_no_sense_has_no_preview_and_the_reason_is_told(
        self, engine: Engine, samples: Samples
    ) -> None:
        answer = foreseen(engine, provision(samples, "][" if isinstance(samples.good, str) else b"]["))
        assert answer.state is State.FAILED
        assert answer.reason

    def test_no_preview_tells_a_secret(self, engine: Engine, samples: Samples) -> None:
        assert samples.secret not in repr(foreseen(engine, provision(samples)))
