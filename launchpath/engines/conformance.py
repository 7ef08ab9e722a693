"""The tests that every engine must pass, for whoever writes one. docs/adding-an-engine.md shows how to run them.

A test module gives four fixtures and inherits the class:

    engine        an open engine; it may be shared, each test launches products of its own
    open_engine   opens an engine that the test closes; the next one it opens finds the same world, as after a crash
    samples       the Samples below
    standing      tells how many stacks, or whatever the engine makes, stand for a provisioned product's id

    class TestMyEngine(EngineConformance):
        pass
"""

# ruff: noqa: S101 - these are tests, although they are shipped

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import pytest

from launchpath.domain.record import RecordType
from launchpath.engines.base import Engine, EngineUnavailable, Order, Progress, State

#: Tells how many things stand for a provisioned product's id.
Standing = Callable[[Engine, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Templates in the engine's own language, or archives (.tar.gz). All of them take `parameters`."""

    #: Small; hands out at least one output.
    good: str | bytes
    #: What `good` becomes; hands out at least one output more than `good`.
    update: str | bytes
    #: Something in it cannot be made.
    fails_to_create: str | bytes
    #: What `good` cannot become.
    fails_to_update: str | bytes
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: The value among `parameters` that nobody may ever read, as of a NoEcho parameter.
    secret: str = field(repr=False)
    account: str = "123456789012"
    region: str = "us-east-1"


def _made_of(content: str | bytes) -> dict[str, Any]:
    """The members of an order that hold what it is made of."""
    if isinstance(content, bytes):
        return {"template": "", "archive": content}
    return {"template": content, "archive": b""}


def provision(samples: Samples, template: str | bytes | None = None) -> Order:
    """An order for a new product."""
    product = f"pp-{uuid4().hex[:13]}"
    return Order(
        type=RecordType.PROVISION,
        record_id=f"rec-{uuid4().hex[:13]}",
        account=samples.account,
        region=samples.region,
        provisioned_product_id=product,
        provisioned_product_name=f"sample-{product}",
        **_made_of(samples.good if template is None else template),
        parameters=samples.parameters,
        tags={"team": "blue", "aws:servicecatalog:provisioningArtifactIdentifier": "pa-conformance"},
    )


def update(before: Order, template: str | bytes) -> Order:
    """An order that makes something else of a product."""
    return replace(before, type=RecordType.UPDATE, record_id=f"rec-{uuid4().hex[:13]}", **_made_of(template))


def terminate(before: Order, *, retain: bool = False) -> Order:
    """An order that ends a product."""
    record_id = f"rec-{uuid4().hex[:13]}"
    return replace(before, type=RecordType.TERMINATE, record_id=record_id, **_made_of(""), parameters={}, retain=retain)


def finish(engine: Engine, order: Order, patience: float = 300) -> Progress:
    """Carry an order out as the worker does: start it, then ask until it has ended, `patience` seconds at most."""
    deadline = time.monotonic() + patience
    problem = "it did not come to an end"
    step: Callable[[Order], Progress | None] = engine.start
    while time.monotonic() < deadline:
        try:
            progress = step(order)
            if progress and progress.state in (State.SUCCEEDED, State.FAILED):
                return progress
            step = engine.poll
        except EngineUnavailable as fault:
            problem = str(fault)
        time.sleep(0.02)
    raise AssertionError(f"{order.type} of {order.provisioned_product_name}: {problem}")


class EngineConformance:
    """Inherit it, give it the four fixtures above, and let pytest find the class."""

    # --- A product's life --------------------------------------------------------------------------------------------

    def test_a_launch_hands_out_outputs_and_a_physical_id(self, engine: Engine, samples: Samples) -> None:
        launched = finish(engine, provision(samples))
        assert launched.state is State.SUCCEEDED, launched.reason
        assert launched.physical_id
        assert launched.outputs
        assert all(isinstance(output.value, str) for output in launched.outputs)

    def test_the_engine_says_what_it_makes_and_where_to_look(self, engine: Engine) -> None:
        assert engine.makes
        assert all(isinstance(word, str) for pair in engine.environment().items() for word in pair)

    def test_it_says_when_it_is_ready(self, engine: Engine) -> None:
        engine.wait_until_ready()

    def test_a_repeated_start_makes_nothing_twice(self, engine: Engine, samples: Samples, standing: Standing) -> None:
        order = provision(samples)
        first = finish(engine, order)
        engine.start(order)
        assert finish(engine, order) == first
        assert standing(engine, order.provisioned_product_id) == 1

    def test_the_last_answer_stays_the_same(self, engine: Engine, samples: Samples) -> None:
        first = provision(samples)
        launched = finish(engine, first)
        finish(engine, update(first, samples.update))
        assert engine.poll(first) == launched

    def test_an_update_keeps_the_product_and_hands_out_more(
        self, engine: Engine, samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples)
        before = finish(engine, order)
        after = finish(engine, update(order, samples.update))
        assert after.state is State.SUCCEEDED, after.reason
        assert after.physical_id == before.physical_id
        assert {one.key for one in after.outputs} > {one.key for one in before.outputs}
        assert standing(engine, order.provisioned_product_id) == 1

    def test_an_update_that_changes_nothing_succeeds(self, engine: Engine, samples: Samples) -> None:
        order = provision(samples)
        before = finish(engine, order)
        after = finish(engine, update(order, samples.good))
        assert (after.state, after.outputs) == (State.SUCCEEDED, before.outputs)

    def test_a_termination_leaves_nothing_standing(self, engine: Engine, samples: Samples, standing: Standing) -> None:
        order = provision(samples)
        finish(engine, order)
        assert finish(engine, terminate(order)).state is State.SUCCEEDED
        assert standing(engine, order.provisioned_product_id) == 0

    def test_a_second_termination_succeeds_too(self, engine: Engine, samples: Samples) -> None:
        order = provision(samples)
        finish(engine, order)
        finish(engine, terminate(order))
        assert finish(engine, terminate(order)).state is State.SUCCEEDED

    def test_terminating_what_never_existed_succeeds(self, engine: Engine, samples: Samples) -> None:
        assert finish(engine, terminate(provision(samples))).state is State.SUCCEEDED

    def test_a_retaining_termination_leaves_everything_standing(
        self, engine: Engine, samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples)
        finish(engine, order)
        assert finish(engine, terminate(order, retain=True)).state is State.SUCCEEDED
        assert standing(engine, order.provisioned_product_id) == 1

    # --- What goes wrong ---------------------------------------------------------------------------------------------

    def test_a_failed_launch_says_why_and_can_be_terminated(
        self, engine: Engine, samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples, samples.fails_to_create)
        failed = finish(engine, order)
        assert failed.state is State.FAILED
        assert failed.reason
        assert not failed.outputs
        assert finish(engine, terminate(order)).state is State.SUCCEEDED
        assert standing(engine, order.provisioned_product_id) == 0

    def test_a_failed_update_says_why_and_leaves_the_earlier_state_running(
        self, engine: Engine, samples: Samples
    ) -> None:
        order = provision(samples)
        before = finish(engine, order)
        failed = finish(engine, update(order, samples.fails_to_update))
        assert failed.state is State.FAILED
        assert failed.reason
        assert not failed.gone
        again = finish(engine, update(order, samples.good))
        assert (again.state, again.outputs) == (State.SUCCEEDED, before.outputs)

    def test_a_template_that_makes_no_sense_fails_and_says_why(self, engine: Engine, samples: Samples) -> None:
        nonsense = "][" if isinstance(samples.good, str) else b"]["
        failed = finish(engine, provision(samples, nonsense))
        assert failed.state is State.FAILED
        assert failed.reason

    def test_updating_what_never_existed_fails_and_says_that_it_is_gone(self, engine: Engine, samples: Samples) -> None:
        failed = finish(engine, update(provision(samples), samples.update))
        assert failed.state is State.FAILED
        assert failed.reason
        assert failed.gone

    def test_secrets_are_seen_nowhere(self, engine: Engine, samples: Samples, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        good, bad = provision(samples), provision(samples, samples.fails_to_create)
        said = [finish(engine, good), finish(engine, update(good, samples.fails_to_update)), finish(engine, bad)]
        told = [text for one in said for text in (one.reason, *(event.reason for event in one.events))]
        assert samples.secret not in " ".join([caplog.text, repr(good), repr(bad), *told])

    def test_events_are_told_in_the_order_in_which_they_happened(self, engine: Engine, samples: Samples) -> None:
        times = [event.at for event in finish(engine, provision(samples)).events]
        assert times == sorted(times)

    # --- Crashes -----------------------------------------------------------------------------------------------------

    def test_a_launch_that_a_crash_interrupted_comes_to_its_end_once(
        self, open_engine: Callable[[], Engine], samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples)
        before = open_engine()
        before.start(order)
        before.close()
        after = open_engine()
        after.restore([])
        assert finish(after, order).state is State.SUCCEEDED
        assert standing(after, order.provisioned_product_id) == 1
        after.close()

    def test_what_had_been_launched_before_a_crash_is_the_same_after_it(
        self, open_engine: Callable[[], Engine], samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples)
        changed = update(order, samples.update)
        before = open_engine()
        launched, updated = finish(before, order), finish(before, changed)
        before.close()
        after = open_engine()
        after.restore([order, changed])
        again = finish(after, changed)
        assert (again.state, again.physical_id) == (updated.state, launched.physical_id)
        assert again.outputs == updated.outputs
        assert standing(after, order.provisioned_product_id) == 1
        after.close()

    def test_an_update_that_a_crash_interrupted_comes_to_its_end(
        self, open_engine: Callable[[], Engine], samples: Samples, standing: Standing
    ) -> None:
        order = provision(samples)
        changed = update(order, samples.update)
        before = open_engine()
        finish(before, order)
        before.start(changed)
        before.close()
        after = open_engine()
        after.restore([order])
        assert finish(after, changed).state is State.SUCCEEDED
        assert standing(after, order.provisioned_product_id) == 1
        after.close()

    # --- Many at once ------------------------------------------------------------------------------------------------

    def test_ten_orders_at_once_make_one_product_each(
        self, engine: Engine, samples: Samples, standing: Standing
    ) -> None:
        orders = [provision(samples) for _ in range(10)]
        with ThreadPoolExecutor(20) as workers:
            # Each is asked for twice, as two workers would that both believe they are in charge.
            finished = list(workers.map(lambda order: finish(engine, order), orders * 2))
        assert {one.state for one in finished} == {State.SUCCEEDED}
        assert len({one.physical_id for one in finished}) == 10
        assert [standing(engine, order.provisioned_product_id) for order in orders] == [1] * 10
