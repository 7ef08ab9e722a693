"""CreateConstraint: semantics 4.5. What each type's parameters must say: tests/domain/test_constraint.py."""

import json
import re
from typing import Any

import pytest

from tests.making import MadeProduct, Making, unique
from tests.refusals import refused

ACCOUNT = "123456789012"
ROLE = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/LaunchRole"}
TOPIC = {"NotificationArns": [f"arn:aws:sns:us-east-1:{ACCOUNT}:Topic"]}
TAG_UPDATES = {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}}
STACK_SET = {
    "Version": "String",
    "Properties": {
        "AccountList": [ACCOUNT],
        "RegionList": ["us-east-1"],
        "AdminRole": f"arn:aws:iam::{ACCOUNT}:role/Admin",
        "ExecutionRole": "Execution",
    },
}
RULE = {"Rules": {"Plain": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "plain"]}}]}}}
EVERY_TYPE = {
    "LAUNCH": ROLE,
    "NOTIFICATION": TOPIC,
    "RESOURCE_UPDATE": TAG_UPDATES,
    "STACKSET": STACK_SET,
    "TEMPLATE": RULE,
}


@pytest.fixture
def place(making: Making) -> tuple[str, MadeProduct]:
    """A portfolio with a product."""
    product = making.product()
    return making.portfolio(product, user=None), product


def create(admin: Any, place: tuple[str, MadeProduct], kind: str, parameters: Any, **members: Any) -> Any:
    portfolio_id, product = place
    text = parameters if isinstance(parameters, str) else json.dumps(parameters)
    return admin.create_constraint(
        PortfolioId=portfolio_id, ProductId=product.id, Type=kind, Parameters=text, **members
    )


@pytest.mark.parametrize("kind", EVERY_TYPE)
def test_the_reply_is_the_new_constraint_in_creation(admin: Any, place: tuple[str, MadeProduct], kind: str) -> None:
    # The recorded reply (semantics 4.5): Status is CREATING, the owner is the account, no Description.
    text = json.dumps(EVERY_TYPE[kind], indent=1)
    answer = create(admin, place, kind, text)
    identifier = answer["ConstraintDetail"].pop("ConstraintId")
    assert re.fullmatch(r"cons-[a-z2-7]{13}", identifier)
    assert answer["ConstraintDetail"] == {
        "Type": kind,
        "Owner": ACCOUNT,
        "ProductId": place[1].id,
        "PortfolioId": place[0],
    }
    assert answer["ConstraintParameters"] == text
    assert answer["Status"] == "CREATING"


@pytest.mark.parametrize(
    "text", ['{"RoleArn" : "arn:aws:iam::123456789012:role/LaunchRole"}', '\n{ "LocalRoleName":"R\\u00312",\t"x":1 }']
)
def test_the_parameters_come_back_as_they_were_written(admin: Any, place: tuple[str, MadeProduct], text: str) -> None:
    # Semantics 4.5: order of keys and blanks included.
    created = create(admin, place, "LAUNCH", text)
    described = admin.describe_constraint(Id=created["ConstraintDetail"]["ConstraintId"])
    assert created["ConstraintParameters"] == described["ConstraintParameters"] == text


def test_a_description_is_shown_if_it_was_given(admin: Any, place: tuple[str, MadeProduct]) -> None:
    created = create(admin, place, "LAUNCH", ROLE, Description="As the launch role.")
    assert created["ConstraintDetail"]["Description"] == "As the launch role."


def test_a_product_that_is_not_in_the_portfolio_is_not_found(making: Making, admin: Any) -> None:
    # Semantics 4.5, 12: Terraform repeats the request until it is.
    product, portfolio_id = making.product(), making.portfolio(user=None)
    with refused("ResourceNotFoundException", f"Product {product.id} not found."):
        create(admin, (portfolio_id, product), "LAUNCH", ROLE)


