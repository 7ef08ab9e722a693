"""What is taken in as a policy, and what is said of a faulty one (semantics 5)."""

import json
from typing import Any

import pytest

from launchpath.domain.managed_policy import MANAGED
from launchpath.domain.policy_document import PolicyError, read

ALLOW: dict[str, Any] = {"Effect": "Allow", "Action": "servicecatalog:*", "Resource": "*"}


def policy(*statements: Any, **more: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)} | more)


def fault(text: str) -> str:
    with pytest.raises(PolicyError) as refused:
        read(text)
    return str(refused.value)


@pytest.mark.parametrize("name", MANAGED)
def test_the_managed_policies_are_policies(name: str) -> None:
    assert read(json.dumps(MANAGED[name])) == MANAGED[name]


@pytest.mark.parametrize(
    "statement",
    [
        ALLOW | {"Sid": "Everything"},
        ALLOW | {"Action": ["s3:GetObject", "servicecatalog:D?scribe*", "*"]},
        ALLOW | {"Resource": ["arn:aws:catalog:*:*:product/*", "arn:aws:servicecatalog:*:*:stack/${aws:username}-*/*"]},
        ALLOW | {"Condition": {"StringEqualsIfExists": {"servicecatalog:userLevel": "self"}}},
        ALLOW
        | {
            "Condition": {
                "StringNotLike": {"aws:username": ["a*", "b*"]},
                "StringEquals": {"aws:PrincipalType": "User"},
            }
        },
        {"Effect": "Deny", "NotAction": "servicecatalog:Search*", "NotResource": "arn:aws:catalog:*:*:product/prod-a"},
    ],
)
def test_a_policy_comes_back_as_it_was_written(statement: dict[str, Any]) -> None:
    assert read(policy(statement))["Statement"] == [statement]


def test_one_statement_may_stand_without_a_list() -> None:
    assert read(policy(Statement=ALLOW))["Statement"] == ALLOW


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not a JSON document"),
        ("[" * 100_000, "not a JSON document"),
        ("[]", "A policy is a JSON object"),
        ("{}", "Statement is missing"),
        (policy(), "Statement is missing"),
        (policy(ALLOW, Version="2020-01-01"), "Version must be 2012-10-17."),
        (policy(ALLOW, Version=["2012-10-17"]), "Version must be 2012-10-17."),
        (policy(ALLOW, Statements=[]), "no element Statements"),
        (policy("Allow"), "Statement 1 must be an object"),
        (policy(ALLOW, ALLOW | {"Effect": "allow"}), "Statement 2: Effect must be Allow or Deny."),
        (policy(ALLOW | {"Sid": 1}), "Statement 1: Sid must be a string."),
        (policy(ALLOW | {"Principal": "*"}), "Statement 1: the element Principal is not supported."),
        (policy(ALLOW | {"NotAction": "s3:*"}), "Statement 1 must have either Action or NotAction."),
        (policy({"Effect": "Allow", "Action": "*"}), "Statement 1 must have either Resource or NotResource."),
        (policy(ALLOW | {"Action": "SearchProducts"}), "Statement 1: Action SearchProducts must be"),
        (policy(ALLOW | {"Action": []}), "Statement 1: Action must be a string, or a list of strings."),
        (policy(ALLOW | {"Resource": "prod-a"}), "Statement 1: Resource prod-a must be an ARN, or *."),
        (policy(ALLOW | {"Resource": 7}), "Statement 1: Resource must be a string, or a list of strings."),
        (policy(ALLOW | {"Resource": "arn:${aws:userid}"}), "Statement 1: Resource: the variable ${aws:userid} is not"),
        (policy(ALLOW | {"Condition": []}), "Statement 1: Condition must be an object."),
        (policy(ALLOW | {"Condition": {"Bool": {}}}), "Statement 1: Condition: the operator Bool is not supported."),
        (policy(ALLOW | {"Condition": {"StringLike": "x"}}), "Statement 1: Condition StringLike must be an object."),
        (
            policy(ALLOW | {"Condition": {"StringLike": {"aws:username": [1]}}}),
            "StringLike aws:username must be a string",
        ),
        (policy(ALLOW | {"Condition": {"StringEquals": {"aws:SourceIp": "192.0.2.1"}}}), "the key aws:SourceIp is not"),
        ('{"Statement": {"Effect": "Deny", "Effect": "Allow"}}', "The element Effect stands twice"),
    ],
)
def test_a_faulty_policy_is_refused_with_the_element_that_is_at_fault(text: str, told: str) -> None:
    assert told in fault(text)
