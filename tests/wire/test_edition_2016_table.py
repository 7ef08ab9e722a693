"""How the edition of 2016-07-07 tells today's replies, from its tables: semantics 10."""

from typing import Any, get_args

import msgspec
import pytest
from msgspec import Struct, structs

from launchpath.api import types
from launchpath.api.operations import OPERATIONS as TODAY
from launchpath.wire.edition_2016 import LATER, OPERATIONS, OTHERWISE, STATUSES, asked, told


def wire(reply: Struct) -> Any:
    return msgspec.json.decode(msgspec.json.encode(told(reply)))


def full(shape: type[Struct], **members: Any) -> Struct:
    """A struct with a value for each member."""
    return shape(**{one.name: "x" for one in structs.fields(shape)} | members)


RECORD = full(types.RecordDetail, status="SUCCEEDED", record_errors=(), record_tags=())
PRODUCT = full(types.ProvisionedProductDetail, status="AVAILABLE")


def test_every_status_of_today_has_its_word_of_then() -> None:
    assert set(STATUSES) == {*get_args(types.RecordStatus), *get_args(types.ProvisionedProductStatus)}
    assert set(STATUSES.values()) == {"IN_PROGRESS", "SUCCEEDED", "ERROR"}


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ("CREATED", "IN_PROGRESS"),
        ("IN_PROGRESS", "IN_PROGRESS"),
        ("IN_PROGRESS_IN_ERROR", "IN_PROGRESS"),
        ("SUCCEEDED", "SUCCEEDED"),
        ("FAILED", "ERROR"),
    ],
)
def test_the_status_of_a_record(today: str, then: str) -> None:
    reply = types.ListRecordHistoryOutput(record_details=(structs.replace(RECORD, status=today),))
    assert wire(reply)["RecordDetails"][0]["Status"] == then


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ("AVAILABLE", "SUCCEEDED"),
        ("UNDER_CHANGE", "IN_PROGRESS"),
        ("PLAN_IN_PROGRESS", "IN_PROGRESS"),
        ("TAINTED", "ERROR"),
        ("ERROR", "ERROR"),
    ],
)
def test_the_status_of_a_provisioned_product(today: str, then: str) -> None:
    reply = types.ScanProvisionedProductsOutput(provisioned_products=(structs.replace(PRODUCT, status=today),))
    assert wire(reply)["ProvisionedProducts"][0]["Status"] == then


def test_a_record_has_thirteen_members() -> None:
    reply = wire(types.ProvisionProductOutput(record_detail=RECORD))["RecordDetail"]
    assert list(reply) == [
        "RecordId",
        "ProvisionedProductName",
        "Status",
        "CreatedTime",
        "UpdatedTime",
        "ProvisionedProductType",
        "RecordType",
        "ProvisionedProductId",
        "ProductId",
        "ProvisioningArtifactId",
        "PathId",
        "RecordErrors",
        "RecordTags",
    ]


def test_a_provisioned_product_has_nine_members() -> None:
    reply = wire(types.ScanProvisionedProductsOutput(provisioned_products=(PRODUCT,)))["ProvisionedProducts"][0]
    assert list(reply) == [
        "Name",
        "Arn",
        "Type",
        "Id",
        "Status",
        "StatusMessage",
        "CreatedTime",
        "IdempotencyToken",
        "LastRecordId",
    ]


@pytest.mark.parametrize("shape", [types.DescribeProductOutput, types.DescribeProductViewOutput])
def test_a_described_product_is_its_summary_and_its_versions_without_guidance(shape: type[Struct]) -> None:
    versions = (full(types.ProvisioningArtifact),)
    reply = wire(full(shape, provisioning_artifacts=versions))
    assert list(reply) == ["ProductViewSummary", "ProvisioningArtifacts"]
    assert list(reply["ProvisioningArtifacts"][0]) == ["Id", "Name", "Description", "CreatedTime"]


def test_what_a_launch_asks_for_has_three_members_and_of_its_limits_the_allowed_values_alone() -> None:
    limits = full(types.ParameterConstraints, allowed_values=())
    parameter = full(types.ProvisioningArtifactParameter, parameter_constraints=limits)
    reply = wire(full(types.DescribeProvisioningParametersOutput, provisioning_artifact_parameters=(parameter,)))
    assert list(reply) == ["ProvisioningArtifactParameters", "ConstraintSummaries", "UsageInstructions"]
    (told_parameter,) = reply["ProvisioningArtifactParameters"]
    assert told_parameter["ParameterConstraints"] == {"AllowedValues": []}
    assert len(told_parameter) == 6


def test_a_found_product_is_told_as_it_is() -> None:
    """HasDefaultPath, the support texts and the aggregations are as old as the service."""
    count = types.ProductViewAggregationValue(value="us", approximate_count=3)
    reply = types.SearchProductsOutput(
        product_view_summaries=(full(types.ProductViewSummary),),
        product_view_aggregations={"Owner": (count,)},
        next_page_token="n",
    )
    assert told(reply) == reply


def test_what_a_reply_does_not_have_is_not_told() -> None:
    for operation in OPERATIONS.values():
        assert wire(operation.output()) == {}


@pytest.mark.parametrize("shape", [*LATER, *OTHERWISE])
def test_the_tables_name_members_that_there_are(shape: type[Struct]) -> None:
    members = {one.name for one in structs.fields(shape)}
    assert LATER.get(shape, frozenset()) <= members
    assert set(OTHERWISE.get(shape, ())) <= members


def test_whatever_fits_then_is_the_request_of_today() -> None:
    """No request of that day is lost or changed on its way, tags and tokens included: one token, one record."""
    document = {
        "ProductId": "prod-1",
        "ProvisioningArtifactId": "pa-1",
        "PathId": "lpv3-1",
        "ProvisionedProductName": "db",
        "ProvisioningParameters": [{"Key": "Password", "Value": "hunter2"}],
        "Tags": [{"Key": "a", "Value": "b"}],
        "NotificationArns": ["arn:aws:sns:us-east-1:123456789012:topic"],
        "ProvisionToken": "t",
    }
    then = asked("ProvisionProduct", msgspec.convert(document, OPERATIONS["ProvisionProduct"].input))
    today = msgspec.convert(document, TODAY["ProvisionProduct"].input)
    assert type(then) is type(today)
    assert msgspec.json.encode(then) == msgspec.json.encode(today)


def test_secrets_do_not_show_in_the_repr_of_a_request() -> None:
    document = {"UpdateToken": "t", "ProvisioningParameters": [{"Key": "Password", "Value": "hunter2"}]}
    request = msgspec.convert(document, OPERATIONS["UpdateProvisionedProduct"].input)
    assert "Password" in repr(request)
    assert "hunter2" not in repr(request)
