"""CreateProduct: semantics 4.2."""

import re
from typing import Any

import pytest

from tests.making import QUEUE, Making, unique
from tests.refusals import refused

TEXTS = {
    "Description": "A queue for everybody.",
    "Distributor": "Platform team",
    "SupportDescription": "Ask in the channel.",
    "SupportEmail": "platform@example.com",
    "SupportUrl": "https://example.com/support",
}


def request(making: Making, template: str = QUEUE, **members: Any) -> dict[str, Any]:
    version = {"Name": "v1", "Description": "First.", "Info": {"LoadTemplateFromURL": making.upload(template)}}
    given = {"Name": unique("product"), "Owner": "Team", "ProductType": "CLOUD_FORMATION_TEMPLATE"}
    return given | {"ProvisioningArtifactParameters": version} | members


def test_the_reply_has_the_product_as_it_was_given(making: Making, admin: Any) -> None:
    # The recorded reply (semantics 4.2): Status is CREATED, HasDefaultPath false; ids and ARN: 1.1, 1.2.
    wanted = request(making, **TEXTS)
    detail = admin.create_product(**wanted)["ProductViewDetail"]
    summary = detail["ProductViewSummary"]
    assert set(detail) == {"ProductViewSummary", "Status", "ProductARN", "CreatedTime"}
    assert detail["Status"] == "CREATED"
    assert re.fullmatch(r"prod-[a-z2-7]{13}", summary["ProductId"])
    assert re.fullmatch(r"prodview-[a-z2-7]{13}", summary["Id"])
    assert detail["ProductARN"] == f"arn:aws:catalog:us-east-1:123456789012:product/{summary['ProductId']}"
    assert summary == {
        "Id": summary["Id"],
        "ProductId": summary["ProductId"],
        "Name": wanted["Name"],
        "Owner": "Team",
        "ShortDescription": TEXTS["Description"],
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "Distributor": TEXTS["Distributor"],
        "HasDefaultPath": False,
        "SupportEmail": TEXTS["SupportEmail"],
        "SupportDescription": TEXTS["SupportDescription"],
        "SupportUrl": TEXTS["SupportUrl"],
    }


def test_the_suffixes_of_product_and_view_are_unrelated(making: Making, admin: Any) -> None:
    # Semantics 1.1.
    summary = admin.create_product(**request(making))["ProductViewDetail"]["ProductViewSummary"]
    assert summary["Id"].partition("-")[2] != summary["ProductId"].partition("-")[2]


def test_texts_that_were_not_given_are_shown_as_empty(making: Making, admin: Any) -> None:
    # Semantics 2.4.
    summary = admin.create_product(**request(making))["ProductViewDetail"]["ProductViewSummary"]
    for member in ("ShortDescription", "Distributor", "SupportEmail", "SupportDescription", "SupportUrl"):
        assert summary[member] == ""


def test_the_reply_has_the_first_version(making: Making, admin: Any) -> None:
    # Semantics 4.2, and 4.3 for the guidance of a fresh version.
    detail = admin.create_product(**request(making))["ProvisioningArtifactDetail"]
    assert re.fullmatch(r"pa-[a-z2-7]{13}", detail.pop("Id"))
    assert detail.pop("CreatedTime")
    assert detail == {
        "Name": "v1",
        "Description": "First.",
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "Active": True,
        "Guidance": "DEFAULT",
    }


