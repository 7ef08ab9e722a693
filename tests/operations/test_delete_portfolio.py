"""DeletePortfolio: semantics 4.1, 4.9."""

from typing import Any

from tests.making import Making
from tests.refusals import refused


def test_an_empty_portfolio_is_deleted_and_not_found_afterwards(making: Making, admin: Any) -> None:
    portfolio_id = making.portfolio(user=None, Tags=[{"Key": "team", "Value": "a"}])
    answer = admin.delete_portfolio(Id=portfolio_id)
    assert set(answer) == {"ResponseMetadata"}
    with refused("ResourceNotFoundException", f"Portfolio {portfolio_id} not found."):
        admin.describe_portfolio(Id=portfolio_id)


def test_a_portfolio_with_products_is_in_use(making: Making, admin: Any) -> None:
    # Semantics 4.1; the text is 3.3's with Products for Principals.
    portfolio_id = making.portfolio(making.product(), user=None)
    with refused("ResourceInUseException", f"Portfolio {portfolio_id} still has associated Products"):
        admin.delete_portfolio(Id=portfolio_id)


def test_a_portfolio_with_principals_is_in_use(making: Making, admin: Any) -> None:
    # Semantics 3.3, verbatim.
    portfolio_id = making.portfolio()
    with refused("ResourceInUseException", f"Portfolio {portfolio_id} still has associated Principals"):
        admin.delete_portfolio(Id=portfolio_id)
    assert admin.describe_portfolio(Id=portfolio_id)["PortfolioDetail"]["Id"] == portfolio_id


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.delete_portfolio(Id="port-unknown")
