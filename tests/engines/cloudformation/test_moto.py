"""The happy rows of semantics 6.3 against moto, which others have made after CloudFormation.

Its events bear no token, so this is what a service meets that is less exact than AWS.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.cloudformation.settings import Settings
from launchpath.engines.conformance import Samples, finish, terminate, update
from launchpath.engines.conformance_offers import foreseen


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    # Not 127.0.0.1: in the URL of a template, moto knows a path as a bucket's by "localhost".
    yield f"http://localhost:{server.get_host_and_port()[1]}"
    server.stop()


@pytest.fixture
def make(moto: str) -> Callable[..., CloudFormation]:
    return lambda **settings: CloudFormation(Settings(endpoint=moto, **settings))


@pytest.fixture
def aws(moto: str) -> Callable[[str], Any]:
    return lambda service: boto3.client(service, endpoint_url=moto, region_name="us-east-1")


Make = Callable[..., CloudFormation]
Aws = Callable[[str], Any]


def test_a_launch_succeeds_with_real_outputs(make: Make, aws: Aws, order: Order) -> None:
    launched = finish(make(), order)
    assert launched.state is State.SUCCEEDED, launched.reason
    url, arn = launched.outputs
    assert aws("sqs").get_queue_attributes(QueueUrl=url.value, AttributeNames=["All"])
    stack = aws("cloudformation").describe_stacks(StackName=order.stack_name)["Stacks"][0]
    assert stack["StackId"] == launched.physical_id == arn.value
    assert {"team", "launchpath:provisionedProductArn"} == {tag["Key"] for tag in stack["Tags"]}


def test_an_update_succeeds_with_the_new_outputs(make: Make, order: Order, samples: Samples) -> None:
    engine = make()
    before = finish(engine, order)
    after = finish(engine, update(order, samples.update))
    assert after.state is State.SUCCEEDED, after.reason
    assert after.physical_id == before.physical_id
    assert [output.key for output in after.outputs] == ["Url", "Name", "CloudformationStackARN"]


def test_an_update_that_changes_nothing_succeeds(make: Make, order: Order) -> None:
    engine = make()
    before = finish(engine, order)
    after = finish(engine, update(order, order.template))
    assert (after.state, after.outputs) == (State.SUCCEEDED, before.outputs)


def test_a_termination_leaves_nothing(make: Make, aws: Aws, order: Order) -> None:
    engine = make()
    url = finish(engine, order).outputs[0].value
    assert finish(engine, terminate(order)).state is State.SUCCEEDED
    assert url not in aws("sqs").list_queues().get("QueueUrls", [])


def test_deleting_what_does_not_exist_succeeds(make: Make, order: Order) -> None:
    assert finish(make(), terminate(order)).state is State.SUCCEEDED


def test_what_another_process_began_is_found(make: Make, aws: Aws, order: Order, samples: Samples) -> None:
    changed = update(order, samples.update)
    for one in (order, changed, terminate(order)):
        make().start(one)
        assert finish(make(), one).state is State.SUCCEEDED
    names = [stack["StackName"] for stack in aws("cloudformation").list_stacks()["StackSummaries"]]
    assert names.count(order.stack_name) == 1


def test_a_large_template_goes_by_way_of_s3(make: Make, aws: Aws, order: Order) -> None:
    aws("s3").create_bucket(Bucket="our-templates")
    large = replace(order, template=f"{order.template}#{'x' * 52_000}")
    assert finish(make(bucket="our-templates"), large).state is State.SUCCEEDED
    (put,) = aws("s3").list_objects_v2(Bucket="our-templates")["Contents"]
    tags = aws("s3").get_object_tagging(Bucket="our-templates", Key=put["Key"])["TagSet"]
    assert tags == [{"Key": "servicecatalog:provisioning", "Value": "true"}]


def test_the_launch_role_is_assumed(make: Make, order: Order) -> None:
    order = replace(order, launch_role_arn="arn:aws:iam::123456789012:role/LaunchRole")
    engine = make(external_id="only-us")
    assert finish(engine, order).state is State.SUCCEEDED
    assert finish(engine, terminate(order)).state is State.SUCCEEDED


def test_a_preview_names_what_would_be_made_and_leaves_nothing(make: Make, aws: Aws, order: Order) -> None:
    answer = foreseen(make(), order)
    assert {change.action for change in answer.changes} == {"ADD"}, answer.reason
    names = [one["StackName"] for one in aws("cloudformation").describe_stacks()["Stacks"]]
    assert order.stack_name not in names
