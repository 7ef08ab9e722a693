"""DeleteConstraint: semantics 4.5."""

from typing import Any

from tests.making import Making
from tests.refusals import refused

ROLE = {"LocalRoleName": "LaunchRole"}


def test_the_constraint_is_gone_and_makes_room_for_another(making: Making, admin: Any) -> None:
    product = making.product()
    portfolio_id = making.portfolio(product, user=None)
    constraint_id = making.constraint(portfolio_id, product, "LAUNCH", ROLE)
    assert set(admin.delete_constraint(Id=constraint_id)) == {"ResponseMetadata"}
    with refused("ResourceNotFoundException", f"Constraint {constraint_id} not found."):
        admin.describe_constraint(Id=constraint_id)
    making.constraint(portfolio_id, product, "LAUNCH", ROLE)


def test_it_acts_no_more_on_later_launches(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 4.5.
    product = making.product()
    constraint_id = making.constraint(making.portfolio(product), product, "LAUNCH", ROLE)
    assert product.launch(developer)["LaunchRoleArn"] == "arn:aws:iam::123456789012:role/LaunchRole"
    admin.delete_constraint(Id=constraint_id)
    assert "LaunchRoleArn" not in product.launch(developer)


def test_an_unknown_constraint_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Constraint cons-unknown not found."):
        admin.delete_constraint(Id="cons-unknown")
