"""What each type of constraint must say, and what those of one path mean together: semantics 4.5."""

import json
from typing import Any

import pytest

from launchpath.api.errors import DuplicateResourceException, InvalidParametersException
from launchpath.domain.constraint import Combined, Constraint, check, check_beside, combine

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/LaunchRole"
TOPICS = [f"arn:aws:sns:us-east-1:{ACCOUNT}:topic-{number}" for number in range(6)]
RULE = {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Size"}, "small"]}, "AssertDescription": "Only small."}]}
STACK_SET = {
    "AccountList": [ACCOUNT],
    "RegionList": ["us-east-1"],
    "AdminRole": f"arn:aws:iam::{ACCOUNT}:role/Admin",
    "ExecutionRole": "Execution",
}


def constraint(kind: str, parameters: dict[str, Any], number: int = 1) -> Constraint:
    return Constraint(
        id=f"cons-{number}",
        account=ACCOUNT,
        portfolio_id="port-1",
        product_id="prod-1",
        type=kind,
        parameters=json.dumps(parameters),
        description=None,
    )


def tag_updates(choice: str) -> dict[str, Any]:
    return {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": choice}}


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("LAUNCH", {"RoleArn": ROLE}),
        ("LAUNCH", {"RoleArn": f"arn:aws-cn:iam::{ACCOUNT}:role/path/Launch"}),
        ("LAUNCH", {"LocalRoleName": "SCBasicLaunchRole"}),
        ("LAUNCH", {"LocalRoleName": "x" * 64, "Comment": "more is taken"}),
        ("NOTIFICATION", {"NotificationArns": TOPICS[:1]}),
        ("NOTIFICATION", {"NotificationArns": TOPICS[:5]}),
        ("RESOURCE_UPDATE", tag_updates("ALLOWED")),
        ("RESOURCE_UPDATE", tag_updates("NOT_ALLOWED")),
        ("RESOURCE_UPDATE", {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}}),
        ("STACKSET", {"Version": "String", "Properties": STACK_SET}),
        ("STACKSET", {"Version": "1.0", "Properties": STACK_SET}),
        ("TEMPLATE", {"Rules": {"Small": RULE}}),
        ("TEMPLATE", {"Rules": {"A": RULE, "B": {**RULE, "RuleCondition": {"Fn::Equals": ["a", "b"]}}}}),
    ],
)
def test_the_documented_forms_are_taken(kind: str, parameters: dict[str, Any]) -> None:
    check(kind, json.dumps(parameters))


@pytest.mark.parametrize(
    ("kind", "parameters", "why"),
    [
        ("LAUNCH", {}, "give either RoleArn or LocalRoleName"),
        ("LAUNCH", {"RoleArn": ROLE, "LocalRoleName": "x"}, "give either RoleArn or LocalRoleName"),
        ("LAUNCH", {"RoleArn": "LaunchRole"}, "RoleArn LaunchRole is not the ARN of a role"),
        ("LAUNCH", {"RoleArn": f"arn:aws:iam::{ACCOUNT}:user/ann"}, "is not the ARN of a role"),
        ("LAUNCH", {"RoleArn": 7}, "RoleArn 7 is not the ARN of a role"),
        ("LAUNCH", {"LocalRoleName": ""}, "LocalRoleName  is not the name of a role"),
        ("LAUNCH", {"LocalRoleName": "x" * 65}, "is not the name of a role"),
        ("LAUNCH", {"LocalRoleName": "path/Role"}, "is not the name of a role"),
        ("LAUNCH", {"LocalRoleName": "Rolle-ä"}, "is not the name of a role"),
        ("LAUNCH", {"LocalRoleName": ["x"]}, "is not the name of a role"),
        ("NOTIFICATION", {}, "must be a list of one to five SNS topic ARNs"),
        ("NOTIFICATION", {"NotificationArns": []}, "must be a list of one to five SNS topic ARNs"),
        ("NOTIFICATION", {"NotificationArns": TOPICS}, "must be a list of one to five SNS topic ARNs"),
        ("NOTIFICATION", {"NotificationArns": TOPICS[0]}, "must be a list of one to five SNS topic ARNs"),
        ("NOTIFICATION", {"NotificationArns": ["topic"]}, "topic is not the ARN of an SNS topic"),
        ("NOTIFICATION", {"NotificationArns": [None]}, "None is not the ARN of an SNS topic"),
        ("RESOURCE_UPDATE", {}, "Version must be 2.0"),
        ("RESOURCE_UPDATE", tag_updates("ALLOWED") | {"Version": "1.0"}, "Version must be 2.0"),
        ("RESOURCE_UPDATE", {"Version": "2.0", "Properties": []}, "must be either ALLOWED or NOT_ALLOWED"),
        ("RESOURCE_UPDATE", tag_updates("allowed"), "must be either ALLOWED or NOT_ALLOWED"),
        ("STACKSET", {}, "Properties must name AccountList"),
        ("STACKSET", {"Properties": {**STACK_SET, "AccountList": []}}, "AccountList must be a list of 12-digit"),
        ("STACKSET", {"Properties": {**STACK_SET, "AccountList": ["1"]}}, "AccountList must be a list of 12-digit"),
        ("STACKSET", {"Properties": {**STACK_SET, "RegionList": []}}, "RegionList must be a list of regions"),
        ("STACKSET", {"Properties": {**STACK_SET, "RegionList": [1]}}, "RegionList must be a list of regions"),
        ("STACKSET", {"Properties": {**STACK_SET, "AdminRole": "Admin"}}, "AdminRole must be a role's ARN"),
        ("STACKSET", {"Properties": {**STACK_SET, "ExecutionRole": None}}, "ExecutionRole its name"),
        ("TEMPLATE", {}, "Rules must be an object with at least one rule"),
        ("TEMPLATE", {"Rules": {}}, "Rules must be an object with at least one rule"),
        ("TEMPLATE", {"Rules": []}, "Rules must be an object with at least one rule"),
        ("TEMPLATE", {"Rules": {"A": {}}}, "A"),
        ("TEMPLATE", {"Rules": {"A": {"Assertions": [{"Assert": {"Fn::Sum": [1]}}]}}}, "Fn::Sum"),
    ],
)
def test_anything_else_is_refused_with_the_reason(kind: str, parameters: object, why: str) -> None:
    # Semantics 12: clients know the first words.
    with pytest.raises(InvalidParametersException) as caught:
        check(kind, json.dumps(parameters))
    assert caught.value.message.startswith(f"Invalid input parameter(s): {kind} constraint: ")
    assert why in caught.value.message


