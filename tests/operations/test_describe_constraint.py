"""DescribeConstraint: semantics 4.5."""

from typing import Any

from tests.making import Making
from tests.refusals import refused

ROLE = {"LocalRoleName": "LaunchRole"}


def test_the_reply_is_the_constraint_and_it_is_available(making: Making, admin: Any) -> None:
    # Semantics 4.5, 8.1: Terraform waits for AVAILABLE.
    product = making.product()
    portfolio_id = making.portfolio(product, user=None)
    constraint_id = making.constraint(portfolio_id, product, "LAUNCH", ROLE, Description="Ours.")
    described = admin.describe_constraint(Id=constraint_id)
    described.pop("ResponseMetadata")
    assert described == {
        "ConstraintDetail": {
            "ConstraintId": constraint_id,
            "Type": "LAUNCH",
            "Description": "Ours.",
            "Owner": "123456789012",
            "ProductId": product.id,
            "PortfolioId": portfolio_id,
        },
        "ConstraintParameters": '{"LocalRoleName": "LaunchRole"}',
        "Status": "AVAILABLE",
    }


def test_an_unknown_constraint_is_not_found(admin: Any) -> None:
    # Semantics 3.5: the one error modelled here.
    with refused("ResourceNotFoundException", "Constraint cons-unknown not found."):
        admin.describe_constraint(Id="cons-unknown")
