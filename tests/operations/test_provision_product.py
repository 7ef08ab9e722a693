"""ProvisionProduct: semantics 2.6."""

from typing import Any

from tests.making import Making
from tests.running import ended


def test_the_reply_is_a_created_record_and_comes_before_the_work(making: Making, developer: Any) -> None:
    record = making.offered().launch(developer)
    assert record["Status"] == "CREATED"
    assert record["RecordType"] == "PROVISION_PRODUCT"
    assert record["ProvisionedProductType"] == "CFN_STACK"
    assert record["CreatedTime"] == record["UpdatedTime"]
    assert record["RecordErrors"] == []
    assert record["RecordTags"] == []


def test_a_launch_succeeds_and_hands_out_the_outputs(making: Making, developer: Any) -> None:
    record = making.offered().launch(developer, parameters={"Delay": "5"})
    assert ended(developer, record["RecordId"])["Status"] == "SUCCEEDED"
    outputs = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert [output["OutputKey"] for output in outputs] == ["QueueUrl", "Kind", "CloudformationStackARN"]
