"""UpdateConstraint: semantics 4.5."""

from typing import Any

import pytest

from tests.making import Making
from tests.refusals import refused

ROLE = {"LocalRoleName": "LaunchRole"}
RULE = '{"Rules": {"Short": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Delay"}, "0"]}}]}}}'


@pytest.fixture
def constraint_id(making: Making) -> str:
    product = making.product()
    return making.constraint(making.portfolio(product, user=None), product, "LAUNCH", ROLE, Description="Before.")


@pytest.mark.parametrize(
    ("change", "parameters", "description"),
    [
        ({"Parameters": '{"LocalRoleName": "Other"}'}, '{"LocalRoleName": "Other"}', "Before."),
        ({"Description": "After."}, '{"LocalRoleName": "LaunchRole"}', "After."),
        ({"Description": ""}, '{"LocalRoleName": "LaunchRole"}', ""),
        ({}, '{"LocalRoleName": "LaunchRole"}', "Before."),
    ],
)
def test_only_the_given_member_changes(
    admin: Any, constraint_id: str, change: dict[str, str], parameters: str, description: str
) -> None:
    updated = admin.update_constraint(Id=constraint_id, **change)
    assert updated["ConstraintParameters"] == parameters
    assert updated["ConstraintDetail"]["Description"] == description
    described = admin.describe_constraint(Id=constraint_id)
    assert described["ConstraintDetail"] == updated["ConstraintDetail"]
    assert described["ConstraintParameters"] == parameters


def test_the_status_of_the_reply_is_creating_and_soon_available(admin: Any, constraint_id: str) -> None:
    # Semantics 4.5.
    assert admin.update_constraint(Id=constraint_id, Description="After.")["Status"] == "CREATING"
    assert admin.describe_constraint(Id=constraint_id)["Status"] == "AVAILABLE"


@pytest.mark.parametrize("text", ["", "{}", '{"NotificationArns": []}', RULE])
def test_parameters_of_another_type_are_refused(admin: Any, constraint_id: str, text: str) -> None:
    with refused("InvalidParametersException", containing="Invalid input parameter(s)"):
        admin.update_constraint(Id=constraint_id, Parameters=text)
    assert admin.describe_constraint(Id=constraint_id)["ConstraintParameters"] == '{"LocalRoleName": "LaunchRole"}'


def test_it_acts_on_later_launches(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 4.5.
    product = making.product()
    portfolio_id = making.portfolio(product)
    forbidding = {"Rules": {"Never": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "b"]}}]}}}
    constraint_id = making.constraint(portfolio_id, product, "TEMPLATE", forbidding)
    with refused("InvalidParametersException"):
        product.launch(developer)
    admin.update_constraint(Id=constraint_id, Parameters=RULE)
    assert product.launch(developer)["Status"] == "CREATED"


def test_an_unknown_constraint_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Constraint cons-unknown not found."):
        admin.update_constraint(Id="cons-unknown", Description="After.")
