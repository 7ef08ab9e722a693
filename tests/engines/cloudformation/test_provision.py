"""CreateStack, and the end of a launch in every state of the stack. Semantics 3.4, 6.1, 6.3."""

import re
from dataclasses import replace

from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish
from tests.fake_cloudformation import Fake

THE_QUEUE_FAILED = (
    "The following resource(s) failed to create: [First, Queue]. Rollback requested by user. "
    "Queue (AWS::SQS::Queue): The queue has a flat tyre."
)


def states(engine: CloudFormation, order: Order) -> list[State]:
    """The states that a launch goes through, each once."""
    engine.start(order)
    seen = [engine.poll(order).state]
    while seen[-1] in (State.RUNNING, State.ROLLING_BACK):
        seen.append(engine.poll(order).state)
    return list(dict.fromkeys(seen))


def test_create_complete_is_a_success_that_hands_out_outputs_and_the_stacks_arn(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    """6.3, 2.9."""
    launched = finish(engine, order)
    stack = fake.stack(order.stack_name)
    url, arn = launched.outputs
    assert launched.state is State.SUCCEEDED
    assert launched.physical_id == stack["id"]
    assert (url.key, url.value, url.description) == ("Url", f"{stack['name']}-Queue", "Where to send messages")
    assert (arn.key, arn.value) == ("CloudformationStackARN", stack["id"])
    assert arn.description == "The ARN of the launched Cloudformation Stack"


def test_start_returns_while_the_stack_is_still_being_made(engine: CloudFormation, order: Order, fake: Fake) -> None:
    engine.start(order)
    progress = engine.poll(order)
    assert progress.state is State.RUNNING
    assert progress.physical_id == fake.stack(order.stack_name)["id"]
    assert progress.events[0].status == "CREATE_IN_PROGRESS"


def test_a_refusal_is_told_in_service_catalogs_words(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    """3.4, with the two blanks; 6.3: no stack."""
    refused = finish(engine, replace(order, parameters={"Name": "orders"}))
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    expected = (
        r"AmazonCloudFormationException  Parameters: \[Password\] must have values "
        rf"\(Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError; Request ID: {uuid}\)"
    )
    assert refused.state is State.FAILED
    assert re.fullmatch(expected, refused.reason)
    assert (refused.physical_id, fake.stacks()) == (None, [])


def test_a_failing_creation_is_first_rolling_back_and_then_failed(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    """6.3: ROLLBACK_IN_PROGRESS shows as IN_PROGRESS_IN_ERROR, ROLLBACK_COMPLETE as FAILED; the stack is left."""
    fake.script(order.stack_name, create="rolls_back")
    assert states(engine, order) == [State.RUNNING, State.ROLLING_BACK, State.FAILED]
    stack = fake.stack(order.stack_name)
    assert (stack["status"], stack["living"]) == ("ROLLBACK_COMPLETE", True)
    assert engine.poll(order).physical_id == stack["id"]


def test_the_reason_is_the_first_real_cause_with_the_resources_name(
    engine: CloudFormation, order: Order, samples: Samples
) -> None:
    """Not "Resource creation cancelled", which CloudFormation says of First before it says what is wrong with Queue."""
    failed = finish(engine, replace(order, template=samples.fails_to_create))
    assert failed.reason == THE_QUEUE_FAILED
    assert failed.outputs == ()


def test_it_is_told_why_while_the_rollback_is_still_running(
    engine: CloudFormation, order: Order, samples: Samples
) -> None:
    order = replace(order, template=samples.fails_to_create)
    engine.start(order)
    while (progress := engine.poll(order)).state is State.RUNNING:
        pass
    assert progress.state is State.ROLLING_BACK
    assert progress.reason == THE_QUEUE_FAILED


def test_a_rollback_that_fails_too_says_both_reasons(engine: CloudFormation, order: Order, fake: Fake) -> None:
    """6.3: ROLLBACK_FAILED."""
    fake.script(order.stack_name, create="rollback_fails", reason="Too heavy.")
    failed = finish(engine, order)
    assert failed.state is State.FAILED
    assert "Queue (AWS::SQS::Queue): Too heavy." in failed.reason
    assert failed.reason.endswith("The following resource(s) failed to delete: [Queue].")
    assert fake.stack(order.stack_name)["status"] == "ROLLBACK_FAILED"


def test_create_failed_without_a_rollback_is_a_failure(engine: CloudFormation, order: Order, fake: Fake) -> None:
    """6.3: CREATE_FAILED."""
    fake.script(order.stack_name, create="fails", reason="Too heavy.")
    failed = finish(engine, order)
    assert failed.state is State.FAILED
    assert failed.reason.endswith("Queue (AWS::SQS::Queue): Too heavy.")


def test_a_stack_that_somebody_else_made_under_our_name_is_left_alone(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, replace(order, record_id="rec-somebodyelses1", tags={"team": "red"}))
    refused = finish(engine, replace(order, template=samples.update))
    assert refused.state is State.FAILED
    assert f"Stack [{order.stack_name}] already exists" in refused.reason
    assert "Error Code: AlreadyExistsException" in refused.reason
    assert refused.physical_id is None
    assert len(fake.stack(order.stack_name)["operations"]) == 1
