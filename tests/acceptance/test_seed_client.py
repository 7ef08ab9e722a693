"""Programs of 2016 keep working: their client finds every member that it knows, and need not give more than then.

At the root of today's API as in the edition of that time.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import seed_client
from tests.making import MadeProduct, Making, unique
from tests.running import RunningServer, wait_for

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Description: A queue.
Parameters:
  Delay: {Type: Number, Default: 0, AllowedValues: [0, 1, 2], Description: Seconds that a message waits.}
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {DelaySeconds: !Ref Delay}}
Outputs:
  QueueUrl: {Value: !Ref Queue, Description: Where messages go.}
"""
WRONG = [{"Key": "Delay", "Value": "77"}]
TOPIC = "arn:aws:sns:us-east-1:123456789012:launches"

#: What begins something answers before anything has happened: its lists of errors and tags are there, and empty.
NOTHING_YET = {
    ".RecordDetail.RecordErrors[].Code",
    ".RecordDetail.RecordErrors[].Description",
    ".RecordDetail.RecordTags[].Key",
    ".RecordDetail.RecordTags[].Value",
}


@dataclass
class Old:
    """A client of 2016 that keeps account of the members that it is given."""

    client: Any
    seen: set[str] = field(default_factory=set)

    def ask(self, operation: str, **request: Any) -> Any:
        reply = getattr(self.client, operation)(**request)
        self.seen.update(seed_client.present(self._shape(operation), reply))
        return reply

    def missing(self, operation: str) -> set[str]:
        """The declared members that no reply had so far."""
        return set(seed_client.declared(self._shape(operation))) - self.seen

    def _shape(self, operation: str) -> Any:
        name = self.client.meta.method_to_api_mapping[operation]
        return self.client.meta.service_model.operation_model(name).output_shape

    def ended(self, record: dict[str, Any]) -> dict[str, Any]:
        """The record once it has ended, in the words of the edition."""

        def look() -> Any:
            found = self.client.describe_record(Id=record["RecordId"])["RecordDetail"]
            return found if found["Status"] in ("SUCCEEDED", "FAILED", "ERROR") else None

        found: dict[str, Any] = wait_for(look)
        return found


@pytest.fixture(params=["", "/2016-07-07"], ids=["today", "edition of 2016"])
def old(request: pytest.FixtureRequest, demo: RunningServer, tmp_path: Path) -> Old:
    return Old(seed_client.create(demo, "developer", tmp_path, request.param))


@pytest.fixture
def product(making: Making) -> MadeProduct:
    """A product of which everything is said that can be said, through one path with a constraint and a tag."""
    support = {"SupportDescription": "Ask us.", "SupportEmail": "help@example.com", "SupportUrl": "https://example.com"}
    made = making.product(TEMPLATE, Description="A queue.", Distributor="Tests", **support)
    portfolio = making.portfolio(made, Tags=[{"Key": "CostCentre", "Value": "tests"}])
    making.constraint(portfolio, made, "NOTIFICATION", {"NotificationArns": [TOPIC]}, Description="Tells a topic.")
    return made


@pytest.fixture
def failed(old: Old, product: MadeProduct) -> dict[str, Any]:
    """The record of a launch that has failed."""
    return old.ended(product.launch(old.client, ProvisioningParameters=WRONG))


@pytest.fixture
def launched(old: Old, product: MadeProduct) -> dict[str, Any]:
    """The record of a launch that has succeeded."""
    record = old.ended(product.launch(old.client))
    assert record["Status"] == "SUCCEEDED"
    return record


def test_search_products(old: Old, product: MadeProduct) -> None:
    old.ask("search_products")
    old.ask("search_products", PageSize=1)
    assert old.missing("search_products") == set()


def test_describe_product(old: Old, product: MadeProduct, making: Making) -> None:
    making.version(product, TEMPLATE, Description="The second one.")
    old.ask("describe_product", Id=product.id)
    assert old.missing("describe_product") == set()


def test_describe_product_view(old: Old, product: MadeProduct, making: Making) -> None:
    making.version(product, TEMPLATE, Description="The second one.")
    old.ask("describe_product_view", Id=product.view_id)
    assert old.missing("describe_product_view") == set()


def test_list_launch_paths(old: Old, product: MadeProduct, making: Making) -> None:
    making.portfolio(product)
    paths = old.ask("list_launch_paths", ProductId=product.id)["LaunchPathSummaries"]
    first = old.ask("list_launch_paths", ProductId=product.id, PageSize=1)
    second = old.ask("list_launch_paths", ProductId=product.id, PageSize=1, PageToken=first["NextPageToken"])
    assert first["LaunchPathSummaries"] + second["LaunchPathSummaries"] == paths
    assert old.missing("list_launch_paths") == set()


def test_describe_provisioning_parameters(old: Old, product: MadeProduct) -> None:
    asked = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    old.ask("describe_provisioning_parameters", **asked)
    assert old.missing("describe_provisioning_parameters") == set()


def test_provision_product(old: Old, product: MadeProduct) -> None:
    asked = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    record = old.ask("provision_product", ProvisionedProductName=unique("old"), **asked)["RecordDetail"]
    assert old.missing("provision_product") == NOTHING_YET
    assert old.ended(record)["Status"] == "SUCCEEDED"


def test_update_provisioned_product(old: Old, launched: dict[str, Any]) -> None:
    asked = {"ProvisionedProductId": launched["ProvisionedProductId"]}
    record = old.ask("update_provisioned_product", **asked)["RecordDetail"]
    assert old.missing("update_provisioned_product") == NOTHING_YET
    assert old.ended(record)["Status"] == "SUCCEEDED"


def test_terminate_provisioned_product(old: Old, launched: dict[str, Any]) -> None:
    asked = {"ProvisionedProductName": launched["ProvisionedProductName"]}
    record = old.ask("terminate_provisioned_product", **asked)["RecordDetail"]
    assert old.missing("terminate_provisioned_product") == NOTHING_YET
    assert old.ended(record)["Status"] == "SUCCEEDED"


def test_describe_record(old: Old, launched: dict[str, Any], failed: dict[str, Any]) -> None:
    old.ask("describe_record", Id=launched["RecordId"])
    old.ask("describe_record", Id=launched["RecordId"], PageSize=1)
    old.ask("describe_record", Id=failed["RecordId"])
    assert old.missing("describe_record") == set()


def test_list_record_history(old: Old, launched: dict[str, Any], failed: dict[str, Any]) -> None:
    search = {"Key": "product", "Value": launched["ProductId"]}
    listed = old.ask("list_record_history", SearchFilter=search)["RecordDetails"]
    assert {one["RecordId"] for one in listed} == {launched["RecordId"], failed["RecordId"]}
    old.ask("list_record_history", PageSize=1)
    assert old.missing("list_record_history") == set()


def test_scan_provisioned_products(old: Old, launched: dict[str, Any], failed: dict[str, Any]) -> None:
    found, token = [], {}
    while token is not None:
        page = old.ask("scan_provisioned_products", **token)
        found += page["ProvisionedProducts"]
        token = {"PageToken": page["NextPageToken"]} if "NextPageToken" in page else None
    assert {launched["ProvisionedProductId"], failed["ProvisionedProductId"]} <= {one["Id"] for one in found}
    old.ask("scan_provisioned_products", PageSize=1)
    assert old.missing("scan_provisioned_products") == set()
