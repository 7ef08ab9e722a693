"""ListPrincipalsForPortfolio: semantics 2.1, 4.4."""

from typing import Any

from tests.making import Making
from tests.pages import pages
from tests.refusals import refused

ACCOUNT = "arn:aws:iam::123456789012:"


def test_each_element_is_an_arn_and_its_type(making: Making, admin: Any) -> None:
    # Semantics 4.4; Terraform looks for the exact pair (8.1).
    portfolio_id = making.portfolio(user=None)
    wanted = [(f"{ACCOUNT}user/ann", "IAM"), ("arn:aws:iam:::role/*", "IAM_PATTERN")]
    for arn, kind in wanted:
        admin.associate_principal_with_portfolio(PortfolioId=portfolio_id, PrincipalARN=arn, PrincipalType=kind)
    answer = admin.list_principals_for_portfolio(PortfolioId=portfolio_id)
    assert answer["Principals"] == [{"PrincipalARN": arn, "PrincipalType": kind} for arn, kind in wanted]
    assert "NextPageToken" not in answer


def test_pages_lead_through_the_list(making: Making, admin: Any) -> None:
    portfolio_id = making.portfolio(user=None)
    arns = [f"{ACCOUNT}user/user-{number}" for number in range(21)]
    for arn in arns:
        admin.associate_principal_with_portfolio(PortfolioId=portfolio_id, PrincipalARN=arn, PrincipalType="IAM")
    found = pages(admin.list_principals_for_portfolio, "Principals", PortfolioId=portfolio_id)
    assert [[one["PrincipalARN"] for one in page] for page in found] == [arns[:20], arns[20:]]


def test_the_largest_page_is_20(making: Making, admin: Any) -> None:
    # Semantics 2.1.
    with refused("ValidationException", containing="less than or equal to 20"):
        admin.list_principals_for_portfolio(PortfolioId=making.portfolio(user=None), PageSize=21)


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.list_principals_for_portfolio(PortfolioId="port-unknown")
