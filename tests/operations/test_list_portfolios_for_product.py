"""ListPortfoliosForProduct: semantics 2.1, 4.4."""

from typing import Any

from tests.making import Making
from tests.pages import pages
from tests.refusals import refused


def test_the_portfolios_that_hold_the_product_are_listed(making: Making, admin: Any) -> None:
    product, other = making.product(), making.product()
    holding = [making.portfolio(product, other, user=None) for _ in range(2)]
    making.portfolio(other, user=None)
    listed = admin.list_portfolios_for_product(ProductId=product.id)
    assert [detail["Id"] for detail in listed["PortfolioDetails"]] == holding
    assert listed["PortfolioDetails"][0] == admin.describe_portfolio(Id=holding[0])["PortfolioDetail"]
    assert "NextPageToken" not in listed


def test_a_product_in_no_portfolio_has_an_empty_list(making: Making, admin: Any) -> None:
    assert admin.list_portfolios_for_product(ProductId=making.product().id)["PortfolioDetails"] == []


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.list_portfolios_for_product(ProductId="prod-unknown")


def test_pages_lead_through_the_list(making: Making, admin: Any) -> None:
    product = making.product()
    holding = [making.portfolio(product, user=None) for _ in range(3)]
    found = pages(admin.list_portfolios_for_product, "PortfolioDetails", ProductId=product.id, PageSize=2)
    assert [[detail["Id"] for detail in page] for page in found] == [holding[:2], holding[2:]]


def test_a_token_for_another_product_is_refused(making: Making, admin: Any) -> None:
    # Semantics 2.1.
    first, second = making.product(), making.product()
    for _ in range(2):
        making.portfolio(first, second, user=None)
    token = admin.list_portfolios_for_product(ProductId=first.id, PageSize=1)["NextPageToken"]
    with refused("InvalidParametersException", "Invalid page token."):
        admin.list_portfolios_for_product(ProductId=second.id, PageToken=token)
