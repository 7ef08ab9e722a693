"""DisassociatePrincipalFromPortfolio: semantics 4.4."""

from typing import Any

import pytest

from tests.making import Making
from tests.refusals import refused
from tests.running import RunningServer

PATTERN = "arn:aws:iam:::role/Dev*"


def test_the_principal_loses_sight_of_the_products_at_once(
    demo: RunningServer, making: Making, admin: Any, developer: Any
) -> None:
    # Semantics 5.
    product = making.product()
    portfolio_id = making.portfolio(product)
    arn = demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]
    answer = admin.disassociate_principal_from_portfolio(PortfolioId=portfolio_id, PrincipalARN=arn)
    assert set(answer) == {"ResponseMetadata"}
    assert admin.list_principals_for_portfolio(PortfolioId=portfolio_id)["Principals"] == []
    with refused("ResourceNotFoundException"):
        developer.describe_product(Id=product.id)


def test_a_pattern_is_taken_away_as_it_was_written(making: Making, admin: Any) -> None:
    portfolio_id = making.portfolio(user=None)
    pattern = {"PortfolioId": portfolio_id, "PrincipalARN": PATTERN, "PrincipalType": "IAM_PATTERN"}
    admin.associate_principal_with_portfolio(**pattern)
    admin.disassociate_principal_from_portfolio(**pattern)
    assert admin.list_principals_for_portfolio(PortfolioId=portfolio_id)["Principals"] == []


@pytest.mark.parametrize("named", [{"PrincipalType": "IAM"}, {}], ids=["named", "left out"])
def test_the_wrong_type_is_not_found(making: Making, admin: Any, named: dict[str, str]) -> None:
    # Semantics 3.3: the code is evidenced, the text is ours.
    portfolio_id = making.portfolio(user=None)
    admin.associate_principal_with_portfolio(
        PortfolioId=portfolio_id, PrincipalARN=PATTERN, PrincipalType="IAM_PATTERN"
    )
    with refused("ResourceNotFoundException", containing=f"Principal {PATTERN} of type IAM is not associated"):
        admin.disassociate_principal_from_portfolio(PortfolioId=portfolio_id, PrincipalARN=PATTERN, **named)


def test_a_principal_that_is_not_associated_is_not_found(making: Making, admin: Any) -> None:
    with refused("ResourceNotFoundException", containing="is not associated"):
        admin.disassociate_principal_from_portfolio(
            PortfolioId=making.portfolio(user=None), PrincipalARN="arn:aws:iam::123456789012:user/ann"
        )


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.disassociate_principal_from_portfolio(PortfolioId="port-unknown", PrincipalARN=PATTERN)
