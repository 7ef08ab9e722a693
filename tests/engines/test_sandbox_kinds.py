"""What types the sandbox makes: those that its README lists, some of which moto's CloudFormation lacks."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import launchpath
from launchpath.engines.base import Order, State
from launchpath.engines.conformance import Samples, finish, provision, terminate
from launchpath.engines.sandbox.engine import Sandbox

Aws = Callable[[Sandbox, str], Any]

MAKEABLE = """
import json
from launchpath.engines.sandbox.child import kinds, reading
from moto.cloudformation.parsing import NULL_MODELS, get_model_map

kinds.install()
print(json.dumps([name for name in [*get_model_map(), *NULL_MODELS] if reading.makeable(name)]))
"""


def test_the_readme_lists_exactly_what_can_be_made() -> None:
    root = Path(launchpath.__file__).parent
    readme = (root / "engines/sandbox/README.md").read_text()
    rows = re.findall(r"^\| ([A-Z]\w+) \| (\w+(?:, \w+)*) \|$", readme.split("## Resource types")[1], re.MULTILINE)
    listed = {f"AWS::{service}::{name}" for service, names in rows for name in names.split(", ")}
    # moto stays out of the process of the tests.
    told = subprocess.run([sys.executable, "-c", MAKEABLE], cwd=root.parent, capture_output=True, check=True)
    assert listed == set(json.loads(told.stdout))


@pytest.fixture
def launched(sandbox: Sandbox, samples: Samples) -> tuple[Order, dict[str, str]]:
    order = replace(provision(samples, TEMPLATE), parameters={})
    progress = finish(sandbox, order)
    assert progress.state is State.SUCCEEDED, progress.reason
    return order, {output.key: output.value for output in progress.outputs}


def test_policies_are_put_on_buckets_queues_and_topics(
    sandbox: Sandbox, aws: Aws, launched: tuple[Order, dict[str, str]]
) -> None:
    outputs = launched[1]
    bucket = aws(sandbox, "s3").get_bucket_policy(Bucket=outputs["Bucket"])["Policy"]
    queue = aws(sandbox, "sqs").get_queue_attributes(QueueUrl=outputs["Queue"], AttributeNames=["Policy"])
    topic = aws(sandbox, "sns").get_topic_attributes(TopicArn=outputs["Topic"])
    policies = [bucket, queue["Attributes"]["Policy"], topic["Attributes"]["Policy"]]
    assert [json.loads(policy)["Statement"][0]["Sid"] for policy in policies] == ["bucket", "queue", "topic"]


def test_a_subscription_delivers(sandbox: Sandbox, aws: Aws, launched: tuple[Order, dict[str, str]]) -> None:
    outputs = launched[1]
    sns, sqs = aws(sandbox, "sns"), aws(sandbox, "sqs")
    sns.publish(TopicArn=outputs["Topic"], Message="not for us")
    colour = {"colour": {"DataType": "String", "StringValue": "blue"}}
    sns.publish(TopicArn=outputs["Topic"], Message="for us", MessageAttributes=colour)
    messages = sqs.receive_message(QueueUrl=outputs["Queue"], MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in messages] == ["for us"]


def test_a_subscription_with_a_wrong_filter_is_not_made(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    failed = finish(sandbox, replace(provision(samples, TEMPLATE.replace("[blue]", "blue")), parameters={}))
    assert failed.reason.startswith("The following resource(s) failed to create: [Subscription]. ")
    assert failed.physical_id is not None
    listed = aws(sandbox, "sns").list_subscriptions()["Subscriptions"]
    stack = failed.physical_id.split("/")[1]
    assert not [one for one in listed if stack in one["TopicArn"]]


def test_an_alarm_watches(sandbox: Sandbox, aws: Aws, launched: tuple[Order, dict[str, str]]) -> None:
    outputs = launched[1]
    alarms = aws(sandbox, "cloudwatch").describe_alarms(AlarmNames=[outputs["Alarm"]])["MetricAlarms"]
    assert [(alarm["AlarmArn"], alarm["Threshold"]) for alarm in alarms] == [(outputs["AlarmArn"], 5.0)]


def test_a_secret_is_made_up(sandbox: Sandbox, aws: Aws, launched: tuple[Order, dict[str, str]]) -> None:
    value = aws(sandbox, "secretsmanager").get_secret_value(SecretId=launched[1]["Secret"])["SecretString"]
    secret = json.loads(value)
    assert secret["user"] == "app"
    assert len(secret["password"]) == 20


def test_nothing_of_them_stays(
    sandbox: Sandbox, aws: Aws, samples: Samples, launched: tuple[Order, dict[str, str]]
) -> None:
    order, outputs = launched
    ended = finish(sandbox, terminate(order))
    assert ended.state is State.SUCCEEDED, ended.reason
    secrets = aws(sandbox, "secretsmanager").list_secrets(IncludePlannedDeletion=True)["SecretList"]
    subscriptions = aws(sandbox, "sns").list_subscriptions()["Subscriptions"]
    alarms = aws(sandbox, "cloudwatch").describe_alarms()["MetricAlarms"]
    left = [one["ARN"] for one in secrets] + [one["SubscriptionArn"] for one in subscriptions]
    assert not {*left, *(one["AlarmArn"] for one in alarms)} & set(outputs.values())


TEMPLATE = """
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: bucket, Effect: Allow, Principal: {AWS: "1"}}]}
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{Sid: queue, Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: "*"}]
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: topic, Effect: Allow, Principal: "*"}]}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt Queue.Arn
      RawMessageDelivery: true
      FilterPolicy: {colour: [blue]}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{Name: QueueName, Value: !GetAtt Queue.QueueName}]
      ComparisonOperator: GreaterThanThreshold
      Statistic: Maximum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 5
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString:
        SecretStringTemplate: '{"user": "app"}'
        GenerateStringKey: password
        PasswordLength: 20
Outputs:
  Bucket: {Value: !Ref Bucket}
  Queue: {Value: !Ref Queue}
  Topic: {Value: !Ref Topic}
  Subscription: {Value: !Ref Subscription}
  Alarm: {Value: !Ref Alarm}
  AlarmArn: {Value: !GetAtt Alarm.Arn}
  Secret: {Value: !Ref Secret}
"""
