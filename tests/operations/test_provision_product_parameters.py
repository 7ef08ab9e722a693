"""ProvisionProduct: the parameters' values, which are judged after the call. Semantics 2.6, 3.4, 6.4."""

import json
from typing import Any

import pytest

from tests.making import Making, unique
from tests.refusals import ILL_FORMED, refusal, request_id
from tests.running import ended

CHOOSY = """
Parameters:
  Must: {Type: String}
  Also: {Type: String}
  Size: {Type: Number, Default: 3, MinValue: 1, MaxValue: 5}
  Word: {Type: String, Default: abc, AllowedPattern: "[a-z]*", MinLength: 2, MaxLength: 4}
  Told: {Type: String, Default: abc, AllowedPattern: "[a-z]+", ConstraintDescription: must be small letters}
  Kind: {Type: CommaDelimitedList, Default: a, AllowedValues: [a, b]}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
Outputs: {Must: {Value: !Ref Must}, Size: {Value: !Ref Size}, Word: {Value: !Ref Word}}
"""
GIVEN = {"Must": "x", "Also": "y"}


def failure_text(reason: str, request_id: str) -> str:
    """CloudFormation's refusal as the service hands it on, with two blanks (3.4)."""
    return (
        f"AmazonCloudFormationException  {reason} (Service: AmazonCloudFormation; Status Code: 400; "
        f"Error Code: ValidationError; Request ID: {request_id})"
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "Parameters: [Must, Also] must have values"),
        ({"Must": "x"}, "Parameters: [Also] must have values"),
        (GIVEN | {"Other": "1", "More": "2"}, "Parameters: [Other, More] do not exist in the template"),
        (GIVEN | {"Size": "many"}, "Parameter 'Size' must be a number"),
        (GIVEN | {"Size": "0"}, "Parameter 'Size' must be a number not less than 1"),
        (GIVEN | {"Size": "6"}, "Parameter 'Size' must be a number not greater than 5"),
        (GIVEN | {"Word": "ABC"}, "Parameter 'Word' must match pattern [a-z]*"),
        (GIVEN | {"Word": "a"}, "Parameter 'Word' must contain at least 2 characters"),
        (GIVEN | {"Word": "abcde"}, "Parameter 'Word' must contain at most 4 characters"),
        (GIVEN | {"Word": ""}, "Parameter 'Word' must contain at least 2 characters"),
        (GIVEN | {"Told": "1"}, "Parameter Told failed to satisfy constraint: must be small letters"),
        (GIVEN | {"Kind": "a,c"}, "Parameter 'Kind' must be one of AllowedValues"),
    ],
)
def test_bad_values_are_accepted_and_fail_the_record_in_cloudformations_words(
    making: Making, developer: Any, values: dict[str, str], reason: str
) -> None:
    """2.6: not validated synchronously; the product is in ERROR with the same text (2.9), and no stack was made."""
    record = ended(developer, making.offered(CHOOSY).launch(developer, parameters=values)["RecordId"])
    text = failure_text(reason, request_id(record))
    assert record["Status"] == "FAILED"
    assert record["RecordErrors"] == [{"Code": "400", "Description": text}]
    seen = developer.describe_provisioned_product(Id=record["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert (seen["Status"], seen["StatusMessage"]) == ("ERROR", text)
    assert developer.describe_record(Id=record["RecordId"])["RecordOutputs"] == []


def outputs(client: Any, record: dict[str, Any]) -> list[str]:
    return [one["OutputValue"] for one in client.describe_record(Id=record["RecordId"])["RecordOutputs"]][:3]


def test_values_left_out_are_the_templates_defaults_and_empty_ones_are_values(making: Making, developer: Any) -> None:
    record = making.offered(CHOOSY).launched(developer, parameters={"Must": "", "Also": "y"})
    assert outputs(developer, record) == ["", "3", "abc"]


def test_a_value_that_is_missing_is_an_empty_one(making: Making, developer: Any) -> None:
    """The model requires neither Key nor Value of a parameter."""
    values = [{"Key": "Must"}, {"Key": "Also", "Value": "y"}, {}]
    record = making.offered(CHOOSY).launched(developer, ProvisioningParameters=values)
    assert outputs(developer, record) == ["", "3", "abc"]


def test_values_reach_the_stack_letter_for_letter(making: Making, developer: Any) -> None:
    value = " Zürich \"quoted\" ${Also} 日本 \n\t\\ 'x'"
    record = making.offered(CHOOSY).launched(developer, parameters={"Must": value, "Also": "y"})
    assert outputs(developer, record) == [value, "3", "abc"]


def test_a_value_may_have_4096_letters_and_no_more(making: Making, developer: Any) -> None:
    """Semantics 6.4."""
    product = making.offered(CHOOSY)
    assert product.launched(developer, parameters={"Must": "x" * 4096, "Also": "y"})["Status"] == "SUCCEEDED"
    assert refusal(product.launch, client=developer, parameters={"Must": "x" * 4097})[0] == ILL_FORMED


def test_a_template_that_refers_to_nothing_fails_in_the_words_that_clients_match(
    making: Making, developer: Any
) -> None:
    """3.4: the text that Terraform's acceptance test looks for."""
    template = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\nOutputs: {Vpc: {Value: !Ref MyVPC}}"
    record = making.offered(template).launched(developer)
    expected = "AmazonCloudFormationException  Unresolved resource dependencies [MyVPC] in the Outputs block"
    assert record["RecordErrors"][0]["Description"].startswith(expected)


def test_a_systems_manager_parameter_stands_for_its_value(making: Making, developer: Any, demo: Any) -> None:
    """6.4: the value is the parameter's name; it is resolved when the stack is made, and an unknown name fails it."""
    template = """
Parameters: {Image: {Type: "AWS::SSM::Parameter::Value<String>"}}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
Outputs: {Image: {Value: !Ref Image}}
"""
    product, name = making.offered(template), f"/{unique('image')}"
    demo.client("developer", "ssm").put_parameter(Name=name, Value="ami-12345678", Type="String")
    record = product.launched(developer, parameters={"Image": name})
    assert developer.describe_record(Id=record["RecordId"])["RecordOutputs"][0]["OutputValue"] == "ami-12345678"
    failed = product.launched(developer, parameters={"Image": "/nothing"})
    assert failed["RecordErrors"][0]["Description"].startswith("AmazonCloudFormationException  ")
    assert "/nothing" in failed["RecordErrors"][0]["Description"]


def test_a_list_is_joined_by_commas(making: Making, developer: Any) -> None:
    """6.4: values arrive as strings only."""
    template = """
Parameters: {Names: {Type: CommaDelimitedList}}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
Outputs: {Second: {Value: !Select [1, !Ref Names]}}
"""
    record = making.offered(template).launched(developer, parameters={"Names": "a, b,c"})
    assert developer.describe_record(Id=record["RecordId"])["RecordOutputs"][0]["OutputValue"] == "b"


def test_capabilities_are_acknowledged_by_the_service_itself(making: Making, developer: Any) -> None:
    """6.1: the user never acknowledges them via the API."""
    role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": unique("r"), "AssumeRolePolicyDocument": {}}}
    record = making.offered(json.dumps({"Resources": {"Role": role}})).launched(developer)
    assert record["Status"] == "SUCCEEDED"
