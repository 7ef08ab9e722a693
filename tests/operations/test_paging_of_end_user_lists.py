"""How the lists of end users are paged. Semantics 2.1, 14 (7, 8).

Every list is walked page by page, and refuses tokens that are not its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.making import Making, unique
from tests.pages import pages
from tests.people import People
from tests.refusals import ILL_FORMED, INVALID, refusal

OUTPUTS = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\nOutputs:\n" + "".join(
    f"  O{number}: {{Value: {number}}}\n" for number in range(4)
)


@dataclass(frozen=True)
class Listed:
    """A list of five things: the call, what it is asked for, where the things are, and another list of its kind."""

    call: Callable[..., Any]
    asked: dict[str, Any]
    member: str
    #: The most that a page may have.
    most: int
    #: Another question to the same operation.
    other: dict[str, Any]


@pytest.fixture(scope="module")
def lists(making: Making, people: People) -> dict[str, Listed]:
    """Five of everything that a user can list."""
    anna, owner = people.user(people.policy({"Action": "servicecatalog:*"})), unique("owner")
    products = [making.product(OUTPUTS, Owner=owner) for _ in range(5)]
    portfolios = [making.portfolio(*products[: 1 if number else 5], user=None) for number in range(5)]
    for portfolio in portfolios:
        making.open(portfolio, anna.arn)
    path = {"PathId": f"lpv3-{portfolios[0].removeprefix('port-')}"}
    records = [products[0].launched(anna.client, **path) for _ in range(5)]
    first, second = products[0].id, products[1].id
    query = {"SearchQuery": [f"productId:{first}"]}
    pp = [{"ProvisionedProductId": record["ProvisionedProductId"]} for record in records]
    user, role = ({"AccessLevelFilter": {"Key": key, "Value": "self"}} for key in ("User", "Role"))
    client, search = anna.client, {"Filters": {"Owner": [owner]}}
    found = client.search_provisioned_products
    of_product = {"SearchFilter": {"Key": "product", "Value": first}}
    return {
        "SearchProducts": Listed(client.search_products, search, "ProductViewSummaries", 100, {}),
        "SearchProducts, sorted": Listed(
            client.search_products,
            search | {"SortBy": "Title", "SortOrder": "DESCENDING"},
            "ProductViewSummaries",
            100,
            search | {"SortBy": "Title"},
        ),
        "ListLaunchPaths": Listed(
            client.list_launch_paths, {"ProductId": first}, "LaunchPathSummaries", 20, {"ProductId": second}
        ),
        "ScanProvisionedProducts": Listed(client.scan_provisioned_products, user, "ProvisionedProducts", 20, role),
        "SearchProvisionedProducts": Listed(found, {"Filters": query}, "ProvisionedProducts", 100, {}),
        "SearchProvisionedProducts, sorted": Listed(
            found, {"Filters": query, "SortBy": "name"}, "ProvisionedProducts", 100, {"Filters": query, "SortBy": "id"}
        ),
        "GetProvisionedProductOutputs": Listed(client.get_provisioned_product_outputs, pp[0], "Outputs", 20, pp[1]),
        "DescribeRecord": Listed(
            client.describe_record, {"Id": records[0]["RecordId"]}, "RecordOutputs", 20, {"Id": records[1]["RecordId"]}
        ),
        "ListRecordHistory": Listed(client.list_record_history, of_product, "RecordDetails", 20, {}),
    }


@pytest.fixture(
    params=[
        "SearchProducts",
        "SearchProducts, sorted",
        "ListLaunchPaths",
        "ScanProvisionedProducts",
        "SearchProvisionedProducts",
        "SearchProvisionedProducts, sorted",
        "GetProvisionedProductOutputs",
        "DescribeRecord",
        "ListRecordHistory",
    ]
)
def listed(lists: dict[str, Listed], request: pytest.FixtureRequest) -> Listed:
    return lists[request.param]


def test_pages_make_up_the_list_in_its_order(listed: Listed) -> None:
    whole = listed.call(**listed.asked)
    assert len(whole[listed.member]) == 5
    assert "NextPageToken" not in whole
    for size in (1, 2, 4, 5, listed.most):
        walked = pages(listed.call, listed.member, **listed.asked, PageSize=size)
        assert [len(page) for page in walked] == [size] * (5 // size) + ([5 % size] if 5 % size else [])
        assert [item for page in walked for item in page] == whole[listed.member]


def test_size_zero_is_the_default(listed: Listed) -> None:
    assert len(listed.call(**listed.asked, PageSize=0)[listed.member]) == 5


def test_larger_pages_than_the_model_has_are_refused(listed: Listed) -> None:
    code, text = refusal(listed.call, **listed.asked, PageSize=listed.most + 1)
    assert code == ILL_FORMED
    assert f"less than or equal to {listed.most}" in text


@pytest.mark.parametrize("token", ["", "x", "!", "é", "AAAA", "W10", "bnVsbA", "WyIiXQ", "a" * 2024])
def test_garbled_tokens_are_refused(listed: Listed, token: str) -> None:
    """14, 8: InvalidParametersException, though some operations' models do not list it."""
    assert refusal(listed.call, **listed.asked, PageToken=token) == (INVALID, "Invalid page token.")


