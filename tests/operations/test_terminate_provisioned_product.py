"""TerminateProvisionedProduct: semantics 2.8, 2.14, 6.3, 10. Tokens and failures: ..._token.py, ..._failure.py."""

from typing import Any

import pytest

from tests.making import Making
from tests.refusals import INVALID, NOT_FOUND, refusal
from tests.running import ended


@pytest.fixture
def launched(making: Making, developer: Any) -> dict[str, Any]:
    """The record of a launch that has succeeded."""
    return making.offered().launched(developer)


def terminated(client: Any, launched: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The record of a termination that has ended."""
    reply = client.terminate_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"], **members)
    return ended(client, reply["RecordDetail"]["RecordId"])


def stack_status(cloudformation: Any, launched: dict[str, Any]) -> str:
    name = f"SC-123456789012-{launched['ProvisionedProductId']}"
    statuses = {one["StackName"]: one["StackStatus"] for one in cloudformation.list_stacks()["StackSummaries"]}
    return str(statuses[name])


def test_the_reply_is_a_created_record(launched: dict[str, Any], developer: Any) -> None:
    """13: the members of the recording, in particular the two empty lists and the path."""
    record = developer.terminate_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"])
    record = record["RecordDetail"]
    assert record.pop("CreatedTime") == record.pop("UpdatedTime")
    assert record.pop("RecordId") != launched["RecordId"]
    kept = ("ProvisionedProductName", "ProvisionedProductId", "ProductId", "ProvisioningArtifactId", "PathId")
    assert record == {
        **{member: launched[member] for member in kept},
        "ProvisionedProductType": "CFN_STACK",
        "RecordType": "TERMINATE_PROVISIONED_PRODUCT",
        "Status": "CREATED",
        "RecordErrors": [],
        "RecordTags": [],
    }


def test_the_record_tells_the_launch_role(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Launcher"})
    record = terminated(developer, product.launched(developer))
    assert record["LaunchRoleArn"] == "arn:aws:iam::123456789012:role/Launcher"


def test_the_product_vanishes_and_its_stack_with_it(
    launched: dict[str, Any], developer: Any, cloudformation: Any
) -> None:
    """Terraform waits for ResourceNotFoundException."""
    assert terminated(developer, launched)["Status"] == "SUCCEEDED"
    identifier, name = launched["ProvisionedProductId"], launched["ProvisionedProductName"]
    assert refusal(developer.describe_provisioned_product, Id=identifier)[0] == NOT_FOUND
    assert refusal(developer.describe_provisioned_product, Name=name)[0] == NOT_FOUND
    assert refusal(developer.get_provisioned_product_outputs, ProvisionedProductId=identifier)[0] == NOT_FOUND
    query = {"SearchQuery": [f"id:{identifier}"]}
    assert developer.search_provisioned_products(Filters=query)["ProvisionedProducts"] == []
    assert stack_status(cloudformation, launched) == "DELETE_COMPLETE"


def test_its_records_stay_readable(launched: dict[str, Any], developer: Any) -> None:
    """2.8, 10: no record is deleted."""
    record = terminated(developer, launched)
    assert developer.describe_record(Id=launched["RecordId"])["RecordDetail"] == launched
    search = {"Key": "provisionedproduct", "Value": launched["ProvisionedProductId"]}
    history = developer.list_record_history(SearchFilter=search)["RecordDetails"]
    assert [one["RecordId"] for one in history] == [record["RecordId"], launched["RecordId"]]
    assert developer.describe_record(Id=record["RecordId"])["RecordOutputs"] == []


def test_name_and_arn_serve_as_well_as_the_id(making: Making, developer: Any) -> None:
    """1.2."""
    product = making.offered()
    first, second = product.launched(developer), product.launched(developer)
    described = developer.describe_provisioned_product(Id=second["ProvisionedProductId"])
    for name in (first["ProvisionedProductName"], described["ProvisionedProductDetail"]["Arn"]):
        record = developer.terminate_provisioned_product(ProvisionedProductName=name)["RecordDetail"]
        assert ended(developer, record["RecordId"])["Status"] == "SUCCEEDED"


def test_either_the_id_or_the_name_must_be_given(launched: dict[str, Any], developer: Any) -> None:
    both = {
        "ProvisionedProductId": launched["ProvisionedProductId"],
        "ProvisionedProductName": launched["ProvisionedProductName"],
    }
    assert refusal(developer.terminate_provisioned_product)[0] == INVALID
    assert refusal(developer.terminate_provisioned_product, **both)[0] == INVALID


def test_unknown_and_foreign_products_are_not_found_alike(
    launched: dict[str, Any], developer: Any, people: Any
) -> None:
    other = people.user().client
    for client, identifier in ((other, launched["ProvisionedProductId"]), (developer, "pp-aaaaaaaaaaaaa")):
        text = f"Provisioned product {identifier} not found."
        assert refusal(client.terminate_provisioned_product, ProvisionedProductId=identifier) == (NOT_FOUND, text)


def test_an_administrator_may_terminate_what_others_launched(
    launched: dict[str, Any], developer: Any, admin: Any
) -> None:
    """5: at the account level, without any portfolio. The developer sees the record: it is of his product."""
    record = terminated(admin, launched)
    assert record["Status"] == "SUCCEEDED"
    assert developer.describe_record(Id=record["RecordId"])["RecordDetail"] == record


def test_a_product_whose_offer_is_gone_can_still_be_terminated(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    launched = product.launched(developer)
    making.admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio)
    making.admin.delete_product(Id=product.id)
    assert terminated(developer, launched)["Status"] == "SUCCEEDED"


def test_retained_resources_stay_and_the_product_goes(
    launched: dict[str, Any], developer: Any, cloudformation: Any
) -> None:
    """RetainPhysicalResources: the stack is left."""
    assert terminated(developer, launched, RetainPhysicalResources=True)["Status"] == "SUCCEEDED"
    assert refusal(developer.describe_provisioned_product, Id=launched["ProvisionedProductId"])[0] == NOT_FOUND
    assert stack_status(cloudformation, launched) == "CREATE_COMPLETE"


def test_a_stack_that_is_gone_already_is_no_obstacle(
    launched: dict[str, Any], developer: Any, cloudformation: Any
) -> None:
    """6.3: terminating succeeds also if the stack does not exist."""
    cloudformation.delete_stack(StackName=f"SC-123456789012-{launched['ProvisionedProductId']}")
    assert terminated(developer, launched)["Status"] == "SUCCEEDED"
