"""UpdateStack, and the end of an update in every state of the stack. Semantics 2.7, 6.3."""

from dataclasses import replace

import pytest

from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, update
from tests.fake_cloudformation import Fake


@pytest.fixture
def changed(engine: CloudFormation, order: Order, samples: Samples) -> Order:
    """An update of a product that stands."""
    assert finish(engine, order).state is State.SUCCEEDED
    return update(order, samples.update)


def test_update_complete_is_a_success_with_the_new_outputs(engine: CloudFormation, changed: Order, fake: Fake) -> None:
    updated = finish(engine, changed)
    assert updated.state is State.SUCCEEDED
    assert [output.key for output in updated.outputs] == ["Url", "Name", "CloudformationStackARN"]
    assert updated.physical_id == fake.stack(changed.stack_name)["id"]


def test_the_cleanup_after_an_update_still_belongs_to_it(engine: CloudFormation, changed: Order, fake: Fake) -> None:
    engine.start(changed)
    seen = set()
    while engine.poll(changed).state is State.RUNNING:
        seen.add(fake.stack(changed.stack_name)["status"])
    assert seen == {"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"}


def test_an_update_that_changes_nothing_succeeds(engine: CloudFormation, order: Order, fake: Fake) -> None:
    """6.3: "No updates are to be performed." is a success of a plain update."""
    before = finish(engine, order)
    same = replace(update(order, order.template))
    after = finish(engine, same)
    assert (after.state, after.outputs, after.physical_id) == (State.SUCCEEDED, before.outputs, before.physical_id)
    assert len(fake.stack(order.stack_name)["operations"]) == 1


def test_a_refused_update_fails_and_leaves_the_product_running(
    engine: CloudFormation, changed: Order, fake: Fake
) -> None:
    """6.3: the previous stack is still there, so the product will be TAINTED."""
    refused = finish(engine, replace(changed, parameters={"Nonsense": "1"}))
    assert refused.state is State.FAILED
    assert refused.reason.startswith(
        "AmazonCloudFormationException  Parameters: [Nonsense] do not exist in the template (Service: "
    )
    assert not refused.gone
    assert fake.stack(changed.stack_name)["status"] == "CREATE_COMPLETE"


def test_an_update_that_rolls_back_fails_and_the_earlier_state_runs(
    engine: CloudFormation, changed: Order, fake: Fake
) -> None:
    """6.3: UPDATE_ROLLBACK_COMPLETE."""
    fake.script(changed.stack_name, update="rolls_back", reason="Too heavy.")
    engine.start(changed)
    while (progress := engine.poll(changed)).state is State.RUNNING:
        pass
    assert progress.state is State.ROLLING_BACK
    failed = finish(engine, changed)
    assert (failed.state, failed.gone) == (State.FAILED, False)
    assert failed.reason == (
        "The following resource(s) failed to update: [First, Queue]. Queue (AWS::SQS::Queue): Too heavy."
    )
    assert failed.reason == progress.reason


def test_an_update_whose_rollback_fails_says_both_reasons(engine: CloudFormation, changed: Order, fake: Fake) -> None:
    """6.3: UPDATE_ROLLBACK_FAILED; most of the earlier state runs, so TAINTED rather than ERROR."""
    fake.script(changed.stack_name, update="rollback_fails", reason="Too heavy.")
    failed = finish(engine, changed)
    assert (failed.state, failed.gone) == (State.FAILED, False)
    assert failed.reason.endswith("Too heavy. The following resource(s) failed to update: [Thing].")


def test_an_update_of_a_launch_that_was_rolled_back_is_refused_and_nothing_runs(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    """6.3: update refused by CFN; the product stays in ERROR."""
    fake.script(order.stack_name, create="rolls_back")
    finish(engine, order)
    refused = finish(engine, update(order, samples.update))
    assert "is in ROLLBACK_COMPLETE state and can not be updated." in refused.reason
    assert (refused.state, refused.gone) == (State.FAILED, True)


def test_an_update_of_a_stack_that_is_not_there_fails_and_says_so(
    engine: CloudFormation, order: Order, samples: Samples
) -> None:
    """6.3, 14 (12): deleted outside; the update fails, and the product is in ERROR."""
    refused = finish(engine, update(order, samples.update))
    assert f"AmazonCloudFormationException  Stack [{order.stack_name}] does not exist" in refused.reason
    assert (refused.state, refused.gone) == (State.FAILED, True)


def test_after_a_failed_update_the_next_one_may_succeed(
    engine: CloudFormation, changed: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, replace(changed, template=samples.fails_to_update))
    assert fake.stack(changed.stack_name)["status"] == "UPDATE_ROLLBACK_COMPLETE"
    again = finish(engine, update(changed, samples.update))
    assert again.state is State.SUCCEEDED
    assert [event.status for event in again.events if event.resource == changed.stack_name] == [
        "UPDATE_IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_COMPLETE",
    ]