@pytest.mark.parametrize("text", ["", "{", "null", "3", '"x"', "[]", "[" * 100_000])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(InvalidParametersException, match=r"^Invalid input parameter\(s\): LAUNCH constraint: "):
        check("LAUNCH", text)


@pytest.mark.parametrize("kind", ["LAUNCH", "STACKSET", "RESOURCE_UPDATE"])
def test_of_these_there_is_one(kind: str) -> None:
    # Semantics 12: the text contains "already exists".
    check_beside(kind, [], "prod-1", "port-1")
    with pytest.raises(DuplicateResourceException, match="already exists"):
        check_beside(kind, [constraint(kind, {})], "prod-1", "port-1")


@pytest.mark.parametrize("kind", ["NOTIFICATION", "TEMPLATE"])
def test_of_those_there_are_several(kind: str) -> None:
    check_beside(kind, [constraint(kind, {}), constraint(kind, {}, 2)], "prod-1", "port-1")


@pytest.mark.parametrize(("present", "kind"), [("LAUNCH", "STACKSET"), ("STACKSET", "LAUNCH")])
def test_launch_and_stackset_exclude_each_other(present: str, kind: str) -> None:
    with pytest.raises(InvalidParametersException, match="at the same time"):
        check_beside(kind, [constraint(present, {})], "prod-1", "port-1")


def test_no_constraints_demand_nothing() -> None:
    assert combine([], ACCOUNT) == Combined()


def test_the_launch_role_is_the_one_that_is_named() -> None:
    assert combine([constraint("LAUNCH", {"RoleArn": ROLE})], "999999999999").launch_role_arn == ROLE


def test_a_local_role_is_the_one_of_the_account_that_launches() -> None:
    local = [constraint("LAUNCH", {"LocalRoleName": "Launch"})]
    assert combine(local, "999999999999").launch_role_arn == "arn:aws:iam::999999999999:role/Launch"
    assert combine(local, ACCOUNT, "aws-cn").launch_role_arn == f"arn:aws-cn:iam::{ACCOUNT}:role/Launch"


def test_the_topics_of_all_notifications_come_together_each_once() -> None:
    one = constraint("NOTIFICATION", {"NotificationArns": TOPICS[:2]})
    two = constraint("NOTIFICATION", {"NotificationArns": TOPICS[1:3]}, 2)
    assert combine([one, two], ACCOUNT).notification_arns == tuple(TOPICS[:3])


def test_the_rules_of_all_templates_count() -> None:
    one, two = constraint("TEMPLATE", {"Rules": {"A": RULE}}), constraint("TEMPLATE", {"Rules": {"A": RULE}}, 2)
    assert combine([one, two], ACCOUNT).rules == ({"A": RULE}, {"A": RULE})


@pytest.mark.parametrize(("choice", "allowed"), [("ALLOWED", True), ("NOT_ALLOWED", False)])
def test_tags_may_be_updated_if_a_constraint_says_so(choice: str, allowed: bool) -> None:
    assert combine([constraint("RESOURCE_UPDATE", tag_updates(choice))], ACCOUNT).tag_updates_allowed is allowed


def test_a_stack_set_is_what_its_properties_say() -> None:
    combined = combine([constraint("STACKSET", {"Version": "String", "Properties": STACK_SET})], ACCOUNT)
    assert combined.stack_set == STACK_SET


def test_the_constraints_themselves_are_kept_in_their_order() -> None:
    several = (constraint("TEMPLATE", {"Rules": {"A": RULE}}), constraint("LAUNCH", {"RoleArn": ROLE}, 2))
    assert combine(several, ACCOUNT).constraints == several
