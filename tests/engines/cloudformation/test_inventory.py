"""What stands of ours, as CloudFormation lists it: what `launchpath doctor` compares with what is known."""

from collections.abc import Callable
from dataclasses import replace

import boto3
import pytest

from launchpath.engines.base import EngineUnavailable, Inventory, Order, RecordType
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, provision
from tests.fake_cloudformation import Fake


def test_every_stack_of_the_account_is_listed_page_after_page(engine: CloudFormation, samples: Samples) -> None:
    assert isinstance(engine, Inventory)
    made = [provision(samples) for _ in range(9)]
    for order in made:
        finish(engine, order)
    listed = list(engine.inventory("123456789012", "us-east-1"))
    assert [one.provisioned_product_id for one in listed] == [order.provisioned_product_id for order in made]
    assert list(engine.inventory("210987654321", "us-east-1")) == []


def test_what_is_gone_and_what_is_somebody_elses_is_not(engine: CloudFormation, order: Order, fake: Fake) -> None:
    finish(engine, order)
    finish(engine, replace(order, type=RecordType.TERMINATE, record_id="rec-end", template="", parameters={}))
    client = boto3.client("cloudformation", endpoint_url=fake.url, region_name="us-east-1")
    client.create_stack(StackName="SC-123456789012-mine", TemplateBody="Resources: {A: {Type: 'AWS::SQS::Queue'}}")
    assert list(engine.inventory("123456789012", "us-east-1")) == []


def test_the_command_removes_the_stack_and_no_other(engine: CloudFormation, order: Order, fake: Fake) -> None:
    physical_id = finish(engine, order).physical_id
    (listed,) = engine.inventory("123456789012", "us-east-1")
    assert listed.physical_id == physical_id
    assert listed.remove == (
        f"aws cloudformation delete-stack --stack-name {physical_id} --region us-east-1 --endpoint-url {fake.url}"
    )


@pytest.mark.parametrize("fault", ["denied", "throttle", "reset_before"])
def test_what_can_not_be_asked_is_unavailable(
    new_engine: Callable[..., CloudFormation], fake: Fake, fault: str
) -> None:
    fake.fault("ListStacks", fault)
    with pytest.raises(EngineUnavailable):
        list(new_engine().inventory("123456789012", "us-east-1"))
