"""The same calls over RPC v2 CBOR: a sample of every kind of reply and refusal. Semantics 11."""

from typing import Any

import pytest

from tests.making import MadeProduct, Making, unique
from tests.protocols import cbor_session
from tests.refusals import refusal
from tests.running import RunningServer, ended


@pytest.fixture(scope="module")
def cbor(demo: RunningServer) -> Any:
    """The developer, speaking CBOR."""
    variables = demo.variables("developer")
    client = cbor_session().client(
        "servicecatalog",
        endpoint_url=demo.url,
        region_name=variables["AWS_DEFAULT_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    assert client.meta.service_model.resolved_protocol == "smithy-rpc-v2-cbor"
    return client


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    product = making.product(Tags=[{"Key": "team", "Value": "dätä"}])
    portfolio = making.portfolio(product)
    making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Launcher"}, Description="by Launcher")
    return product


@pytest.fixture(scope="module")
def launched(product: MadeProduct, cbor: Any) -> dict[str, Any]:
    """A launch that was asked for, and watched, over CBOR."""
    return product.launched(cbor, unique("cbor"), parameters={"Delay": "7"}, Tags=[{"Key": "a", "Value": "b"}])


def plain(reply: dict[str, Any]) -> dict[str, Any]:
    """A reply without what belongs to the transport."""
    return {member: value for member, value in reply.items() if member != "ResponseMetadata"}


def test_a_launch_and_its_end(launched: dict[str, Any], developer: Any) -> None:
    assert launched["Status"] == "SUCCEEDED"
    assert developer.describe_record(Id=launched["RecordId"])["RecordDetail"] == launched


READS = [
    ("search_products", {"Filters": {"FullTextSearch": ["{product.name}"]}}),
    ("describe_product", {"Id": "{product.id}"}),
    ("describe_product_view", {"Id": "{product.view_id}"}),
    ("list_launch_paths", {"ProductId": "{product.id}"}),
    (
        "describe_provisioning_parameters",
        {"ProductId": "{product.id}", "ProvisioningArtifactId": "{product.version_id}"},
    ),
    ("scan_provisioned_products", {"AccessLevelFilter": {"Key": "User", "Value": "self"}}),
    ("search_provisioned_products", {"Filters": {"SearchQuery": ["name:{launched[ProvisionedProductName]}"]}}),
    ("describe_provisioned_product", {"Id": "{launched[ProvisionedProductId]}"}),
    ("get_provisioned_product_outputs", {"ProvisionedProductName": "{launched[ProvisionedProductName]}"}),
    ("describe_record", {"Id": "{launched[RecordId]}", "PageSize": 2}),
    ("list_record_history", {"SearchFilter": {"Key": "product", "Value": "{product.id}"}}),
]


def filled(template: Any, **things: Any) -> Any:
    """A request with the names of this module's things put in."""
    if isinstance(template, dict):
        return {key: filled(value, **things) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, **things) for value in template]
    return template.format(**things) if isinstance(template, str) else template


@pytest.mark.parametrize(("operation", "request_"), READS, ids=[name for name, _ in READS])
def test_a_reply_is_the_same_as_over_json(
    cbor: Any, developer: Any, product: MadeProduct, launched: dict[str, Any], operation: str, request_: Any
) -> None:
    asked = filled(request_, product=product, launched=launched)
    over_json, over_cbor = (plain(getattr(client, operation)(**asked)) for client in (developer, cbor))
    assert over_cbor == over_json
    assert over_cbor


REFUSALS = [
    ("describe_product", {"Id": "prod-aaaaaaaaaaaaa"}),
    ("describe_product", {}),
    ("list_launch_paths", {"ProductId": "prod-aaaaaaaaaaaaa"}),
    ("list_launch_paths", {"ProductId": "with blanks"}),
    ("provision_product", {"ProvisionedProductName": "x", "ProductName": "no", "ProvisioningArtifactName": "v1"}),
    ("update_provisioned_product", {"ProvisionedProductId": "pp-aaaaaaaaaaaaa"}),
    ("terminate_provisioned_product", {"ProvisionedProductId": "pp-aaaaaaaaaaaaa"}),
    ("describe_record", {"Id": "rec-aaaaaaaaaaaaa"}),
    ("scan_provisioned_products", {"PageToken": "garbled"}),
    ("scan_provisioned_products", {"PageSize": 21}),
    ("list_record_history", {"AccessLevelFilter": {"Key": "Account", "Value": "self"}}),
]


@pytest.mark.parametrize(("operation", "asked"), REFUSALS)
def test_a_refusal_is_the_same_as_over_json(cbor: Any, developer: Any, operation: str, asked: Any) -> None:
    over_json, over_cbor = (refusal(getattr(client, operation), **asked) for client in (developer, cbor))
    assert over_cbor == over_json


def test_pages_begun_in_one_protocol_go_on_in_the_other(cbor: Any, developer: Any, launched: dict[str, Any]) -> None:
    token = developer.describe_record(Id=launched["RecordId"], PageSize=2)["NextPageToken"]
    rest = cbor.describe_record(Id=launched["RecordId"], PageToken=token)
    assert [one["OutputKey"] for one in rest["RecordOutputs"]] == ["CloudformationStackARN"]


def test_a_token_sent_in_both_protocols_is_one_launch(cbor: Any, developer: Any, product: MadeProduct) -> None:
    token, name = unique("token"), unique("both")
    first = product.launch(developer, name, ProvisionToken=token)
    assert product.launch(cbor, name, ProvisionToken=token)["RecordId"] == first["RecordId"]


def test_an_update_and_a_termination(cbor: Any, product: MadeProduct) -> None:
    record = product.launched(cbor)
    subject = {"ProvisionedProductId": record["ProvisionedProductId"]}
    kept = [{"Key": "Delay", "UsePreviousValue": True}, {"Key": "Kind", "Value": "fifo"}]
    update = cbor.update_provisioned_product(**subject, ProvisioningParameters=kept)["RecordDetail"]
    assert ended(cbor, update["RecordId"])["Status"] == "SUCCEEDED"
    termination = cbor.terminate_provisioned_product(**subject, IgnoreErrors=False)["RecordDetail"]
    assert ended(cbor, termination["RecordId"])["RecordType"] == "TERMINATE_PROVISIONED_PRODUCT"