def test_an_unknown_portfolio_is_not_found(making: Making, admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        create(admin, ("port-unknown", making.product()), "LAUNCH", ROLE)


@pytest.mark.parametrize("text", ["", "{", "RoleArn", "[]", '"x"', "null", "[" * 10_000])
def test_parameters_that_are_no_json_object_are_refused(admin: Any, place: tuple[str, MadeProduct], text: str) -> None:
    # Semantics 12: clients know the first words.
    with refused("InvalidParametersException", containing="Invalid input parameter(s)"):
        create(admin, place, "LAUNCH", text)


def test_an_unknown_type_is_refused(admin: Any, place: tuple[str, MadeProduct]) -> None:
    with refused(
        "InvalidParametersException",
        "Invalid input parameter(s): constraint type QUOTA does not exist. "
        "Use one of LAUNCH, NOTIFICATION, RESOURCE_UPDATE, STACKSET, TEMPLATE.",
    ):
        create(admin, place, "QUOTA", {})


@pytest.mark.parametrize("kind", ["LAUNCH", "STACKSET", "RESOURCE_UPDATE"])
def test_a_second_one_of_a_single_type_is_a_duplicate(admin: Any, place: tuple[str, MadeProduct], kind: str) -> None:
    # Semantics 4.5, 12, 14 20: the text contains "already exists".
    create(admin, place, kind, EVERY_TYPE[kind])
    with refused("DuplicateResourceException", containing="already exists"):
        create(admin, place, kind, EVERY_TYPE[kind])


@pytest.mark.parametrize("kind", ["NOTIFICATION", "TEMPLATE"])
def test_of_the_other_types_several_are_taken(admin: Any, place: tuple[str, MadeProduct], kind: str) -> None:
    # Semantics 4.5.
    ids = {create(admin, place, kind, EVERY_TYPE[kind])["ConstraintDetail"]["ConstraintId"] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize(("first", "second"), [("LAUNCH", "STACKSET"), ("STACKSET", "LAUNCH")])
def test_launch_and_stackset_exclude_each_other(
    admin: Any, place: tuple[str, MadeProduct], first: str, second: str
) -> None:
    # Semantics 4.5, 14 20.
    create(admin, place, first, EVERY_TYPE[first])
    with refused("InvalidParametersException", containing="can't have a LAUNCH and a STACKSET constraint"):
        create(admin, place, second, EVERY_TYPE[second])


def test_the_same_type_on_another_product_or_in_another_portfolio_is_no_duplicate(making: Making, admin: Any) -> None:
    # Semantics 4.5: one per product and portfolio.
    one, two = making.product(), making.product()
    for place in ((making.portfolio(one, two, user=None), one), (making.portfolio(one, user=None), one)):
        create(admin, place, "LAUNCH", ROLE)
    portfolios = admin.list_portfolios_for_product(ProductId=two.id)["PortfolioDetails"]
    create(admin, (portfolios[0]["Id"], two), "LAUNCH", ROLE)


def test_the_same_token_and_request_lead_to_the_same_constraint(admin: Any, place: tuple[str, MadeProduct]) -> None:
    token = unique("token")
    first, second = (create(admin, place, "LAUNCH", ROLE, IdempotencyToken=token) for _ in range(2))
    assert first["ConstraintDetail"] == second["ConstraintDetail"]


def test_the_same_token_with_another_request_is_refused(admin: Any, place: tuple[str, MadeProduct]) -> None:
    # Semantics 14, 1.
    token = unique("token")
    create(admin, place, "LAUNCH", ROLE, IdempotencyToken=token)
    with refused("InvalidParametersException", containing=token):
        create(admin, place, "TEMPLATE", RULE, IdempotencyToken=token)


def test_a_token_whose_constraint_was_deleted_is_as_good_as_new(admin: Any, place: tuple[str, MadeProduct]) -> None:
    token = unique("token")
    first = create(admin, place, "LAUNCH", ROLE, IdempotencyToken=token)["ConstraintDetail"]["ConstraintId"]
    admin.delete_constraint(Id=first)
    again = create(admin, place, "LAUNCH", ROLE, IdempotencyToken=token)["ConstraintDetail"]["ConstraintId"]
    assert again != first


def test_a_hundred_constraints_on_a_product_are_the_most(admin: Any, place: tuple[str, MadeProduct]) -> None:
    # Semantics 9.
    for _ in range(100):
        create(admin, place, "TEMPLATE", RULE)
    with refused("LimitExceededException", containing="has 100 constraints in portfolio"):
        create(admin, place, "TEMPLATE", RULE)


def test_the_people_of_the_portfolio_see_it_on_their_path_at_once(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 2.2, 4.5.
    product = making.product()
    create(admin, (making.portfolio(product), product), "LAUNCH", ROLE, Description="As the launch role.")
    [path] = developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    assert path["ConstraintSummaries"] == [{"Type": "LAUNCH", "Description": "As the launch role."}]


def test_a_description_has_the_length_of_the_model(admin: Any, place: tuple[str, MadeProduct]) -> None:
    with refused("ValidationException", containing="length less than or equal to 2000"):
        create(admin, place, "LAUNCH", ROLE, Description="x" * 2001)
