"""DisassociateProductFromPortfolio: semantics 4.4."""

from typing import Any

from tests.making import Making
from tests.refusals import refused

ROLE = {"RoleArn": "arn:aws:iam::123456789012:role/Launch"}


def test_the_product_leaves_the_portfolio_and_the_eyes_of_its_people(
    making: Making, admin: Any, developer: Any
) -> None:
    product = making.product()
    portfolio_id = making.portfolio(product)
    answer = admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
    assert set(answer) == {"ResponseMetadata"}
    assert admin.list_portfolios_for_product(ProductId=product.id)["PortfolioDetails"] == []
    with refused("ResourceNotFoundException"):
        developer.describe_product(Id=product.id)


def test_a_product_with_constraints_there_is_in_use(making: Making, admin: Any) -> None:
    # Semantics 4.4.
    product = making.product()
    portfolio_id = making.portfolio(product)
    making.constraint(portfolio_id, product, "LAUNCH", ROLE)
    with refused("ResourceInUseException", containing=f"Product {product.id} still has Constraints"):
        admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio_id)


def test_constraints_in_another_portfolio_do_not_matter(making: Making, admin: Any) -> None:
    # Semantics 4.4: "for the pair".
    product = making.product()
    left, kept = making.portfolio(product, user=None), making.portfolio(product, user=None)
    making.constraint(kept, product, "LAUNCH", ROLE)
    admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=left)
    listed = admin.list_portfolios_for_product(ProductId=product.id)["PortfolioDetails"]
    assert [detail["Id"] for detail in listed] == [kept]


def test_a_product_that_is_not_in_the_portfolio_is_not_found(making: Making, admin: Any) -> None:
    product = making.product()
    with refused("ResourceNotFoundException", f"Product {product.id} not found."):
        admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=making.portfolio(user=None))


def test_an_unknown_portfolio_is_not_found(making: Making, admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.disassociate_product_from_portfolio(ProductId=making.product().id, PortfolioId="port-unknown")
