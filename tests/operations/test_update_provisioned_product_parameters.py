"""UpdateProvisionedProduct: previous values, empty ones, omitted ones, bad ones. Semantics 2.7, 3.4, 14 (11, 15)."""

from typing import Any

import pytest

from tests.making import MadeProduct, Making
from tests.refusals import INVALID, refusal, request_id
from tests.running import ended

TALK = """
Parameters:
  Must: {Type: String}
  Word: {Type: String, Default: hello}
  Secret: {Type: String, Default: hush, NoEcho: true}
Resources: {Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: !Ref Word}}}
Outputs: {Must: {Value: !Ref Must}, Word: {Value: !Ref Word}}
"""
MORE = TALK.replace("  Secret:", "  New: {Type: String, Default: fresh}\n  Secret:")
LESS = TALK.replace("  Secret: {Type: String, Default: hush, NoEcho: true}\n", "")
PREVIOUS = {"UsePreviousValue": True}


@pytest.fixture
def product(making: Making) -> MadeProduct:
    return making.offered(TALK)


@pytest.fixture
def launched(product: MadeProduct, developer: Any) -> dict[str, Any]:
    return product.launched(developer, parameters={"Must": "first", "Word": "said"})


def updated(client: Any, launched: dict[str, Any], values: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The record of an update that has ended."""
    parameters = [
        {"Key": key, **(value if isinstance(value, dict) else {"Value": value})} for key, value in values.items()
    ]
    there = {"ProvisionedProductId": launched["ProvisionedProductId"], "ProvisioningParameters": parameters}
    return ended(client, client.update_provisioned_product(**there | members)["RecordDetail"]["RecordId"])


def outputs(client: Any, record: dict[str, Any]) -> list[str]:
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    return [one["OutputValue"] for one in client.describe_record(Id=record["RecordId"])["RecordOutputs"]][:2]


def failure_text(reason: str, record: dict[str, Any]) -> str:
    return (
        f"AmazonCloudFormationException  {reason} (Service: AmazonCloudFormation; Status Code: 400; "
        f"Error Code: ValidationError; Request ID: {request_id(record)})"
    )


def test_previous_values_are_kept_where_that_is_asked_for(launched: dict[str, Any], developer: Any) -> None:
    record = updated(developer, launched, {"Must": PREVIOUS, "Word": "anew"})
    assert outputs(developer, record) == ["first", "anew"]


def test_the_previous_value_wins_over_one_that_is_sent_with_it(launched: dict[str, Any], developer: Any) -> None:
    """M: if set to true, Value is ignored."""
    record = updated(developer, launched, {"Must": PREVIOUS | {"Value": "ignored"}, "Word": PREVIOUS})
    assert outputs(developer, record) == ["first", "said"]


def test_false_asks_for_no_previous_value(launched: dict[str, Any], developer: Any) -> None:
    record = updated(developer, launched, {"Must": {"UsePreviousValue": False, "Value": "new"}})
    assert outputs(developer, record) == ["new", "hello"]


def test_an_empty_string_is_a_value(launched: dict[str, Any], developer: Any) -> None:
    """It must reach the stack as an empty string (TF#21349)."""
    record = updated(developer, launched, {"Must": "", "Word": PREVIOUS})
    assert outputs(developer, record) == ["", "said"]
    again = updated(developer, launched, {"Must": PREVIOUS, "Word": ""})
    assert outputs(developer, again) == ["", ""]


def test_what_is_left_out_falls_back_to_the_templates_default(launched: dict[str, Any], developer: Any) -> None:
    """14, 11."""
    record = updated(developer, launched, {"Must": PREVIOUS})
    assert outputs(developer, record) == ["first", "hello"]


def test_what_is_left_out_and_has_no_default_fails_the_record(launched: dict[str, Any], developer: Any) -> None:
    """14, 11: asynchronously; the earlier state goes on: TAINTED (6.3)."""
    record = updated(developer, launched, {"Word": "anew"})
    text = failure_text("Parameters: [Must] must have values", record)
    assert (record["Status"], record["RecordErrors"]) == ("FAILED", [{"Code": "400", "Description": text}])
    seen = developer.describe_provisioned_product(Id=launched["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert (seen["Status"], seen["StatusMessage"]) == ("TAINTED", text)


def test_unknown_parameters_fail_the_record(launched: dict[str, Any], developer: Any) -> None:
    record = updated(developer, launched, {"Must": PREVIOUS, "Other": "1"})
    text = failure_text("Parameters: [Other] do not exist in the template", record)
    assert record["RecordErrors"] == [{"Code": "400", "Description": text}]


def test_a_new_parameter_has_no_previous_value(
    making: Making, product: MadeProduct, launched: dict[str, Any], developer: Any
) -> None:
    """14, 15: CloudFormation's text, asynchronously."""
    newer = {"ProvisioningArtifactId": making.version(product, MORE)}
    record = updated(developer, launched, {"Must": PREVIOUS, "New": PREVIOUS}, **newer)
    reason = (
        "Invalid input for parameter key New. Cannot specify usePreviousValue as true "
        "for a parameter key not in the previous template"
    )
    assert record["RecordErrors"] == [{"Code": "400", "Description": failure_text(reason, record)}]


def test_a_parameter_that_the_new_version_dropped_does_not_exist(
    making: Making, product: MadeProduct, launched: dict[str, Any], developer: Any
) -> None:
    newer = {"ProvisioningArtifactId": making.version(product, LESS)}
    record = updated(developer, launched, {"Must": PREVIOUS, "Secret": PREVIOUS}, **newer)
    text = failure_text("Parameters: [Secret] do not exist in the template", record)
    assert record["RecordErrors"] == [{"Code": "400", "Description": text}]
    assert outputs(developer, updated(developer, launched, {"Must": PREVIOUS}, **newer)) == ["first", "hello"]


def test_previous_values_are_those_of_the_last_success(launched: dict[str, Any], developer: Any) -> None:
    """What a failed update brought along never came to be."""
    assert updated(developer, launched, {"Must": "never", "Other": "1"})["Status"] == "FAILED"
    record = updated(developer, launched, {"Must": PREVIOUS, "Word": PREVIOUS})
    assert outputs(developer, record) == ["first", "said"]


def test_what_was_given_to_a_launch_that_failed_is_not_needed_again(product: MadeProduct, developer: Any) -> None:
    """7.3: an update may mend it; the previous values are those that it was to have."""
    failed = product.launched(developer, parameters={"Secret": "correct-horse"})
    record = updated(developer, failed, {"Must": "now", "Secret": PREVIOUS, "Word": PREVIOUS})
    # Nothing of it stands in CloudFormation, and that is all that is wrong: the values were found.
    assert "Parameter" not in record["RecordErrors"][0]["Description"]
    again = updated(developer, failed, {"Must": PREVIOUS, "Secret": PREVIOUS})
    assert "Parameter" not in again["RecordErrors"][0]["Description"]


def test_there_is_nothing_previous_to_what_a_failed_launch_was_not_given(product: MadeProduct, developer: Any) -> None:
    """The product never ran, so it stays in ERROR (2.14: exists, stack not running)."""
    failed = product.launched(developer, parameters={"Other": "1"})
    record = updated(developer, failed, {"Must": PREVIOUS})
    assert "usePreviousValue as true" in record["RecordErrors"][0]["Description"]
    seen = developer.describe_provisioned_product(Id=failed["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert seen["Status"] == "ERROR"


def test_rules_judge_previous_values_too(making: Making, developer: Any) -> None:
    """4.5.1, 14 (16): refused at the call with the rule's description."""
    portfolio = making.portfolio(product := making.product(TALK))
    launched = product.launched(developer, parameters={"Must": "a", "Word": "loud"})
    soft = {"Assert": {"Fn::Equals": [{"Ref": "Word"}, "hello"]}, "AssertDescription": "Say hello."}
    making.constraint(portfolio, product, "TEMPLATE", {"Rules": {"Soft": {"Assertions": [soft]}}})
    refused = refusal(updated, client=developer, launched=launched, values={"Must": "b", "Word": PREVIOUS})
    assert refused == (INVALID, "Say hello.")
    assert outputs(developer, updated(developer, launched, {"Must": "b"})) == ["b", "hello"]
