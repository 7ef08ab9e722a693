"""GetProvisionedProductOutputs: semantics 2.13."""

from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making
from tests.people import People
from tests.refusals import DENIED, INVALID, NOT_FOUND, refusal
from tests.running import ended


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.offered()


@pytest.fixture(scope="module")
def launched(product: MadeProduct, developer: Any) -> dict[str, Any]:
    return product.launched(developer)


def keys(client: Any, launched: dict[str, Any], **members: Any) -> list[str]:
    there = {"ProvisionedProductId": launched["ProvisionedProductId"]}
    return [one["OutputKey"] for one in client.get_provisioned_product_outputs(**there | members)["Outputs"]]


def test_the_outputs_are_those_of_the_record(launched: dict[str, Any], developer: Any) -> None:
    by_id = developer.get_provisioned_product_outputs(ProvisionedProductId=launched["ProvisionedProductId"])
    by_name = developer.get_provisioned_product_outputs(ProvisionedProductName=launched["ProvisionedProductName"])
    of_record = developer.describe_record(Id=launched["RecordId"])["RecordOutputs"]
    assert by_id["Outputs"] == by_name["Outputs"] == of_record
    assert len(of_record) == 3


def test_keys_choose_among_them_and_no_keys_mean_all(launched: dict[str, Any], developer: Any) -> None:
    """M: if none are provided, all outputs."""
    assert keys(developer, launched, OutputKeys=["Kind"]) == ["Kind"]
    assert keys(developer, launched, OutputKeys=["CloudformationStackARN", "QueueUrl"]) == [
        "QueueUrl",
        "CloudformationStackARN",
    ]
    assert keys(developer, launched, OutputKeys=[]) == ["QueueUrl", "Kind", "CloudformationStackARN"]


def test_an_unknown_key_is_refused_by_name(launched: dict[str, Any], developer: Any) -> None:
    code, text = refusal(keys, client=developer, launched=launched, OutputKeys=["Kind", "Colour"])
    assert code == INVALID
    assert "Colour" in text
    assert "QueueUrl" in text


def test_after_an_update_they_are_the_new_ones(making: Making, product: MadeProduct, developer: Any) -> None:
    launched = product.launched(developer)
    newer = making.version(product, QUEUE.replace("QueueUrl", "Address"))
    reply = developer.update_provisioned_product(
        ProvisionedProductId=launched["ProvisionedProductId"], ProvisioningArtifactId=newer
    )
    ended(developer, reply["RecordDetail"]["RecordId"])
    assert keys(developer, launched) == ["Address", "Kind", "CloudformationStackARN"]


def test_after_a_failed_update_they_are_those_of_the_last_success(product: MadeProduct, developer: Any) -> None:
    launched = product.launched(developer)
    bad = [{"Key": "Nothing", "Value": "1"}]
    reply = developer.update_provisioned_product(
        ProvisionedProductId=launched["ProvisionedProductId"], ProvisioningParameters=bad
    )
    assert ended(developer, reply["RecordDetail"]["RecordId"])["Status"] == "FAILED"
    assert keys(developer, launched) == ["QueueUrl", "Kind", "CloudformationStackARN"]


def test_a_launch_that_failed_has_none(product: MadeProduct, developer: Any) -> None:
    failed = product.launched(developer, parameters={"Nothing": "1"})
    assert keys(developer, failed) == []


def test_either_the_id_or_the_name_must_be_given(launched: dict[str, Any], developer: Any) -> None:
    assert refusal(developer.get_provisioned_product_outputs)[0] == INVALID
    both = {"ProvisionedProductName": launched["ProvisionedProductName"]}
    assert refusal(keys, client=developer, launched=launched, **both)[0] == INVALID


def test_what_others_launched_is_not_found_at_the_users_own_level(
    launched: dict[str, Any], people: People, admin: Any
) -> None:
    """AWS's end-user policy leaves this operation out (5), so it is allowed by a policy of one's own."""
    allowed = people.policy({"Action": "servicecatalog:Get*", "Condition": people.OWN})
    assert refusal(keys, client=people.user().client, launched=launched)[0] == DENIED
    assert refusal(keys, client=people.user(allowed).client, launched=launched)[0] == NOT_FOUND
    assert len(keys(admin, launched)) == 3
