"""AssociateProductWithPortfolio: semantics 4.4."""

from typing import Any

from tests.making import Making
from tests.refusals import refused


def test_the_reply_is_empty_and_the_product_is_in_the_portfolio_at_once(making: Making, admin: Any) -> None:
    # Semantics 4.4: Terraform waits for it in ListPortfoliosForProduct.
    product, portfolio_id = making.product(), making.portfolio(user=None)
    answer = admin.associate_product_with_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
    assert set(answer) == {"ResponseMetadata"}
    listed = admin.list_portfolios_for_product(ProductId=product.id)["PortfolioDetails"]
    assert [detail["Id"] for detail in listed] == [portfolio_id]


def test_a_repeat_is_taken_and_changes_nothing(making: Making, admin: Any) -> None:
    # Semantics 4.4: DuplicateResourceException is not modelled.
    product = making.product()
    portfolio_id = making.portfolio(product, user=None)
    admin.associate_product_with_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
    assert len(admin.list_portfolios_for_product(ProductId=product.id)["PortfolioDetails"]) == 1


def test_the_people_of_the_portfolio_see_the_product_at_once(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 5.
    product, portfolio_id = making.product(), making.portfolio()
    with refused("ResourceNotFoundException"):
        developer.describe_product(Id=product.id)
    admin.associate_product_with_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
    assert developer.describe_product(Id=product.id)["ProductViewSummary"]["ProductId"] == product.id


def test_an_unknown_product_is_not_found(making: Making, admin: Any) -> None:
    # Semantics 3.3, verbatim.
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.associate_product_with_portfolio(ProductId="prod-unknown", PortfolioId=making.portfolio(user=None))


def test_an_unknown_portfolio_is_not_found(making: Making, admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.associate_product_with_portfolio(ProductId=making.product().id, PortfolioId="port-unknown")
