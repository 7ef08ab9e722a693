"""What is sent to CloudFormation. Semantics 2.6, 2.7, 6.1, 6.2."""

from dataclasses import replace
from typing import Any

from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, update
from tests.fake_cloudformation import Fake

ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {RoleName: admin, AssumeRolePolicyDocument: {}}
"""
MACRO = "Transform: AWS::Serverless-2016-10-31\nResources: {Queue: {Type: 'AWS::SQS::Queue'}}\n"
TOPICS = tuple(f"arn:aws:sns:us-east-1:123456789012:topic{number}" for number in range(5))


def sent(fake: Fake, operation: str = "CreateStack") -> dict[str, Any]:
    """The members of the last call of this operation."""
    members: dict[str, Any] = fake.calls(operation)[-1]["members"]
    return members


def test_the_stack_bears_account_and_product_and_the_call_the_record(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    """6.1."""
    engine.start(order)
    assert sent(fake)["StackName"] == f"SC-123456789012-{order.provisioned_product_id}"
    assert sent(fake)["ClientRequestToken"] == order.record_id


def test_template_and_parameters_are_handed_over_as_they_are(engine: CloudFormation, order: Order, fake: Fake) -> None:
    engine.start(replace(order, parameters={"Name": "", "Password": "a,b ü&<\n"}))
    assert sent(fake)["TemplateBody"] == order.template
    assert fake.stack(order.stack_name)["parameters"] == {"Name": "", "Password": "a,b ü&<\n"}


def test_rollback_and_time_limits_are_left_to_cloudformation(engine: CloudFormation, order: Order, fake: Fake) -> None:
    engine.start(order)
    assert not {"DisableRollback", "OnFailure", "TimeoutInMinutes", "RoleARN"} & sent(fake).keys()


def test_automatic_tags_are_renamed_since_only_aws_may_use_their_prefix(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    """6.2, and "aws: prefixed tag key names are not allowed for external use.\""""
    engine.start(replace(order, tags={**order.tags, "AWS:other": "1"}))
    arn = order.tags["aws:servicecatalog:provisionedProductArn"]
    assert fake.stack(order.stack_name)["tags"] == {
        "team": "blue",
        "launchpath:provisionedProductArn": arn,
        "launchpath:other": "1",
    }


def test_the_capabilities_that_the_template_needs_are_given_and_no_others(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    """6.1: the user never acknowledges them."""
    engine.start(order)
    assert sent(fake)["Capabilities"] == ""
    named = replace(order, template=ROLE, parameters={}, provisioned_product_id="pp-2", record_id="rec-2")
    engine.start(named)
    assert sent(fake)["Capabilities"] == ["CAPABILITY_NAMED_IAM"]
    engine.start(replace(named, template=MACRO, provisioned_product_id="pp-3", record_id="rec-3"))
    assert sent(fake)["Capabilities"] == ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


def test_topics_are_told_at_the_launch(engine: CloudFormation, order: Order, fake: Fake) -> None:
    engine.start(replace(order, notification_arns=TOPICS))
    assert fake.stack(order.stack_name)["topics"] == list(TOPICS)


def test_an_update_tells_all_tags_and_topics_again(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    """CloudFormation keeps those of an update that names none; the catalog knows better which there are (2.7, 4.5)."""
    finish(engine, replace(order, notification_arns=TOPICS))
    finish(engine, replace(update(order, samples.update), notification_arns=TOPICS[:1], tags={"team": "red"}))
    stack = fake.stack(order.stack_name)
    assert (stack["topics"], stack["tags"]) == ([TOPICS[0]], {"team": "red"})


def test_an_update_that_has_no_topics_left_takes_them_away(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    finish(engine, replace(order, notification_arns=TOPICS))
    finish(engine, update(order, samples.update))
    assert fake.stack(order.stack_name)["topics"] == []


def test_an_update_tells_all_parameters(engine: CloudFormation, order: Order, samples: Samples, fake: Fake) -> None:
    finish(engine, order)
    finish(engine, replace(update(order, samples.update), parameters={"Name": "bills", "Password": "new"}))
    assert fake.stack(order.stack_name)["parameters"] == {"Name": "bills", "Password": "new"}


def test_everything_happens_in_the_orders_region(engine: CloudFormation, order: Order, fake: Fake) -> None:
    launched = finish(engine, replace(order, region="eu-central-1"))
    assert launched.state is State.SUCCEEDED
    assert str(launched.physical_id).startswith("arn:aws:cloudformation:eu-central-1:")
