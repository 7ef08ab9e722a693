"""TerminateProvisionedProduct: what cannot be deleted, and the token of a termination. Semantics 2.8, 6.3, 10, 14."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.making import Making, unique
from tests.refusals import INVALID, NOT_FOUND, refusal
from tests.running import ended

BUCKET = """
Parameters: {Name: {Type: String}}
Resources: {Bucket: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref Name}}}
"""


@pytest.fixture
def full(making: Making, developer: Any, demo: Any) -> dict[str, Any]:
    """The record of a launch whose bucket holds something, so that it can't be deleted."""
    name = unique("full")
    record = making.offered(BUCKET).launched(developer, name, parameters={"Name": name})
    demo.client("developer", "s3").put_object(Bucket=name, Key="thing", Body=b"x")
    return record


def terminate(client: Any, launched: dict[str, Any], **members: Any) -> dict[str, Any]:
    reply = client.terminate_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"], **members)
    record: dict[str, Any] = reply["RecordDetail"]
    return record


def test_what_cannot_be_deleted_taints_the_product(full: dict[str, Any], developer: Any) -> None:
    """14, 13: Terraform expects TAINTED."""
    record = ended(developer, terminate(developer, full)["RecordId"])
    assert record["Status"] == "FAILED"
    (error,) = record["RecordErrors"]
    assert error["Code"] == "500"
    assert error["Description"].startswith("The following resource(s) failed to delete: [Bucket]. ")
    seen = developer.describe_provisioned_product(Id=full["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert (seen["Status"], seen["StatusMessage"]) == ("TAINTED", error["Description"])
    assert seen["LastRecordId"] == seen["LastProvisioningRecordId"] == record["RecordId"]


def test_errors_may_be_ignored_with_the_same_token_once_the_first_attempt_has_ended(
    full: dict[str, Any], developer: Any
) -> None:
    """2.8: as Terraform does it."""
    token = unique("token")
    first = ended(developer, terminate(developer, full, TerminateToken=token)["RecordId"])
    second = terminate(developer, full, TerminateToken=token, IgnoreErrors=True)
    assert second["RecordId"] != first["RecordId"]
    assert ended(developer, second["RecordId"])["Status"] == "SUCCEEDED"
    assert refusal(developer.describe_provisioned_product, Id=full["ProvisionedProductId"])[0] == NOT_FOUND


def test_ignored_errors_leave_what_could_not_be_deleted(full: dict[str, Any], developer: Any, demo: Any) -> None:
    record = ended(developer, terminate(developer, full, IgnoreErrors=True)["RecordId"])
    assert (record["Status"], record["RecordErrors"]) == ("SUCCEEDED", [])
    buckets = [one["Name"] for one in demo.client("developer", "s3").list_buckets()["Buckets"]]
    assert full["ProvisionedProductName"] in buckets


def test_a_second_attempt_succeeds_when_the_obstacle_is_gone(full: dict[str, Any], developer: Any, demo: Any) -> None:
    ended(developer, terminate(developer, full)["RecordId"])
    demo.client("developer", "s3").delete_object(Bucket=full["ProvisionedProductName"], Key="thing")
    assert ended(developer, terminate(developer, full)["RecordId"])["Status"] == "SUCCEEDED"


def test_after_the_end_the_product_is_not_found_whatever_the_token(making: Making, developer: Any) -> None:
    """M, S: subsequent requests always return ResourceNotFound."""
    launched, token = making.offered().launched(developer), unique("token")
    ended(developer, terminate(developer, launched, TerminateToken=token)["RecordId"])
    for given in (token, unique("token")):
        assert refusal(terminate, client=developer, launched=launched, TerminateToken=given)[0] == NOT_FOUND


def test_twenty_calls_at_once_with_one_token_are_one_termination(making: Making, developer: Any) -> None:
    """A call that comes when it is over is not found."""
    launched, token = making.offered().launched(developer), unique("token")

    def attempt(_: int) -> str:
        try:
            return str(terminate(developer, launched, TerminateToken=token)["RecordId"])
        except developer.exceptions.ResourceNotFoundException:
            return NOT_FOUND

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(attempt, range(20))) - {NOT_FOUND}
    assert len(answers) == 1
    assert ended(developer, answers.pop())["Status"] == "SUCCEEDED"


def test_twenty_calls_at_once_with_tokens_of_their_own_terminate_once(making: Making, developer: Any) -> None:
    """14, 14: while one runs, another is refused."""
    launched = making.offered().launched(developer)

    def attempt(_: int) -> str:
        try:
            return str(terminate(developer, launched)["Status"])
        except developer.exceptions.ClientError as error:
            return str(error.response["Error"]["Code"])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(attempt, range(20)))
    assert answers.count("CREATED") == 1
    assert set(answers) <= {"CREATED", INVALID, NOT_FOUND}
