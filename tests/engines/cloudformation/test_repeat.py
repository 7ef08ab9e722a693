"""Orders that are begun again after a crash, or by two workers at once: what they make, they make once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, terminate, update
from tests.fake_cloudformation import Fake

Make = Callable[..., CloudFormation]

#: The fake as CloudFormation is, with idempotency by token; without; and with events that bear no token, as moto's.
TOKENS = ("remembered", "forgotten", "unknown")


def types(fake: Fake, order: Order) -> list[str]:
    return [one["type"] for one in fake.stack(order.stack_name)["operations"]]


@pytest.mark.parametrize("tokens", TOKENS)
def test_a_launch_goes_on_in_another_process(tokens: str, new_engine: Make, order: Order, fake: Fake) -> None:
    fake.tokens(tokens)
    new_engine().start(order)
    assert finish(new_engine(), order).state is State.SUCCEEDED
    assert types(fake, order) == ["CreateStack"]


@pytest.mark.parametrize("tokens", TOKENS)
def test_a_launch_that_has_ended_meanwhile_is_found(tokens: str, new_engine: Make, order: Order, fake: Fake) -> None:
    fake.tokens(tokens)
    launched = finish(new_engine(), order)
    again = new_engine().poll(order)
    assert (again.state, again.outputs) == (State.SUCCEEDED, launched.outputs)
    assert types(fake, order) == ["CreateStack"]


@pytest.mark.parametrize("tokens", TOKENS)
def test_a_launch_that_has_failed_meanwhile_is_found(
    tokens: str, new_engine: Make, order: Order, samples: Samples, fake: Fake
) -> None:
    fake.tokens(tokens)
    order = replace(order, template=samples.fails_to_create)
    finish(new_engine(), order)
    assert new_engine().poll(order).state is State.FAILED
    assert types(fake, order) == ["CreateStack"]


@pytest.mark.parametrize("tokens", TOKENS[:2])
def test_an_update_that_has_ended_meanwhile_is_not_made_again(
    tokens: str, new_engine: Make, order: Order, samples: Samples, fake: Fake
) -> None:
    fake.tokens(tokens)
    finish(new_engine(), order)
    changed = update(order, samples.update)
    finish(new_engine(), changed)
    again = new_engine().poll(changed)
    assert (again.state, len(again.outputs)) == (State.SUCCEEDED, 3)
    assert types(fake, order) == ["CreateStack", "UpdateStack"]


@pytest.mark.parametrize("tokens", TOKENS[:2])
def test_an_update_that_has_failed_meanwhile_is_not_tried_again(
    tokens: str, new_engine: Make, order: Order, samples: Samples, fake: Fake
) -> None:
    fake.tokens(tokens)
    finish(new_engine(), order)
    changed = update(order, samples.fails_to_update)
    finish(new_engine(), changed)
    assert new_engine().poll(changed).state is State.FAILED
    assert types(fake, order) == ["CreateStack", "UpdateStack"]


def test_an_update_without_tokens_in_the_events_is_asked_for_again_and_finds_nothing_to_do(
    new_engine: Make, order: Order, samples: Samples, fake: Fake
) -> None:
    fake.tokens("unknown")
    finish(new_engine(), order)
    changed = update(order, samples.update)
    finish(new_engine(), changed)
    again = new_engine()
    again.start(changed)
    assert again.poll(changed).state is State.SUCCEEDED
    assert types(fake, order) == ["CreateStack", "UpdateStack"]


@pytest.mark.parametrize("tokens", TOKENS[:2])
def test_a_termination_that_has_failed_meanwhile_is_not_tried_again(
    tokens: str, new_engine: Make, order: Order, fake: Fake
) -> None:
    fake.tokens(tokens)
    fake.script(order.stack_name, delete="fails")
    finish(new_engine(), order)
    ending = terminate(order)
    finish(new_engine(), ending)
    assert new_engine().poll(ending).state is State.FAILED
    assert types(fake, order) == ["CreateStack", "DeleteStack"]


@pytest.mark.parametrize("tokens", TOKENS)
def test_a_whole_life_goes_well(tokens: str, new_engine: Make, order: Order, samples: Samples, fake: Fake) -> None:
    fake.tokens(tokens)
    engine = new_engine()
    orders = [order, update(order, samples.update), update(order, samples.update), terminate(order)]
    assert [finish(engine, one).state for one in orders] == [State.SUCCEEDED] * 4
    assert types(fake, order) == ["CreateStack", "UpdateStack", "DeleteStack"]


@pytest.mark.parametrize("tokens", TOKENS[:2])
def test_two_workers_that_both_believe_to_be_in_charge_do_everything_once(
    tokens: str, new_engine: Make, order: Order, samples: Samples, fake: Fake
) -> None:
    fake.tokens(tokens)
    engines = [new_engine(), new_engine()]
    for one in (order, update(order, samples.update), terminate(order)):
        with ThreadPoolExecutor(2) as workers:
            ends = list(workers.map(finish, engines, [one, one]))
        assert [end.state for end in ends] == [State.SUCCEEDED] * 2
    assert types(fake, order) == ["CreateStack", "UpdateStack", "DeleteStack"]


def test_a_token_that_cloudformation_knows_already_means_that_the_order_has_begun(
    new_engine: Make, order: Order, samples: Samples, fake: Fake
) -> None:
    engine = new_engine()
    finish(engine, order)
    # The same record id for an update: not ours to do, but CloudFormation's answer is the one that counts.
    changed = replace(update(order, samples.update), record_id="rec-usedalready1")
    finish(engine, replace(order, record_id="rec-usedalready1", provisioned_product_id="pp-another000001"))
    other = new_engine()
    other.start(changed)
    assert fake.calls("UpdateStack")[-1]["outcome"] == "TokenAlreadyExistsException"
