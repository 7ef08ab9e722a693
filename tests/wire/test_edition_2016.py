"""Below /2016-07-07 the API is as it was on that day: semantics 10."""

import http.client
import json
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from launchpath.api import types
from launchpath.api.operations import TARGET_PREFIX
from launchpath.call import WIDEST

Send = Callable[..., Any]
FAILED = "failed to satisfy constraint: "
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
PROVISION = {
    "ProductId": "prod-1",
    "ProvisioningArtifactId": "pa-1",
    "ProvisionedProductName": "db",
    "ProvisionToken": "t",
}


@pytest.fixture
def ask(send: Send) -> Callable[..., Any]:
    """What the edition answers to a document, in JSON."""

    def request(operation: str, document: Any, path: str = "/2016-07-07") -> Any:
        answer = send(json.dumps(document).encode(), target=f"AWS242ServiceCatalogService.{operation}", path=path)
        return json.loads(answer.body)

    return request


@pytest.fixture
def refusal(ask: Callable[..., Any]) -> Callable[..., str]:
    """The text that a document is refused with."""

    def request(operation: str, document: Any) -> str:
        answer = ask(operation, document)
        assert answer["__type"] == "ValidationException"
        return str(answer["message"])

    return request


@pytest.mark.parametrize("path", ["/2016-07-07", "/2016-07-07/"])
def test_the_path_may_end_with_a_slash(ask: Any, house: Any, path: str) -> None:
    assert ask("DescribeRecord", {"Id": "rec-1"}, path) == {}
    assert house.asked[-1][1:3] == ("DescribeRecord", types.DescribeRecordInput(id="rec-1"))


def test_cbor_has_the_path_in_front_too(send: Send, house: Any) -> None:
    path = "/2016-07-07/service/AWS242ServiceCatalogService/operation/DescribeRecord"
    detail = types.RecordDetail(record_id="rec-1", status="FAILED", created_time=1.5, launch_role_arn="arn:x")
    house.answers["DescribeRecord"] = lambda _: types.DescribeRecordOutput(record_detail=detail)
    answer = send(cbor2.dumps({"Id": "rec-1"}), target=None, path=path, headers={"Content-Type": "application/cbor"})
    told = cbor2.loads(answer.body)["RecordDetail"]
    assert set(told) == {"RecordId", "Status", "CreatedTime"}
    assert told["Status"] == "ERROR"
    assert told["CreatedTime"].timestamp() == 1.5


@pytest.mark.parametrize("protocol", ["json", "cbor"])
def test_the_path_is_all_that_a_real_client_has_to_be_told(
    client: Callable[..., Any], port: int, house: Any, protocol: str
) -> None:
    detail = types.RecordDetail(record_id="rec-1", status="CREATED")
    house.answers["DescribeRecord"] = lambda _: types.DescribeRecordOutput(record_detail=detail)
    reply = client(protocol, endpoint_url=f"http://127.0.0.1:{port}/2016-07-07").describe_record(Id="rec-1")
    assert reply["RecordDetail"] == {"RecordId": "rec-1", "Status": "IN_PROGRESS"}


@pytest.mark.parametrize("operation", ["CreatePortfolio", "SearchProvisionedProducts", "DescribeProvisionedProduct"])
def test_an_operation_of_a_later_day_is_unknown(send: Send, house: Any, operation: str) -> None:
    answer = send(path="/2016-07-07", target=f"AWS242ServiceCatalogService.{operation}")
    assert (answer.status, json.loads(answer.body)) == (400, {"__type": "UnknownOperationException"})
    rpc = f"/2016-07-07/service/AWS242ServiceCatalogService/operation/{operation}"
    answer = send(b"\xa0", target=None, path=rpc, headers={"Content-Type": "application/cbor"})
    assert (answer.status, cbor2.loads(answer.body)["__type"][-25:]) == (404, "UnknownOperationException")
    assert house.asked == []


