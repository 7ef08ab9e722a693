"""A launch or update that fails is undone, where moto alone would leave half of it behind."""

from collections.abc import Callable
from typing import Any

from launchpath.engines.base import State
from launchpath.engines.conformance import Samples, finish, provision, terminate, update
from launchpath.engines.sandbox.engine import Sandbox

Aws = Callable[[Sandbox, str], Any]


def queues(sandbox: Sandbox, aws: Aws, product: str) -> list[str]:
    listed = aws(sandbox, "sqs").list_queues(QueueNamePrefix=f"SC-222233334444-{product}")
    return list(listed.get("QueueUrls", []))


def test_a_failed_launch_names_the_resource_and_the_cause(sandbox: Sandbox, samples: Samples) -> None:
    failed = finish(sandbox, provision(samples, samples.fails_to_create))
    assert failed.reason == (
        "The following resource(s) failed to create: [Broken]. Could not find DLQ for arn:aws:sqs:eu-west-1:1:****"
    )


def test_a_failed_launch_leaves_only_the_rolled_back_stack(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    """Semantics 6.3: ROLLBACK_COMPLETE, the stack is left and must be terminated."""
    order = provision(samples, samples.fails_to_create)
    failed = finish(sandbox, order)
    stack = aws(sandbox, "cloudformation").describe_stacks(StackName=order.stack_name)["Stacks"][0]
    assert (stack["StackStatus"], stack["StackId"]) == ("ROLLBACK_COMPLETE", failed.physical_id)
    assert queues(sandbox, aws, order.provisioned_product_id) == []
    assert "Outputs" not in stack


def test_a_failed_launch_tells_each_step(sandbox: Sandbox, samples: Samples) -> None:
    events = finish(sandbox, provision(samples, samples.fails_to_create)).events
    assert [(event.resource, event.status) for event in events if event.type == "AWS::SQS::Queue"] == [
        ("Queue", "CREATE_IN_PROGRESS"),
        ("Queue", "CREATE_COMPLETE"),
        ("Broken", "CREATE_IN_PROGRESS"),
        ("Broken", "CREATE_FAILED"),
        ("Queue", "DELETE_COMPLETE"),
    ]
    stack = [event.status for event in events if event.type == "AWS::CloudFormation::Stack"]
    assert stack == ["CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"]


def test_a_rolled_back_stack_takes_no_update(sandbox: Sandbox, samples: Samples) -> None:
    """Semantics 6.3: update refused by CloudFormation; nothing runs, so the product stays in error."""
    order = provision(samples, samples.fails_to_create)
    finish(sandbox, order)
    failed = finish(sandbox, update(order, samples.good))
    assert "is in ROLLBACK_COMPLETE state and can not be updated." in failed.reason
    assert failed.gone


def test_a_half_made_resource_is_removed(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    failed = finish(sandbox, provision(samples, HALF_A_BUCKET))
    assert failed.state is State.FAILED
    assert "failed to create: [Bucket]" in failed.reason
    names = [bucket["Name"] for bucket in aws(sandbox, "s3").list_buckets()["Buckets"]]
    assert "half-a-bucket" not in names


def test_a_name_that_is_taken_is_not_taken_over(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    url = aws(sandbox, "sqs").create_queue(QueueName="taken")["QueueUrl"]
    order = provision(samples, NAMED.replace("NAME", "taken"))
    failed = finish(sandbox, order)
    story = "The following resource(s) failed to create: [Queue]. "
    assert failed.reason == f"{story}{sandbox.endpoint}/222233334444/taken already exists"
    finish(sandbox, terminate(order))
    assert aws(sandbox, "sqs").get_queue_url(QueueName="taken")["QueueUrl"] == url


def test_a_queue_that_bears_the_name_of_a_broken_one_is_left_alone(
    sandbox: Sandbox, aws: Aws, samples: Samples
) -> None:
    url = aws(sandbox, "sqs").create_queue(QueueName="innocent")["QueueUrl"]
    failed = finish(sandbox, provision(samples, BROKEN_NAMESAKE))
    assert failed.reason.startswith("The following resource(s) failed to create: [Queue]. Could not find DLQ")
    assert aws(sandbox, "sqs").get_queue_url(QueueName="innocent")["QueueUrl"] == url


def test_an_output_that_cannot_be_worked_out_fails_the_launch(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, BAD_OUTPUT)
    failed = finish(sandbox, order)
    assert "No export named nobody-exports-this found." in failed.reason
    assert queues(sandbox, aws, order.provisioned_product_id) == []


def test_an_export_can_be_offered_by_one_stack_only(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    first, second = provision(samples, EXPORT), provision(samples, EXPORT)
    finish(sandbox, first)
    failed = finish(sandbox, second)
    assert failed.reason == f"Export with name shared-queue is already exported by stack {first.stack_name}."
    finish(sandbox, terminate(second))
    names = [export["Name"] for export in aws(sandbox, "cloudformation").list_exports()["Exports"]]
    assert "shared-queue" in names
    finish(sandbox, terminate(first))


def test_a_failed_update_goes_back_to_the_earlier_template_and_tags(
    sandbox: Sandbox, aws: Aws, samples: Samples
) -> None:
    """Semantics 6.3: UPDATE_ROLLBACK_COMPLETE."""
    order = provision(samples)
    finish(sandbox, order)
    before = queues(sandbox, aws, order.provisioned_product_id)
    failed = finish(sandbox, update(order, samples.fails_to_update))
    assert failed.reason.startswith("The following resource(s) failed to update: [Broken]. ")
    stack = aws(sandbox, "cloudformation").describe_stacks(StackName=order.stack_name)["Stacks"][0]
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert queues(sandbox, aws, order.provisioned_product_id) == before
    attributes = aws(sandbox, "sqs").get_queue_attributes(QueueUrl=before[0], AttributeNames=["VisibilityTimeout"])
    assert attributes["Attributes"]["VisibilityTimeout"] == "40"


def test_an_update_that_fails_keeps_what_it_would_have_removed(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, samples.update)
    launched = finish(sandbox, order)
    url = next(output.value for output in launched.outputs if output.key == "SecondUrl")
    aws(sandbox, "sqs").send_message(QueueUrl=url, MessageBody="still here")
    finish(sandbox, update(order, samples.fails_to_update))
    assert aws(sandbox, "sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"] == "still here"


HALF_A_BUCKET = """
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: half-a-bucket
      BucketEncryption: {}
"""
NAMED = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: NAME}
"""
BROKEN_NAMESAKE = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: innocent
      RedrivePolicy: {maxReceiveCount: 3, deadLetterTargetArn: "arn:aws:sqs:eu-west-1:1:nowhere"}
"""
BAD_OUTPUT = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Url: {Value: !Ref Queue}
  Elsewhere: {Value: !ImportValue nobody-exports-this}
"""
EXPORT = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Url: {Value: !Ref Queue, Export: {Name: shared-queue}}
"""
