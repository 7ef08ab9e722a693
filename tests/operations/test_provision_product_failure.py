"""ProvisionProduct: a stack that fails. Semantics 2.8, 2.9, 2.14, 3.4, 6.3."""

from typing import Any

import pytest

from tests.making import Making, unique
from tests.refusals import NOT_FOUND, refusal
from tests.running import ended

#: The second resource fails when the name is taken; the first one has been made by then.
TOPIC_AND_BUCKET = """
Parameters: {Name: {Type: String}}
Resources:
  Topic: {Type: "AWS::SNS::Topic", Properties: {TopicName: !Ref Name}}
  Bucket: {Type: "AWS::S3::Bucket", DependsOn: Topic, Properties: {BucketName: !Ref Name}}
"""


@pytest.fixture(scope="module")
def failed(making: Making, developer: Any, demo: Any) -> dict[str, Any]:
    """The record of a launch whose bucket's name is taken."""
    name = unique("taken")
    demo.client("developer", "s3").create_bucket(Bucket=name)
    return making.offered(TOPIC_AND_BUCKET).launched(developer, name, parameters={"Name": name})


def test_the_record_has_failed_with_the_engines_own_words(failed: dict[str, Any]) -> None:
    """3.4: CFN's stack status reason, and behind it why the resource failed."""
    assert failed["Status"] == "FAILED"
    (error,) = failed["RecordErrors"]
    assert error["Code"] == "500"
    expected = "The following resource(s) failed to create: [Bucket]. The requested bucket name is not available."
    assert error["Description"].startswith(expected)


def test_the_product_is_in_error_with_the_same_words(failed: dict[str, Any], developer: Any) -> None:
    seen = developer.describe_provisioned_product(Id=failed["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert seen["Status"] == "ERROR"
    assert seen["StatusMessage"] == failed["RecordErrors"][0]["Description"]
    assert seen["LastRecordId"] == seen["LastProvisioningRecordId"] == failed["RecordId"]
    assert "LastSuccessfulProvisioningRecordId" not in seen


def test_there_are_no_outputs(failed: dict[str, Any], developer: Any) -> None:
    """2.9: an empty list."""
    reply = developer.describe_record(Id=failed["RecordId"])
    assert reply["RecordOutputs"] == []
    outputs = developer.get_provisioned_product_outputs(ProvisionedProductId=failed["ProvisionedProductId"])
    assert outputs["Outputs"] == []


def test_what_was_made_is_undone_and_the_stack_stays_to_be_looked_at(
    failed: dict[str, Any], cloudformation: Any, demo: Any
) -> None:
    """6.1, 6.3: CFN's rollback; a ROLLBACK_COMPLETE stack remains."""
    name = f"SC-123456789012-{failed['ProvisionedProductId']}"
    assert cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"
    topics = demo.client("developer", "sns").list_topics()["Topics"]
    assert not [topic for topic in topics if topic["TopicArn"].endswith(failed["ProvisionedProductName"])]


def test_it_stays_listed_until_it_is_terminated_which_succeeds(making: Making, developer: Any) -> None:
    """2.11: failed launches stay; 2.8: terminating one in ERROR succeeds, whether it has a stack or not."""
    record = making.offered().launched(developer, parameters={"Nothing": "1"})
    identifier = record["ProvisionedProductId"]
    query = {"Filters": {"SearchQuery": [f"id:{identifier}"]}}
    assert developer.search_provisioned_products(**query)["TotalResultsCount"] == 1
    termination = developer.terminate_provisioned_product(ProvisionedProductId=identifier)["RecordDetail"]
    assert ended(developer, termination["RecordId"])["Status"] == "SUCCEEDED"
    assert developer.search_provisioned_products(**query)["TotalResultsCount"] == 0
    assert refusal(developer.describe_provisioned_product, Id=identifier)[0] == NOT_FOUND


def test_a_rolled_back_stack_goes_with_its_product(
    making: Making, developer: Any, cloudformation: Any, demo: Any
) -> None:
    demo.client("developer", "s3").create_bucket(Bucket=(name := unique("taken")))
    record = making.offered(TOPIC_AND_BUCKET).launched(developer, parameters={"Name": name})
    termination = developer.terminate_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"])
    assert ended(developer, termination["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    stack = f"SC-123456789012-{record['ProvisionedProductId']}"
    statuses = {one["StackName"]: one["StackStatus"] for one in cloudformation.list_stacks()["StackSummaries"]}
    assert statuses[stack] == "DELETE_COMPLETE"
