"""UpdateProvisionedProduct: updates that fail, and products that cannot be updated. Semantics 2.7, 2.14, 6.3."""

from typing import Any

import pytest

from tests.making import Making, unique
from tests.running import ended

BUCKET = """
Parameters: {Name: {Type: String}}
Resources: {Bucket: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref Name}}}
Outputs: {Name: {Value: !Ref Bucket}}
"""


def updated(client: Any, launched: dict[str, Any], **members: Any) -> dict[str, Any]:
    reply = client.update_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"], **members)
    return ended(client, reply["RecordDetail"]["RecordId"])


def named(name: str) -> dict[str, Any]:
    return {"ProvisioningParameters": [{"Key": "Name", "Value": name}]}


def detail_of(client: Any, record: dict[str, Any]) -> dict[str, Any]:
    seen = client.describe_provisioned_product(Id=record["ProvisionedProductId"])
    detail: dict[str, Any] = seen["ProvisionedProductDetail"]
    return detail


@pytest.fixture
def s3(demo: Any) -> Any:
    return demo.client("developer", "s3")


def test_a_failed_update_taints_the_product_and_the_earlier_state_goes_on(
    making: Making, developer: Any, s3: Any
) -> None:
    """6.3: UPDATE_ROLLBACK_COMPLETE is TAINTED; the product shows the new version all the same (TF PR#43956)."""
    s3.create_bucket(Bucket=(taken := unique("taken")))
    product = making.offered(BUCKET)
    launched = product.launched(developer, parameters={"Name": (mine := unique("mine"))})
    newer = making.version(product, BUCKET.replace("Outputs: {", "Outputs: {Also: {Value: more}, "))
    record = updated(developer, launched, ProvisioningArtifactId=newer, **named(taken))
    assert record["Status"] == "FAILED"
    (error,) = record["RecordErrors"]
    assert error["Code"] == "500"
    assert error["Description"].startswith("The following resource(s) failed to update: [Bucket]. ")
    seen = detail_of(developer, launched)
    assert (seen["Status"], seen["StatusMessage"]) == ("TAINTED", error["Description"])
    assert seen["ProvisioningArtifactId"] == newer
    assert seen["LastProvisioningRecordId"] == record["RecordId"]
    assert seen["LastSuccessfulProvisioningRecordId"] == launched["RecordId"]
    assert mine in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


def test_outputs_stay_those_of_the_last_success(making: Making, developer: Any, s3: Any) -> None:
    """2.13."""
    s3.create_bucket(Bucket=(taken := unique("taken")))
    launched = making.offered(BUCKET).launched(developer, parameters={"Name": (mine := unique("mine"))})
    record = updated(developer, launched, **named(taken))
    assert developer.describe_record(Id=record["RecordId"])["RecordOutputs"] == []
    reply = developer.get_provisioned_product_outputs(ProvisionedProductId=launched["ProvisionedProductId"])
    assert reply["Outputs"][0] == {"OutputKey": "Name", "OutputValue": mine}


def test_a_tainted_product_recovers_with_the_next_update(making: Making, developer: Any, s3: Any) -> None:
    """TAINTED is stable: it is left by the next operation, and its message with it."""
    s3.create_bucket(Bucket=(taken := unique("taken")))
    launched = making.offered(BUCKET).launched(developer, parameters={"Name": unique("mine")})
    updated(developer, launched, **named(taken))
    assert updated(developer, launched, **named(unique("mine")))["Status"] == "SUCCEEDED"
    seen = detail_of(developer, launched)
    assert seen["Status"] == "AVAILABLE"
    assert "StatusMessage" not in seen


def test_a_product_whose_stack_never_came_to_be_cannot_be_updated(making: Making, developer: Any) -> None:
    """6.3: CFN answers that there is no such stack; the product stays in ERROR."""
    failed = making.offered(BUCKET).launched(developer)
    record = updated(developer, failed, **named(unique("mine")))
    assert record["Status"] == "FAILED"
    expected = f"AmazonCloudFormationException  Stack [SC-123456789012-{failed['ProvisionedProductId']}] does not exist"
    assert record["RecordErrors"][0]["Description"].startswith(expected)
    assert detail_of(developer, failed)["Status"] == "ERROR"


def test_a_stack_that_was_rolled_back_cannot_be_updated(making: Making, developer: Any, s3: Any) -> None:
    """6.3: CFN refuses ROLLBACK_COMPLETE."""
    s3.create_bucket(Bucket=(taken := unique("taken")))
    failed = making.offered(BUCKET).launched(developer, parameters={"Name": taken})
    record = updated(developer, failed, **named(unique("mine")))
    assert record["Status"] == "FAILED"
    assert "ROLLBACK_COMPLETE" in record["RecordErrors"][0]["Description"]
    assert detail_of(developer, failed)["Status"] == "ERROR"


def test_a_stack_that_was_deleted_behind_our_back_is_an_error(
    making: Making, developer: Any, cloudformation: Any
) -> None:
    """14, 12: no change until the next operation; then the update fails, and the product is in ERROR."""
    launched = making.offered(BUCKET).launched(developer, parameters={"Name": unique("mine")})
    stack = f"SC-123456789012-{launched['ProvisionedProductId']}"
    cloudformation.delete_stack(StackName=stack)
    assert detail_of(developer, launched)["Status"] == "AVAILABLE"
    record = updated(developer, launched, **named(unique("mine")))
    assert f"Stack [{stack}] does not exist" in record["RecordErrors"][0]["Description"]
    assert detail_of(developer, launched)["Status"] == "ERROR"
