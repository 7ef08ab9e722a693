"""NoEcho values: never in a reply, wherever a product carries them. Semantics 2.5, 14 (27); DESIGN."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.making import Making, unique
from tests.refusals import refusal
from tests.running import ended

#: A product that tells its secrets wherever it can: in outputs, whole, in parts and escaped, and in a failure's reason.
TELLTALE = """
Parameters:
  Password: {Type: String, NoEcho: true, Default: the-default-that-nobody-reads}
  Many: {Type: CommaDelimitedList, NoEcho: true, Default: "none,at-all"}
  Fails: {Type: String, Default: "no", AllowedValues: ["yes", "no"]}
Conditions: {Fail: !Equals [!Ref Fails, "yes"]}
Resources:
  Topic: {Type: "AWS::SNS::Topic"}
  Bucket: {Type: "AWS::S3::Bucket", Condition: Fail, Properties: {BucketName: !Ref Password}}
Outputs:
  Whole: {Value: !Ref Password}
  Within: {Value: !Sub "https://user:${Password}@db.example/"}
  Second: {Value: !Select [1, !Ref Many]}
  All: {Value: !Join ["/", !Ref Many]}
"""


def replies(client: Any, record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything that can be read about a launched product."""
    identifier = record["ProvisionedProductId"]
    yield record
    yield client.describe_record(Id=record["RecordId"])
    yield client.describe_provisioned_product(Id=identifier)
    yield client.get_provisioned_product_outputs(ProvisionedProductId=identifier)
    yield client.search_provisioned_products(Filters={"SearchQuery": [f"id:{identifier}"]})
    yield client.scan_provisioned_products(PageSize=20)
    yield client.list_record_history(SearchFilter={"Key": "provisionedproduct", "Value": identifier})
    yield client.describe_provisioning_parameters(
        ProductId=record["ProductId"], ProvisioningArtifactId=record["ProvisioningArtifactId"]
    )


def told(client: Any, record: dict[str, Any]) -> str:
    return json.dumps(list(replies(client, record)), default=str)


@pytest.fixture
def secret() -> str:
    """Something that stands nowhere else."""
    return f'{unique("s")}<"&ü%20'


@pytest.mark.parametrize("ordinary", ["1", "123456789012", "stack"])
def test_the_name_of_the_stack_stays_whole_whatever_the_value(making: Making, developer: Any, ordinary: str) -> None:
    # Semantics 2.9: CloudformationStackARN is the stack's ARN.
    record = making.offered(TELLTALE).launched(developer, parameters={"Password": ordinary})
    outputs = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    (arn,) = [one["OutputValue"] for one in outputs if one["OutputKey"] == "CloudformationStackARN"]
    assert arn.startswith("arn:aws:cloudformation:us-east-1:123456789012:stack/SC-123456789012-pp-")


def test_outputs_show_asterisks_in_place_of_the_value(making: Making, developer: Any, secret: str) -> None:
    record = making.offered(TELLTALE).launched(developer, parameters={"Password": secret, "Many": f"a,{secret},b"})
    outputs = {
        one["OutputKey"]: one["OutputValue"]
        for one in developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    }
    assert outputs["Whole"] == outputs["Second"] == "****"
    assert outputs["Within"] == "https://user:****@db.example/"


def test_nothing_that_can_be_read_of_a_launch_contains_the_value(making: Making, developer: Any, secret: str) -> None:
    record = making.offered(TELLTALE).launched(developer, parameters={"Password": secret, "Many": f"a,{secret},b"})
    everything = told(developer, record)
    assert record["Status"] == "SUCCEEDED"
    assert secret[:12] not in everything


def test_the_defaults_of_such_parameters_are_told_by_nobody(making: Making, developer: Any) -> None:
    everything = told(developer, making.offered(TELLTALE).launched(developer))
    assert "the-default" not in everything
    assert "at-all" not in everything


def test_the_reason_of_a_failure_does_not_contain_the_value(making: Making, developer: Any, demo: Any) -> None:
    taken = unique("secret-bucket")
    demo.client("developer", "s3").create_bucket(Bucket=taken)
    values = {"Password": taken, "Fails": "yes"}
    record = making.offered(TELLTALE).launched(developer, parameters=values)
    assert record["Status"] == "FAILED"
    assert taken not in told(developer, record)


@pytest.mark.parametrize("value", ["x" * 5000, "not-allowed"])
def test_a_value_that_is_refused_is_not_repeated(making: Making, developer: Any, value: str) -> None:
    """Be it too long for any parameter (refused at the call), or against its own constraints (later)."""
    template = TELLTALE.replace("NoEcho: true, Default: the-", 'NoEcho: true, AllowedPattern: "[0-9]*", Default: the-')
    product = making.offered(template)
    if len(value) > 4096:
        _, text = refusal(product.launch, client=developer, parameters={"Password": value})
        assert "x" * 10 not in text
    else:
        record = product.launched(developer, parameters={"Password": value})
        assert value not in told(developer, record)


def test_an_update_keeps_the_old_value_and_the_new_one_to_itself(making: Making, developer: Any, secret: str) -> None:
    record = making.offered(TELLTALE).launched(developer, parameters={"Password": secret})
    subject = {"ProvisionedProductId": record["ProvisionedProductId"]}
    for values in ({"UsePreviousValue": True}, {"Value": f"new-{secret}"}):
        asked = [{"Key": "Password", **values}]
        update = developer.update_provisioned_product(**subject, ProvisioningParameters=asked)
        record = ended(developer, update["RecordDetail"]["RecordId"])
        assert record["Status"] == "SUCCEEDED"
        assert secret[:12] not in told(developer, record)
        outputs = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
        assert outputs[0]["OutputValue"] == "****"