def test_a_token_of_another_question_is_refused(listed: Listed) -> None:
    """2.1: bound to its query."""
    token = listed.call(**listed.asked, PageSize=2)["NextPageToken"]
    assert refusal(listed.call, **listed.other, PageToken=token) == (INVALID, "Invalid page token.")


def test_a_token_of_another_list_is_refused(lists: dict[str, Listed], listed: Listed) -> None:
    for other in lists.values():
        if other.call != listed.call:
            token = other.call(**other.asked, PageSize=2)["NextPageToken"]
            assert refusal(listed.call, **listed.asked, PageToken=token) == (INVALID, "Invalid page token.")


def test_a_token_of_somebody_else_is_refused(lists: dict[str, Listed], people: People) -> None:
    ben = people.user().client
    for name, call in (
        ("SearchProducts", ben.search_products),
        ("ScanProvisionedProducts", ben.scan_provisioned_products),
        ("SearchProvisionedProducts", ben.search_provisioned_products),
        ("ListRecordHistory", ben.list_record_history),
    ):
        token = lists[name].call(**lists[name].asked, PageSize=2)["NextPageToken"]
        assert refusal(call, **lists[name].asked, PageToken=token) == (INVALID, "Invalid page token.")


def test_twenty_is_the_default_size(making: Making, people: People) -> None:
    """14, 7."""
    anna, product = people.user(), making.product()
    for _ in range(21):
        making.open(making.portfolio(product, user=None), anna.arn)
    asked = {"operation": anna.client.list_launch_paths, "member": "LaunchPathSummaries", "ProductId": product.id}
    assert [len(page) for page in pages(**asked)] == [20, 1]
    assert [len(page) for page in pages(**asked, PageSize=0)] == [20, 1]


def test_what_comes_up_while_somebody_reads_neither_shifts_nor_repeats_a_page(making: Making, people: People) -> None:
    """Pages go by key, not by offset."""
    anna = people.user()
    making.open(making.portfolio(product := making.product(), user=None), anna.arn)
    records = [product.launch(anna.client)["RecordId"] for _ in range(4)]
    first = anna.client.list_record_history(PageSize=2)
    product.launch(anna.client)
    rest = anna.client.list_record_history(PageToken=first["NextPageToken"])["RecordDetails"]
    seen = [one["RecordId"] for one in (*first["RecordDetails"], *rest)]
    assert seen == records[::-1]


def test_boto3s_own_paginators_walk_these_lists(lists: dict[str, Listed]) -> None:
    """2.1: those that botocore has for end users' operations."""
    client = lists["ScanProvisionedProducts"].call.__self__
    for name in ("ListLaunchPaths", "ScanProvisionedProducts", "ListRecordHistory"):
        listed = lists[name]
        paginator = client.get_paginator(listed.call.__name__)
        walked = paginator.paginate(**listed.asked, PaginationConfig={"PageSize": 2})
        assert [len(page[listed.member]) for page in walked] == [2, 2, 1]