def test_what_is_signed_for_one_edition_is_not_taken_by_the_other(port: int, house: Any) -> None:
    """The signature covers the path that was really asked for, prefix included."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGET_PREFIX}.SearchProducts"}
    asked = AWSRequest("POST", f"http://127.0.0.1:{port}/", headers=headers, data=b"{}")
    SigV4Auth(Credentials("AKIDANN", SECRET), "servicecatalog", "us-east-1").add_auth(asked)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/2016-07-07", b"{}", dict(asked.headers.items()))
    assert json.loads(connection.getresponse().read())["__type"] == "InvalidSignatureException"
    connection.close()
    assert house.asked == []


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("DescribeProduct", ["id"]),
        ("DescribeProductView", ["id"]),
        ("DescribeProvisioningParameters", ["productId", "provisioningArtifactId"]),
        ("DescribeRecord", ["id"]),
        ("ListLaunchPaths", ["productId"]),
        (
            "ProvisionProduct",
            ["productId", "provisioningArtifactId", "provisionedProductName", "provisionToken"],
        ),
        ("TerminateProvisionedProduct", ["terminateToken"]),
        ("UpdateProvisionedProduct", ["updateToken"]),
    ],
)
def test_what_was_required_is_required(refusal: Any, house: Any, operation: str, members: list[str]) -> None:
    count = f"{len(members)} validation error{'s' if len(members) > 1 else ''} detected: "
    missing = [f"Value null at '{member}' {FAILED}Member must not be null" for member in members]
    assert refusal(operation, {}) == count + "; ".join(missing)
    assert house.asked == []


@pytest.mark.parametrize("operation", ["ListRecordHistory", "ScanProvisionedProducts", "SearchProducts"])
def test_what_required_nothing_requires_nothing(ask: Any, operation: str) -> None:
    assert ask(operation, {}) == {}


def test_a_name_does_not_stand_for_an_id(refusal: Any) -> None:
    names = {"ProductName": "Database", "ProvisioningArtifactName": "v1", "PathName": "For all"}
    given = {"ProvisionedProductName": "db", "ProvisionToken": "t"}
    assert refusal("ProvisionProduct", names | given).startswith("2 validation errors detected: ")
    assert "'id'" in refusal("DescribeProduct", {"Name": "Database"})


LATER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("DescribeProduct", {"Id": "prod-1"}, {"Name": 5}),
    ("DescribeRecord", {"Id": "rec-1"}, {"Colour": "red"}),
    (
        "ProvisionProduct",
        PROVISION,
        {"ProductName": "", "ProvisioningArtifactName": [], "PathName": "", "ProvisioningPreferences": "none"},
    ),
    ("TerminateProvisionedProduct", {"TerminateToken": "t"}, {"RetainPhysicalResources": True}),
    (
        "UpdateProvisionedProduct",
        {"UpdateToken": "t", "ProvisionedProductId": "pp-1"},
        {"ProductName": "x", "PathName": "y", "Tags": [{"Key": "a"}], "ProvisioningPreferences": {}},
    ),
]


@pytest.mark.parametrize(("operation", "given", "later"), LATER)
def test_members_of_later_days_are_ignored_whatever_they_hold(
    ask: Any, house: Any, operation: str, given: dict[str, Any], later: dict[str, Any]
) -> None:
    assert ask(operation, given) == ask(operation, given | later) == {}
    assert house.asked[0][2] == house.asked[1][2]


@pytest.mark.parametrize("operation", ["ListRecordHistory", "ScanProvisionedProducts"])
def test_a_list_without_access_levels_asks_for_all_that_the_policies_allow(
    ask: Any, house: Any, operation: str
) -> None:
    """Both texts of that day say "all"; a level that a client of that day sends anyway was never heard of."""
    ask(operation, {"AccessLevelFilter": {"Key": "User", "Value": "self"}})
    assert house.asked[-1][2].access_level_filter.key == WIDEST


def test_no_client_of_today_can_ask_for_the_widest_level_by_its_name(send: Send) -> None:
    body = json.dumps({"AccessLevelFilter": {"Key": WIDEST}}).encode()
    answer = json.loads(send(body, target="AWS242ServiceCatalogService.ScanProvisionedProducts").body)
    assert "enum value set: [Account, Role, User]" in answer["message"]


@pytest.mark.parametrize(
    "operation", ["DescribeRecord", "ListLaunchPaths", "ListRecordHistory", "ScanProvisionedProducts", "SearchProducts"]
)
def test_a_page_has_at_most_twenty_entries(refusal: Any, ask: Any, operation: str) -> None:
    needed = {"Id": "rec-1", "ProductId": "prod-1"}
    assert ask(operation, needed | {"PageSize": 20}) == {}
    assert refusal(operation, needed | {"PageSize": 21}) == (
        f"1 validation error detected: Value '21' at 'pageSize' {FAILED}Member must have value less than or equal to 20"
    )


def test_products_are_filtered_by_three_names(refusal: Any, ask: Any) -> None:
    assert ask("SearchProducts", {"Filters": {"FullTextSearch": ["a"], "Owner": ["b"], "ProductType": ["c"]}}) == {}
    assert refusal("SearchProducts", {"Filters": {"SourceProductId": ["prod-1"]}}) == (
        f"1 validation error detected: Value at 'filters' {FAILED}Map keys must satisfy constraint: "
        "[Member must satisfy enum value set: [FullTextSearch, Owner, ProductType]]"
    )


@pytest.mark.parametrize("operation", ["TerminateProvisionedProduct", "UpdateProvisionedProduct"])
def test_a_name_to_change_something_by_has_no_dots(refusal: Any, ask: Any, operation: str) -> None:
    tokens = {"TerminateToken": "t", "UpdateToken": "t"}
    arn = "arn:aws:servicecatalog:us-east-1:123456789012:stack/my.db/pp-1"
    assert ask(operation, tokens | {"ProvisionedProductName": "my-db_1"}) == {}
    assert ask(operation, tokens | {"ProvisionedProductName": arn}) == {}
    assert refusal(operation, tokens | {"ProvisionedProductName": "my.db"}) == (
        f"1 validation error detected: Value 'my.db' at 'provisionedProductName' {FAILED}"
        "Member must satisfy regular expression pattern: [a-zA-Z0-9][a-zA-Z0-9_-]{0,127}|arn:[a-z0-9-\\.]{1,63}:"
        "[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[^/].{0,1023}"
    )


def test_a_launch_carries_at_most_ten_tags(refusal: Any, ask: Any) -> None:
    tags = [{"Key": str(number), "Value": "x"} for number in range(11)]
    assert ask("ProvisionProduct", PROVISION | {"Tags": tags[:10]}) == {}
    assert refusal("ProvisionProduct", PROVISION | {"Tags": tags}) == (
        f"1 validation error detected: Value at 'tags' {FAILED}Member must have length less than or equal to 10"
    )


def test_a_tag_may_hold_a_percent_sign(refusal: Any, ask: Any, house: Any) -> None:
    assert ask("ProvisionProduct", PROVISION | {"Tags": [{"Key": "share%", "Value": "50%"}]}) == {}
    assert house.asked[-1][2].tags[0].value == "50%"
    text = refusal("ProvisionProduct", PROVISION | {"Tags": [{"Key": "a!", "Value": "b"}]})
    assert text.endswith(r"pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$")


@pytest.mark.parametrize(
    ("document", "member"), [({"Id": "rec 1"}, "id"), ({"Id": "rec-1", "AcceptLanguage": "x" * 101}, "acceptLanguage")]
)
def test_where_that_day_stated_no_constraint_todays_holds(refusal: Any, document: Any, member: str) -> None:
    assert f"at '{member}' failed" in refusal("DescribeRecord", document)
