"""A nested stack that fails: the person who launched is told what failed inside of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import boto3
import pytest

from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import finish
from tests.fake_cloudformation import Fake

BROKEN = """
Resources:
  First: {Type: "AWS::SQS::Queue"}
  Queue: {Type: "AWS::SQS::Queue"}
Metadata: {Fake: {create: rolls_back, reason: The queue has a flat tyre.}}
"""
CAUSE = "Queue (AWS::SQS::Queue): The queue has a flat tyre."


@pytest.fixture
def put(fake: Fake) -> Callable[[str, str], str]:
    """Keeps a template where CloudFormation finds it; its URL."""

    def keep(name: str, template: str) -> str:
        s3: Any = boto3.client("s3", endpoint_url=fake.url, region_name="us-east-1")
        s3.put_object(Bucket="nested", Key=name, Body=template.encode())
        return f"{fake.url}/nested/{name}"

    return keep


def embedding(order: Order, url: str) -> Order:
    return replace(order, template=parent(url), parameters={})


def parent(url: str) -> str:
    return f"""
Resources:
  Queue: {{Type: "AWS::SQS::Queue"}}
  Network: {{Type: "AWS::CloudFormation::Stack", Properties: {{TemplateURL: "{url}"}}}}
"""


Put = Callable[[str, str], str]


def test_the_reason_tells_what_failed_inside(engine: CloudFormation, order: Order, put: Put) -> None:
    failed = finish(engine, embedding(order, put("broken", BROKEN)))
    assert failed.state is State.FAILED
    assert failed.reason.startswith("The following resource(s) failed to create: [Queue, Network].")
    assert "Network (AWS::CloudFormation::Stack): Embedded stack arn:aws:" in failed.reason
    assert failed.reason.count(CAUSE) == 1


def test_the_events_tell_it_too(engine: CloudFormation, order: Order, put: Put) -> None:
    failed = finish(engine, embedding(order, put("broken", BROKEN)))
    (told,) = [event for event in failed.events if event.resource == "Network" and event.status == "CREATE_FAILED"]
    assert told.reason.endswith(CAUSE)


def test_a_stack_in_a_stack_in_a_stack_tells_it_all_the_same(engine: CloudFormation, order: Order, put: Put) -> None:
    failed = finish(engine, embedding(order, put("middle", parent(put("broken", BROKEN)))))
    assert failed.reason.count(CAUSE) == 1


def test_a_nested_stack_that_nobody_may_look_into_leaves_the_hint(
    engine: CloudFormation, order: Order, put: Put, fake: Fake
) -> None:
    fake.fault("DescribeStackEvents", "denied", match="*-Network-*", times=100)
    failed = finish(engine, embedding(order, put("broken", BROKEN)))
    assert failed.state is State.FAILED
    assert "Embedded stack" in failed.reason
    assert CAUSE not in failed.reason


def test_it_is_looked_into_once_for_each_failure(engine: CloudFormation, order: Order, put: Put, fake: Fake) -> None:
    fake.script("SC-*", polls=3)
    one = BROKEN.replace('  First: {Type: "AWS::SQS::Queue"}\n', "")
    finish(engine, embedding(order, put("broken", one)))
    assert len(fake.calls("DescribeStackEvents", "*-Network-*")) == 1


def test_a_nested_stack_that_goes_well_is_not_looked_into(
    engine: CloudFormation, order: Order, put: Put, fake: Fake
) -> None:
    good = BROKEN.replace("rolls_back", "ok")
    assert finish(engine, embedding(order, put("good", good))).state is State.SUCCEEDED
    assert fake.calls("DescribeStackEvents", "*-Network-*") == []
