"""What people can watch while an order runs: its own events, oldest first, however many pages there are."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from launchpath.engines.base import Event, Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, update
from tests.fake_cloudformation import Fake
from tests.fake_cloudformation.world import PAGE

MANY = "Resources:\n" + "".join(f'  R{number}: {{Type: "AWS::SQS::Queue"}}\n' for number in range(20))


def seen(events: tuple[Event, ...]) -> list[tuple[str, str]]:
    return [(event.resource, event.status) for event in events]


def test_every_resource_has_its_events(engine: CloudFormation, order: Order) -> None:
    events = finish(engine, order).events
    stack = order.stack_name
    assert seen(events) == [
        (stack, "CREATE_IN_PROGRESS"),
        ("First", "CREATE_IN_PROGRESS"),
        ("Queue", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_COMPLETE"),
        ("Queue", "CREATE_COMPLETE"),
        (stack, "CREATE_COMPLETE"),
    ]
    assert {event.type for event in events} == {"AWS::CloudFormation::Stack", "AWS::SQS::Queue"}
    assert events[0].reason == "User Initiated"


def test_a_finished_resource_says_what_it_is_called(engine: CloudFormation, order: Order) -> None:
    events = finish(engine, order).events
    assert events[4].reason.startswith(f"{order.stack_name}-Queue-")


def test_all_pages_are_read(engine: CloudFormation, order: Order) -> None:
    events = finish(engine, replace(order, template=MANY, parameters={})).events
    assert len(events) == 42 > PAGE
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_what_is_known_already_is_not_read_again(engine: CloudFormation, order: Order, fake: Fake) -> None:
    order = replace(order, template=MANY, parameters={})
    engine.start(order)
    reads = []
    for _ in range(3):
        before = len(fake.calls("DescribeStackEvents"))
        engine.poll(order)
        reads.append(len(fake.calls("DescribeStackEvents")) - before)
    assert reads == [3, 3, 1]


def test_an_update_tells_its_own_events_alone(engine: CloudFormation, order: Order, samples: Samples) -> None:
    finish(engine, order)
    events = finish(engine, update(order, samples.update)).events
    assert seen(events)[0] == (order.stack_name, "UPDATE_IN_PROGRESS")
    assert not [event for event in events if event.status.startswith("CREATE")]


def test_an_old_stacks_whole_past_is_not_read_to_see_that_an_update_has_not_begun(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    template = samples.good
    finish(engine, order)
    for _ in range(8):
        template = samples.update if template == samples.good else samples.good
        finish(engine, update(order, template))
    before = len(fake.calls("DescribeStackEvents"))
    engine.start(update(order, samples.update))
    assert len(fake.calls("DescribeStackEvents")) - before == 3


@pytest.mark.parametrize("words", ["Resource creation cancelled", "Resource update cancelled"])
def test_where_every_resource_was_left_off_that_is_the_reason(
    words: str, engine: CloudFormation, order: Order, fake: Fake
) -> None:
    fake.script(order.stack_name, create="fails", reason=words)
    failed = finish(engine, order)
    assert failed.state is State.FAILED
    assert "First (AWS::SQS::Queue): Resource creation cancelled" in failed.reason


def test_progress_can_be_told_by_a_process_that_saw_nothing_of_it(
    engine: CloudFormation, order: Order, new_engine: Callable[..., CloudFormation]
) -> None:
    told = finish(engine, order)
    assert new_engine().poll(order) == told
