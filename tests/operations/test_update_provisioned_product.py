"""UpdateProvisionedProduct: the reply, the record, and what has come of them. Semantics 2.7, 2.14, 6.3.

Beside this file: ..._choice (which product, version and path), ..._parameters, ..._tags, ..._failure, ..._turns.
"""

from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.refusals import INVALID, NOT_FOUND, refusal
from tests.running import ended

WIDER = QUEUE.replace("Kind: {Value", "Delay: {Value: !Ref Delay}\n  Kind: {Value")


def update(client: Any, record: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Ask for an update of what a record is about; the new record's detail as the call answered it."""
    reply = client.update_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"], **members)
    detail: dict[str, Any] = reply["RecordDetail"]
    return detail


def detail_of(client: Any, record: dict[str, Any]) -> dict[str, Any]:
    seen = client.describe_provisioned_product(Id=record["ProvisionedProductId"])
    detail: dict[str, Any] = seen["ProvisionedProductDetail"]
    return detail


@pytest.fixture
def product(making: Making) -> MadeProduct:
    return making.offered()


@pytest.fixture
def launched(product: MadeProduct, developer: Any) -> dict[str, Any]:
    return product.launched(developer)


def test_the_reply_is_a_created_record_of_the_same_product(
    product: MadeProduct, launched: dict[str, Any], developer: Any
) -> None:
    record = update(developer, launched)
    assert record.pop("CreatedTime") == record.pop("UpdatedTime")
    assert record.pop("RecordId") != launched["RecordId"]
    assert record == {
        "ProvisionedProductId": launched["ProvisionedProductId"],
        "ProvisionedProductName": launched["ProvisionedProductName"],
        "ProvisionedProductType": "CFN_STACK",
        "ProductId": product.id,
        "ProvisioningArtifactId": product.version_id,
        "PathId": launched["PathId"],
        "RecordType": "UPDATE_PROVISIONED_PRODUCT",
        "Status": "CREATED",
        "RecordErrors": [],
        "RecordTags": [],
    }


def test_an_update_to_another_version_brings_its_outputs(
    making: Making, product: MadeProduct, launched: dict[str, Any], developer: Any
) -> None:
    newer = making.version(product, WIDER)
    record = ended(developer, update(developer, launched, ProvisioningArtifactId=newer)["RecordId"])
    assert record["Status"] == "SUCCEEDED"
    outputs = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert [one["OutputKey"] for one in outputs] == ["QueueUrl", "Delay", "Kind", "CloudformationStackARN"]
    seen = detail_of(developer, launched)
    assert (seen["Status"], seen["ProvisioningArtifactId"]) == ("AVAILABLE", newer)


def test_an_update_is_the_products_last_record_and_last_success(launched: dict[str, Any], developer: Any) -> None:
    record = ended(developer, update(developer, launched)["RecordId"])
    seen = detail_of(developer, launched)
    assert seen["LastRecordId"] == seen["LastProvisioningRecordId"] == record["RecordId"]
    assert seen["LastSuccessfulProvisioningRecordId"] == record["RecordId"]


def test_an_update_that_changes_nothing_succeeds(launched: dict[str, Any], developer: Any) -> None:
    """2.7: No updates are to be performed is a success for a plain update."""
    assert ended(developer, update(developer, launched)["RecordId"])["Status"] == "SUCCEEDED"


def test_name_and_arn_serve_as_well_as_the_id(launched: dict[str, Any], developer: Any) -> None:
    """1.2, 2.7: the name's member takes the ARN too."""
    name, arn = launched["ProvisionedProductName"], detail_of(developer, launched)["Arn"]
    for one in (name, arn):
        reply = developer.update_provisioned_product(ProvisionedProductName=one)
        ended(developer, reply["RecordDetail"]["RecordId"])
        assert reply["RecordDetail"]["ProvisionedProductId"] == launched["ProvisionedProductId"]


def test_either_the_id_or_the_name_must_be_given(launched: dict[str, Any], developer: Any) -> None:
    both = {
        "ProvisionedProductId": launched["ProvisionedProductId"],
        "ProvisionedProductName": launched["ProvisionedProductName"],
    }
    assert refusal(developer.update_provisioned_product)[0] == INVALID
    assert refusal(developer.update_provisioned_product, **both)[0] == INVALID


def test_unknown_foreign_and_terminated_products_are_not_found_alike(
    making: Making, launched: dict[str, Any], developer: Any, people: Any
) -> None:
    """Semantics 5, 12: no access and does not exist look the same."""
    other = people.user().client
    identifier, name = launched["ProvisionedProductId"], launched["ProvisionedProductName"]
    text = "Provisioned product {} not found."
    assert refusal(update, client=other, record=launched) == (NOT_FOUND, text.format(identifier))
    assert refusal(other.update_provisioned_product, ProvisionedProductName=name) == (NOT_FOUND, text.format(name))
    unknown = {"ProvisionedProductId": "pp-aaaaaaaaaaaaa"}
    assert refusal(update, client=developer, record=unknown) == (NOT_FOUND, text.format("pp-aaaaaaaaaaaaa"))
    termination = developer.terminate_provisioned_product(ProvisionedProductId=identifier)["RecordDetail"]
    ended(developer, termination["RecordId"])
    assert refusal(update, client=developer, record=launched) == (NOT_FOUND, text.format(identifier))


def test_an_arn_of_another_name_is_not_found(launched: dict[str, Any], developer: Any) -> None:
    arn = detail_of(developer, launched)["Arn"].replace("stack/launched", "stack/other")
    assert refusal(developer.update_provisioned_product, ProvisionedProductName=arn)[0] == NOT_FOUND


def test_an_administrator_may_update_what_others_launched(making: Making, developer: Any, admin: Any) -> None:
    """5: at the account level; a path to the product is needed all the same."""
    portfolio = making.portfolio(product := making.product())
    launched = product.launched(developer)
    text = f"No launch paths found for resource: {product.id}"
    assert refusal(update, client=admin, record=launched) == (NOT_FOUND, text)
    making.open(portfolio, making.server.variables("admin")["LAUNCHPATH_PRINCIPAL_ARN"])
    record = ended(developer, update(admin, launched)["RecordId"])
    assert record["Status"] == "SUCCEEDED"


def test_a_repeated_token_leads_to_the_same_record(launched: dict[str, Any], developer: Any) -> None:
    """1.3, 14 (1)."""
    token = unique("token")
    first = update(developer, launched, UpdateToken=token)
    done = ended(developer, first["RecordId"])
    assert update(developer, launched, UpdateToken=token) == done
    other = [{"Key": "Delay", "Value": "9"}]
    code, _ = refusal(update, client=developer, record=launched, UpdateToken=token, ProvisioningParameters=other)
    assert code == INVALID
