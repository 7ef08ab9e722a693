"""ProvisionProduct: the reply, the record, and what has come of them. Semantics 2.6, 2.9, 2.14, 6.1.

Beside this file: ..._choice (what is launched), ..._parameters, ..._rules, ..._constraints, ..._tags, ..._token,
..._name, ..._failure.
"""

import re
from typing import Any

from tests.making import QUEUE, Making, unique
from tests.refusals import ILL_FORMED, refusal
from tests.running import ended


def test_the_reply_is_a_created_record_and_comes_before_the_work(making: Making, developer: Any) -> None:
    """Exactly these members: those that are not set are left out, but the two lists are there (2.6)."""
    product = making.product()
    portfolio = making.portfolio(product)
    record = product.launch(developer, name := unique("launched"))
    times = record.pop("CreatedTime"), record.pop("UpdatedTime")
    assert times[0] == times[1]
    assert re.fullmatch("rec-[a-z2-7]{13}", record.pop("RecordId"))
    assert re.fullmatch("pp-[a-z2-7]{13}", record.pop("ProvisionedProductId"))
    assert record == {
        "ProvisionedProductName": name,
        "ProvisionedProductType": "CFN_STACK",
        "ProductId": product.id,
        "ProvisioningArtifactId": product.version_id,
        "PathId": f"lpv3-{portfolio.removeprefix('port-')}",
        "RecordType": "PROVISION_PRODUCT",
        "Status": "CREATED",
        "RecordErrors": [],
        "RecordTags": [],
    }


def test_a_launch_succeeds_and_hands_out_the_outputs(making: Making, developer: Any) -> None:
    """The template's outputs, and CloudformationStackARN in exactly this spelling (2.9)."""
    record = making.offered().launched(developer, parameters={"Delay": "5"})
    assert record["Status"] == "SUCCEEDED"
    assert record["RecordErrors"] == []
    assert record["UpdatedTime"] > record["CreatedTime"]
    url, kind, stack = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert (url["OutputKey"], url["Description"]) == ("QueueUrl", "Where messages go.")
    assert kind == {"OutputKey": "Kind", "OutputValue": "plain"}
    assert (stack["OutputKey"], stack["Description"]) == (
        "CloudformationStackARN",
        "The ARN of the launched Cloudformation Stack",
    )


def test_the_stack_bears_account_and_id_and_got_the_parameters(
    making: Making, developer: Any, cloudformation: Any
) -> None:
    """Semantics 6.1: SC-<account>-<pp id>."""
    record = making.offered().launched(developer, parameters={"Delay": "5"})
    name = f"SC-123456789012-{record['ProvisionedProductId']}"
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    values = {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}
    assert values == {"Delay": "5", "Kind": "plain"}


def test_the_provisioned_product_is_under_change_and_then_available(making: Making, developer: Any) -> None:
    """Semantics 2.14."""
    record = making.offered().launch(developer)
    seen = {"Id": record["ProvisionedProductId"]}
    before = developer.describe_provisioned_product(**seen)["ProvisionedProductDetail"]
    ended(developer, record["RecordId"])
    after = developer.describe_provisioned_product(**seen)["ProvisionedProductDetail"]
    assert before["Status"] in ("UNDER_CHANGE", "AVAILABLE")
    assert after["Status"] == "AVAILABLE"
    assert "StatusMessage" not in after


def test_without_a_token_the_client_makes_one(making: Making, developer: Any) -> None:
    """Semantics 1.3: SDKs fill in a UUID; it is told as the product's IdempotencyToken (2.11)."""
    record = making.offered().launched(developer)
    detail = developer.describe_provisioned_product(Id=record["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", detail["IdempotencyToken"])


def test_a_template_that_changes_at_its_source_later_changes_nothing(making: Making, developer: Any) -> None:
    """The text is kept with the version: a new version with another text leaves the launch of the old one as it was."""
    product = making.offered()
    making.version(product, QUEUE.replace("QueueUrl", "Address"))
    record = product.launched(developer)
    keys = [one["OutputKey"] for one in developer.describe_record(Id=record["RecordId"])["RecordOutputs"]]
    assert keys == ["QueueUrl", "Kind", "CloudformationStackARN"]


def test_what_is_not_formed_as_the_model_says_is_refused(making: Making, developer: Any) -> None:
    """Semantics 1.3: names may have dots; 14, 17: shape constraints are ValidationException."""
    product = making.offered()
    assert product.launch(developer, unique("with.dots_and-lines"))["Status"] == "CREATED"
    for name in ("-first", "a b", "ä", "x" * 129):
        code, text = refusal(product.launch, client=developer, name=name)
        assert code == ILL_FORMED
        assert "provisionedProductName" in text
    assert refusal(product.launch, client=developer, ProvisionToken="no blanks")[0] == ILL_FORMED
