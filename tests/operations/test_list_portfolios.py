"""ListPortfolios: semantics 2.1, 4.1."""

from typing import Any

import pytest

from tests.making import Making
from tests.pages import every, pages
from tests.refusals import refused


def test_every_portfolio_of_the_account_is_listed_oldest_first(making: Making, admin: Any) -> None:
    made = [making.portfolio(user=None) for _ in range(3)]
    listed = [detail["Id"] for detail in every(admin.list_portfolios, "PortfolioDetails")]
    assert [one for one in listed if one in made] == made


def test_an_element_is_the_portfolio_detail(making: Making, admin: Any) -> None:
    portfolio_id = making.portfolio(user=None, Description="Ours.")
    listed = {detail["Id"]: detail for detail in every(admin.list_portfolios, "PortfolioDetails")}
    assert listed[portfolio_id] == admin.describe_portfolio(Id=portfolio_id)["PortfolioDetail"]


def test_pages_hold_as_many_as_asked_for_and_together_everything_once(making: Making, admin: Any) -> None:
    made = {making.portfolio(user=None) for _ in range(5)}
    found = pages(admin.list_portfolios, "PortfolioDetails", PageSize=2)
    assert {len(page) for page in found[:-1]} == {2}
    ids = [detail["Id"] for page in found for detail in page]
    assert len(ids) == len(set(ids))
    assert made <= set(ids)


@pytest.mark.parametrize("size", [{}, {"PageSize": 0}])
def test_a_page_holds_twenty_unless_another_size_is_asked_for(making: Making, admin: Any, size: dict[str, int]) -> None:
    # Semantics 2.1, 14 7.
    for _ in range(21):
        making.portfolio(user=None)
    assert len(admin.list_portfolios(**size)["PortfolioDetails"]) == 20


def test_the_largest_page_is_100(admin: Any) -> None:
    # Semantics 2.1.
    admin.list_portfolios(PageSize=100)
    with refused("ValidationException", containing="Member must have value less than or equal to 100"):
        admin.list_portfolios(PageSize=101)


def test_the_paginator_of_boto3_walks_the_list(making: Making, admin: Any) -> None:
    made = making.portfolio(user=None)
    found = admin.get_paginator("list_portfolios").paginate(PaginationConfig={"PageSize": 3}).build_full_result()
    assert made in [detail["Id"] for detail in found["PortfolioDetails"]]


@pytest.mark.parametrize("token", ["garbage", "", "W10", "W1tb", "ÄÖÜ", "W1tb" * 500])
def test_a_token_that_is_none_is_refused(admin: Any, token: str) -> None:
    # Semantics 14, 8. The last ones are JSON lists without an end.
    with refused("InvalidParametersException", "Invalid page token."):
        admin.list_portfolios(PageToken=token)


def test_a_token_of_another_list_is_refused(making: Making, admin: Any) -> None:
    # Semantics 2.1: a token is bound to its query.
    for _ in range(2):
        making.product()
    token = admin.search_products_as_admin(PageSize=1)["NextPageToken"]
    with refused("InvalidParametersException", "Invalid page token."):
        admin.list_portfolios(PageToken=token)
