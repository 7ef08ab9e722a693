"""ListConstraintsForPortfolio: semantics 2.1, 4.5."""

from typing import Any

from tests.making import Making
from tests.pages import pages
from tests.refusals import refused

ROLE = {"LocalRoleName": "LaunchRole"}
RULE = {"Rules": {"Plain": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "plain"]}}]}}}


def test_all_constraints_of_the_portfolio_are_listed_oldest_first(making: Making, admin: Any) -> None:
    one, two = making.product(), making.product()
    portfolio_id = making.portfolio(one, two, user=None)
    elsewhere = making.portfolio(one, user=None)
    making.constraint(elsewhere, one, "LAUNCH", ROLE)
    made = [making.constraint(portfolio_id, product, "LAUNCH", ROLE) for product in (two, one)]
    listed = admin.list_constraints_for_portfolio(PortfolioId=portfolio_id)["ConstraintDetails"]
    assert [detail["ConstraintId"] for detail in listed] == made
    assert listed[0] == admin.describe_constraint(Id=made[0])["ConstraintDetail"]


def test_a_product_narrows_the_list(making: Making, admin: Any) -> None:
    # The recorded second example.
    one, two = making.product(), making.product()
    portfolio_id = making.portfolio(one, two, user=None)
    making.constraint(portfolio_id, one, "LAUNCH", ROLE)
    wanted = making.constraint(portfolio_id, two, "LAUNCH", ROLE)
    listed = admin.list_constraints_for_portfolio(PortfolioId=portfolio_id, ProductId=two.id)["ConstraintDetails"]
    assert [detail["ConstraintId"] for detail in listed] == [wanted]


def test_a_portfolio_without_constraints_has_an_empty_list(making: Making, admin: Any) -> None:
    answer = admin.list_constraints_for_portfolio(PortfolioId=making.portfolio(user=None))
    assert answer["ConstraintDetails"] == []
    assert "NextPageToken" not in answer


def test_pages_lead_through_the_list(making: Making, admin: Any) -> None:
    product = making.product()
    portfolio_id = making.portfolio(product, user=None)
    made = [making.constraint(portfolio_id, product, "TEMPLATE", RULE) for _ in range(21)]
    found = pages(admin.list_constraints_for_portfolio, "ConstraintDetails", PortfolioId=portfolio_id)
    assert [[detail["ConstraintId"] for detail in page] for page in found] == [made[:20], made[20:]]


def test_a_token_is_bound_to_its_query(making: Making, admin: Any) -> None:
    # Semantics 2.1.
    product = making.product()
    portfolio_id = making.portfolio(product, user=None)
    for _ in range(2):
        making.constraint(portfolio_id, product, "TEMPLATE", RULE)
    token = admin.list_constraints_for_portfolio(PortfolioId=portfolio_id, PageSize=1)["NextPageToken"]
    with refused("InvalidParametersException", "Invalid page token."):
        admin.list_constraints_for_portfolio(PortfolioId=portfolio_id, ProductId=product.id, PageToken=token)


def test_the_largest_page_is_20(making: Making, admin: Any) -> None:
    # Semantics 2.1.
    with refused("ValidationException", containing="less than or equal to 20"):
        admin.list_constraints_for_portfolio(PortfolioId=making.portfolio(user=None), PageSize=21)


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.list_constraints_for_portfolio(PortfolioId="port-unknown")
