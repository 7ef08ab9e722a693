"""DescribePortfolio: semantics 4.1."""

from typing import Any

from tests.making import Making
from tests.refusals import refused


def test_the_reply_is_the_portfolio_with_empty_lists_for_what_it_lacks(admin: Any) -> None:
    # Semantics 4.1: TagOptions and Budgets are present when they are empty.
    created = admin.create_portfolio(DisplayName="Data", ProviderName="Team", Description="Ours.")
    described = admin.describe_portfolio(Id=created["PortfolioDetail"]["Id"])
    described.pop("ResponseMetadata")
    assert described == {
        "PortfolioDetail": created["PortfolioDetail"],
        "Tags": [],
        "TagOptions": [],
        "Budgets": [],
    }


def test_an_administrator_sees_a_portfolio_that_is_open_to_nobody(making: Making, admin: Any) -> None:
    portfolio_id = making.portfolio(user=None)
    assert admin.describe_portfolio(Id=portfolio_id)["PortfolioDetail"]["Id"] == portfolio_id


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.describe_portfolio(Id="port-unknown")


def test_an_ill_formed_id_is_a_violation_of_the_shape(admin: Any) -> None:
    # Semantics 1.1: the pattern of Id; the text is 3.2.
    with refused(
        "ValidationException",
        r"1 validation error detected: Value 'port/1' at 'id' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: ^[a-zA-Z0-9_\-]*",
    ):
        admin.describe_portfolio(Id="port/1")
