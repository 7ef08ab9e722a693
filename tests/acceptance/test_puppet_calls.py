"""The calls of service-catalog-puppet, which finds everything by its name: semantics 8.2."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.refusals import NOT_FOUND, refused
from tests.running import RunningServer, ended

TWO_KINDS = """
Parameters:
  Kind: {Type: String}
  Size: {Type: Number, Default: 1}
Resources:
  Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: !Ref Kind}}
Outputs:
  TopicArn: {Value: !Ref Topic}
"""


@dataclass(frozen=True)
class Names:
    """What the manifest calls things."""

    product: str
    portfolio: str
    launched: str

    @property
    def request(self) -> dict[str, str]:
        return {"ProductName": self.product, "ProvisioningArtifactName": "v1", "PathName": self.portfolio}


@pytest.fixture
def product(making: Making) -> MadeProduct:
    return making.product(TWO_KINDS)


@pytest.fixture
def names(making: Making, product: MadeProduct) -> Names:
    portfolio = unique("portfolio")
    making.portfolio(product, user="admin", DisplayName=portfolio)
    return Names(product.name, portfolio, unique("launched"))


def _provision(admin: Any, names: Names, kind: str = "alarms") -> dict[str, Any]:
    record = admin.provision_product(
        **names.request,
        ProvisionedProductName=names.launched,
        ProvisioningParameters=[{"Key": "Kind", "Value": kind}],
    )["RecordDetail"]
    return ended(admin, record["RecordId"])


def test_what_the_manifest_names_is_found_page_by_page(admin: Any, product: MadeProduct, names: Names) -> None:
    portfolios = admin.get_paginator("list_portfolios").paginate().search("PortfolioDetails[]")
    (portfolio_id,) = [one["Id"] for one in portfolios if one["DisplayName"] == names.portfolio]
    pages = admin.get_paginator("search_products_as_admin").paginate(PortfolioId=portfolio_id, ProductSource="ACCOUNT")
    (found,) = pages.search("ProductViewDetails[].ProductViewSummary")
    assert (found["ProductId"], found["Name"]) == (product.id, names.product)
    version = admin.describe_provisioning_artifact(ProductName=names.product, ProvisioningArtifactName="v1")
    assert version["ProvisioningArtifactDetail"]["Id"] == product.version_id


def test_the_parameters_without_a_default_are_those_that_it_must_give(admin: Any, names: Names) -> None:
    described = admin.describe_provisioning_parameters(**names.request)
    needed = [one["ParameterKey"] for one in described["ProvisioningArtifactParameters"] if "DefaultValue" not in one]
    assert needed == ["Kind"]


def test_what_does_not_exist_yet_is_provisioned_and_hands_out_its_outputs(admin: Any, names: Names) -> None:
    with refused(NOT_FOUND):
        admin.describe_provisioned_product(Name=names.launched)
    assert _provision(admin, names)["Status"] == "SUCCEEDED"
    detail = admin.describe_provisioned_product(Name=names.launched)["ProvisionedProductDetail"]
    assert detail["Status"] == "AVAILABLE"
    outputs = admin.get_provisioned_product_outputs(ProvisionedProductName=names.launched)["Outputs"]
    assert [one["OutputKey"] for one in outputs] == ["TopicArn", "CloudformationStackARN"]


def test_its_stack_is_found_through_the_physical_id(admin: Any, names: Names, demo: RunningServer) -> None:
    identifier = _provision(admin, names)["ProvisionedProductId"]
    found = admin.search_provisioned_products(
        AccessLevelFilter={"Key": "Account", "Value": "self"}, Filters={"SearchQuery": [f"id:{identifier}"]}
    )["ProvisionedProducts"]
    stack_name = found[0]["PhysicalId"].split("/")[1]
    stacks = demo.client("admin", "cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    assert [stack["StackStatus"] for stack in stacks] == ["CREATE_COMPLETE"]


def test_the_whole_accounts_products_are_scanned(admin: Any, names: Names) -> None:
    identifier = _provision(admin, names)["ProvisionedProductId"]
    pages = admin.get_paginator("scan_provisioned_products").paginate(
        AccessLevelFilter={"Key": "Account", "Value": "self"}
    )
    assert identifier in set(pages.search("ProvisionedProducts[].Id"))


def test_what_exists_is_updated_by_its_names(admin: Any, names: Names, making: Making, product: MadeProduct) -> None:
    _provision(admin, names)
    making.version(product, QUEUE, name="v2")
    record = admin.update_provisioned_product(
        ProvisionedProductName=names.launched, **names.request | {"ProvisioningArtifactName": "v2"}
    )["RecordDetail"]
    assert ended(admin, record["RecordId"])["Status"] == "SUCCEEDED"
    outputs = admin.get_provisioned_product_outputs(ProvisionedProductName=names.launched)["Outputs"]
    assert outputs[0]["OutputKey"] == "QueueUrl"


def test_what_has_failed_is_terminated_and_provisioned_anew_under_its_name(admin: Any, names: Names) -> None:
    failed = admin.provision_product(**names.request, ProvisionedProductName=names.launched)["RecordDetail"]
    assert ended(admin, failed["RecordId"])["Status"] == "FAILED"
    gone = admin.terminate_provisioned_product(ProvisionedProductName=names.launched)["RecordDetail"]
    assert ended(admin, gone["RecordId"])["Status"] == "SUCCEEDED"
    assert _provision(admin, names)["Status"] == "SUCCEEDED"


def test_old_versions_are_switched_off(admin: Any, names: Names, making: Making, product: MadeProduct) -> None:
    making.version(product, QUEUE, name="v2")
    admin.update_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=product.version_id, Active=False)
    listed = admin.list_provisioning_artifacts(ProductId=product.id)["ProvisioningArtifactDetails"]
    assert {one["Name"]: one["Active"] for one in listed} == {"v1": False, "v2": True}
