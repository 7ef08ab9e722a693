"""A termination removes everything that it may, and says what it could not."""

from collections.abc import Callable
from typing import Any

from launchpath.engines.base import State
from launchpath.engines.conformance import Samples, finish, provision, terminate
from launchpath.engines.sandbox.engine import Sandbox

Aws = Callable[[Sandbox, str], Any]

BUCKET = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Bucket: {Type: AWS::S3::Bucket, DependsOn: Queue}
Outputs:
  Bucket: {Value: !Ref Bucket}
  Url: {Value: !Ref Queue}
"""
KEPT = """
Resources:
  Queue: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}
  Other: {Type: AWS::SQS::Queue}
Outputs:
  Kept: {Value: !Ref Queue}
"""
NETWORK = """
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.9.1.0/24}}
  Door: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: door, VpcId: !Ref Network}}
Outputs:
  Network: {Value: !Ref Network}
"""
NEVER_DELETED = """
Resources:
  Gateway: {Type: AWS::EC2::InternetGateway}
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}]
Outputs:
  Gateway: {Value: !Ref Gateway}
  Policy: {Value: !Ref Policy}
"""


def test_a_bucket_with_something_in_it_stops_the_termination(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    """Semantics 6.3: DELETE_FAILED; the next attempt takes up what is left."""
    order = provision(samples, BUCKET)
    bucket = finish(sandbox, order).outputs[0].value
    aws(sandbox, "s3").put_object(Bucket=bucket, Key="precious", Body=b"data")
    failed = finish(sandbox, terminate(order))
    assert failed.state is State.FAILED
    assert failed.reason.startswith("The following resource(s) failed to delete: [Bucket]. ")
    assert not failed.gone
    aws(sandbox, "s3").delete_object(Bucket=bucket, Key="precious")
    assert finish(sandbox, terminate(order)).state is State.SUCCEEDED


def test_what_somebody_deleted_by_hand_stops_nothing(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, BUCKET)
    bucket, url, _ = (output.value for output in finish(sandbox, order).outputs)
    aws(sandbox, "s3").delete_bucket(Bucket=bucket)
    aws(sandbox, "sqs").delete_queue(QueueUrl=url)
    assert finish(sandbox, terminate(order)).state is State.SUCCEEDED


def test_what_the_template_retains_stays(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, KEPT)
    kept = finish(sandbox, order).outputs[0].value
    events = finish(sandbox, terminate(order)).events
    assert ("Queue", "DELETE_SKIPPED") in [(event.resource, event.status) for event in events]
    assert aws(sandbox, "sqs").list_queues(QueueNamePrefix=order.stack_name)["QueueUrls"] == [kept]


def test_what_others_hang_on_goes_last(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, NETWORK)
    network = finish(sandbox, order).outputs[0].value
    assert finish(sandbox, terminate(order)).state is State.SUCCEEDED
    assert network not in {vpc["VpcId"] for vpc in aws(sandbox, "ec2").describe_vpcs()["Vpcs"]}


def test_what_moto_cannot_delete_is_deleted_all_the_same(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, NEVER_DELETED)
    gateway, policy = (output.value for output in finish(sandbox, order).outputs[:2])
    assert finish(sandbox, terminate(order)).state is State.SUCCEEDED
    gateways = aws(sandbox, "ec2").describe_internet_gateways()["InternetGateways"]
    assert gateway not in {one["InternetGatewayId"] for one in gateways}
    assert policy not in {one["Arn"] for one in aws(sandbox, "iam").list_policies()["Policies"]}


def test_a_stack_that_somebody_deleted_is_terminated(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    """Semantics 6.3: deleting a missing stack is a success."""
    order = provision(samples)
    finish(sandbox, order)
    aws(sandbox, "cloudformation").delete_stack(StackName=order.stack_name)
    assert finish(sandbox, terminate(order)).state is State.SUCCEEDED


def test_the_deleted_stack_can_still_be_described(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples)
    arn = finish(sandbox, order).physical_id
    finish(sandbox, terminate(order))
    described = aws(sandbox, "cloudformation").describe_stacks(StackName=arn)["Stacks"][0]
    assert described["StackStatus"] == "DELETE_COMPLETE"