def test_tags_are_in_the_reply_and_kept(making: Making, admin: Any) -> None:
    tags = [{"Key": "region", "Value": "us-east-1"}]
    created = admin.create_product(**request(making, Tags=tags))
    assert created["Tags"] == tags
    product_id = created["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    assert admin.describe_product_as_admin(Id=product_id)["Tags"] == tags


def test_what_was_created_can_be_described_at_once(making: Making, admin: Any) -> None:
    # Semantics 8.1.
    detail = admin.create_product(**request(making))["ProductViewDetail"]
    described = admin.describe_product_as_admin(Id=detail["ProductViewSummary"]["ProductId"])
    assert described["ProductViewDetail"] == detail


def test_names_need_not_be_unique(making: Making, admin: Any) -> None:
    # Semantics 4.2.
    name = unique("twins")
    ids = {
        admin.create_product(**request(making, Name=name))["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
        for _ in range(2)
    }
    assert len(ids) == 2


def test_the_same_token_and_request_lead_to_the_same_product(making: Making, admin: Any) -> None:
    wanted = request(making, IdempotencyToken=unique("token"))
    first, second = admin.create_product(**wanted), admin.create_product(**wanted)
    for member in ("ProductViewDetail", "ProvisioningArtifactDetail", "Tags"):
        assert first[member] == second[member]


def test_the_same_token_with_another_request_is_refused(making: Making, admin: Any) -> None:
    # Semantics 14, 1.
    wanted = request(making, IdempotencyToken=unique("token"))
    admin.create_product(**wanted)
    with refused("InvalidParametersException", containing=wanted["IdempotencyToken"]):
        admin.create_product(**wanted | {"Owner": "Another team"})


def test_a_token_whose_product_was_deleted_is_as_good_as_new(making: Making, admin: Any) -> None:
    wanted = request(making, IdempotencyToken=unique("token"))
    first = admin.create_product(**wanted)["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
    admin.delete_product(Id=first)
    assert admin.create_product(**wanted)["ProductViewDetail"]["ProductViewSummary"]["ProductId"] != first


def test_a_product_needs_a_first_version(making: Making, admin: Any) -> None:
    wanted = request(making)
    del wanted["ProvisioningArtifactParameters"]
    with refused("InvalidParametersException", containing="ProvisioningArtifactParameters is missing"):
        admin.create_product(**wanted)


def test_a_product_from_a_repository_is_refused_with_a_sentence(making: Making, admin: Any) -> None:
    # Semantics 4.2: optional to support. The model has no OperationNotSupportedException for this operation.
    source = {
        "Type": "CODESTAR",
        "ConnectionParameters": {
            "CodeStar": {
                "ConnectionArn": "arn:aws:codestar-connections:us-east-1:123456789012:connection/"
                "12345678-1234-1234-1234-123456789012",
                "Repository": "team/templates",
                "Branch": "main",
                "ArtifactPath": "queue.yaml",
            }
        },
    }
    with refused("InvalidParametersException", containing="SourceConnection"):
        admin.create_product(**request(making, SourceConnection=source))


def test_a_type_that_nothing_here_reads_is_refused_with_a_sentence(making: Making, admin: Any) -> None:
    with refused("InvalidParametersException", containing="Products of type MARKETPLACE "):
        admin.create_product(**request(making, ProductType="MARKETPLACE"))


def test_an_unknown_type_violates_the_shape(making: Making, admin: Any) -> None:
    with refused("ValidationException", containing="Member must satisfy enum value set"):
        admin.create_product(**request(making, ProductType="HELM"))


def test_a_version_of_another_type_than_the_product_is_refused(making: Making, admin: Any) -> None:
    wanted = request(making)
    wanted["ProvisioningArtifactParameters"]["Type"] = "EXTERNAL"
    with refused("InvalidParametersException", containing="A version of type EXTERNAL"):
        admin.create_product(**wanted)


@pytest.mark.parametrize(
    ("member", "most"),
    [
        ("Name", 8191),
        ("Owner", 8191),
        ("Description", 8191),
        ("Distributor", 8191),
        ("SupportDescription", 8191),
        ("SupportEmail", 254),
    ],
)
def test_texts_have_the_lengths_of_the_model(making: Making, admin: Any, member: str, most: int) -> None:
    # Semantics 4.2, 14 17.
    admin.create_product(**request(making, **{member: "x" * most}))
    with refused("ValidationException", containing=f"length less than or equal to {most}"):
        admin.create_product(**request(making, **{member: "x" * (most + 1)}))


@pytest.mark.parametrize("url", ["ftp://example.com", "example.com", "javascript:alert(1)", " https://example.com"])
def test_a_support_url_is_one_of_the_web(making: Making, admin: Any, url: str) -> None:
    # Semantics 4.2: ^https?://
    with refused("InvalidParametersException", containing="SupportUrl"):
        admin.create_product(**request(making, SupportUrl=url))


def test_more_than_twenty_tags_violate_the_shape(making: Making, admin: Any) -> None:
    # Semantics 9.
    tags = [{"Key": f"key-{number}", "Value": "x"} for number in range(21)]
    assert len(admin.create_product(**request(making, Tags=tags[:20]))["Tags"]) == 20
    with refused("ValidationException", containing="less than or equal to 20"):
        admin.create_product(**request(making, Tags=tags))


def test_a_reserved_tag_key_is_refused_and_nothing_is_left_behind(making: Making, admin: Any) -> None:
    # Semantics 2.6.
    wanted = request(making, Tags=[{"Key": "aws:team", "Value": "x"}])
    with refused("InvalidParametersException", containing="Tag key aws:team is reserved"):
        admin.create_product(**wanted)
    with refused("ResourceNotFoundException", f"Product with name {wanted['Name']} not found"):
        admin.describe_product_as_admin(Name=wanted["Name"])


def test_a_bad_template_is_refused_and_nothing_is_left_behind(making: Making, admin: Any) -> None:
    # Semantics 3.3, verbatim; more in test_create_provisioning_artifact_templates.py.
    wanted = request(making, "Resources: {}")
    text = "Invalid templateBody. Please make sure that your template is valid"
    with refused("InvalidParametersException", containing=text):
        admin.create_product(**wanted)
    with refused("ResourceNotFoundException", f"Product with name {wanted['Name']} not found"):
        admin.describe_product_as_admin(Name=wanted["Name"])
