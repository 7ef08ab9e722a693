"""DescribeProvisionedProduct: semantics 2.11, 2.14, 12, 13."""

from typing import Any

import pytest

from tests.making import MadeProduct, Making, unique
from tests.people import People
from tests.refusals import ILL_FORMED, INVALID, NOT_FOUND, refusal


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.offered()


@pytest.fixture(scope="module")
def launched(product: MadeProduct, developer: Any) -> dict[str, Any]:
    return product.launched(developer, unique("shown"), ProvisionToken=unique("token"))


def test_a_product_is_shown_with_every_member_and_no_dashboards(
    product: MadeProduct, launched: dict[str, Any], developer: Any
) -> None:
    """The ARN says servicecatalog and stack (1.2); StatusMessage and LaunchRoleArn are left out when there is none."""
    identifier, name = launched["ProvisionedProductId"], launched["ProvisionedProductName"]
    reply = developer.describe_provisioned_product(Id=identifier)
    assert reply["CloudWatchDashboards"] == []
    detail = reply["ProvisionedProductDetail"]
    assert detail.pop("IdempotencyToken").startswith("token-")
    assert detail.pop("CreatedTime") == launched["CreatedTime"]
    assert detail == {
        "Name": name,
        "Arn": f"arn:aws:servicecatalog:us-east-1:123456789012:stack/{name}/{identifier}",
        "Type": "CFN_STACK",
        "Id": identifier,
        "Status": "AVAILABLE",
        "LastRecordId": launched["RecordId"],
        "LastProvisioningRecordId": launched["RecordId"],
        "LastSuccessfulProvisioningRecordId": launched["RecordId"],
        "ProductId": product.id,
        "ProvisioningArtifactId": product.version_id,
    }


def test_its_token_is_the_launchs(product: MadeProduct, developer: Any) -> None:
    """2.11: IdempotencyToken is the ProvisionToken."""
    record = product.launch(developer, ProvisionToken=(token := unique("token")))
    reply = developer.describe_provisioned_product(Id=record["ProvisionedProductId"])
    assert reply["ProvisionedProductDetail"]["IdempotencyToken"] == token


def test_a_product_is_found_by_its_name(launched: dict[str, Any], developer: Any) -> None:
    reply = developer.describe_provisioned_product(Name=launched["ProvisionedProductName"])
    assert reply["ProvisionedProductDetail"]["Id"] == launched["ProvisionedProductId"]


def test_either_the_id_or_the_name_must_be_given(launched: dict[str, Any], developer: Any) -> None:
    """M: an InvalidParametersException will occur."""
    both = {"Id": launched["ProvisionedProductId"], "Name": launched["ProvisionedProductName"]}
    for names in ({}, both):
        assert refusal(developer.describe_provisioned_product, **names)[0] == INVALID


def test_this_name_is_no_arn(launched: dict[str, Any], developer: Any) -> None:
    """M: the member's pattern is that of names; Update and Terminate alone take ARNs."""
    arn = developer.describe_provisioned_product(Id=launched["ProvisionedProductId"])["ProvisionedProductDetail"]["Arn"]
    assert refusal(developer.describe_provisioned_product, Name=arn)[0] == ILL_FORMED


def test_unknown_and_foreign_products_are_not_found_alike(
    launched: dict[str, Any], developer: Any, people: People
) -> None:
    """Semantics 5, 12."""
    other = people.user().client
    for client, name in (
        (other, {"Id": launched["ProvisionedProductId"]}),
        (other, {"Name": launched["ProvisionedProductName"]}),
        (developer, {"Id": "pp-aaaaaaaaaaaaa"}),
        (developer, {"Name": "nobody-has-this-name"}),
    ):
        text = f"Provisioned product {next(iter(name.values()))} not found."
        assert refusal(client.describe_provisioned_product, **name) == (NOT_FOUND, text)


def test_an_administrator_sees_what_others_launched(launched: dict[str, Any], developer: Any, admin: Any) -> None:
    seen = [client.describe_provisioned_product(Id=launched["ProvisionedProductId"]) for client in (developer, admin)]
    assert seen[0]["ProvisionedProductDetail"] == seen[1]["ProvisionedProductDetail"]
