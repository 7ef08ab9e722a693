"""servicecatalog:userLevel, roleLevel and accountLevel in policies (semantics 5)."""

from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException
from launchpath.domain.permission import Level, permitted
from launchpath.domain.principal import Caller

USER = "arn:aws:iam::123456789012:user/ann"


def allow(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "servicecatalog:*", "Resource": "*"} | more


def deny(**more: Any) -> dict[str, Any]:
    return allow(**more) | {"Effect": "Deny"}


def at(operator: str, key: str) -> dict[str, Any]:
    return {"Condition": {operator: {f"servicecatalog:{key}": "self"}}}


def level(*statements: dict[str, Any], operation: str = "ScanProvisionedProducts") -> Level | None:
    """How far a user with these statements reaches; None: nowhere."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    caller = Caller(account="123456789012", region="us-east-1", arn=USER, session_arn=USER, policies=(policy,))
    try:
        return permitted(caller, operation).level
    except AccessDeniedException:
        return None


@pytest.mark.parametrize(
    ("key", "reached"), [("userLevel", Level.USER), ("roleLevel", Level.ROLE), ("accountLevel", Level.ACCOUNT)]
)
def test_an_allow_grants_the_level_that_it_names(key: str, reached: Level) -> None:
    assert level(allow(**at("StringEquals", key))) == reached


def test_without_a_level_an_allow_grants_the_account() -> None:
    assert level(allow()) == Level.ACCOUNT


def test_the_widest_of_several_allows_counts() -> None:
    assert level(allow(**at("StringEquals", "userLevel")), allow(**at("StringEquals", "roleLevel"))) == Level.ROLE


def test_the_narrowest_level_of_one_statement_counts() -> None:
    both = {"servicecatalog:accountLevel": "self", "servicecatalog:roleLevel": "self"}
    assert level(allow(Condition={"StringEquals": both})) == Level.ROLE


def test_keys_are_compared_without_regard_to_case() -> None:
    assert level(allow(**at("StringEquals", "USERLEVEL"))) == Level.USER


def test_another_value_than_self_allows_nothing() -> None:
    condition = {"StringEquals": {"servicecatalog:userLevel": "others"}}
    assert level(allow(Condition=condition)) is None


def test_ifexists_makes_a_narrow_allow_no_wider() -> None:
    assert level(allow(**at("StringEqualsIfExists", "userLevel"))) == Level.USER


@pytest.mark.parametrize(
    ("key", "left"), [("accountLevel", Level.ROLE), ("roleLevel", Level.USER), ("userLevel", None)]
)
def test_a_deny_takes_the_level_that_it_names_and_the_wider_ones_away(key: str, left: Level | None) -> None:
    assert level(allow(), deny(**at("StringEquals", key))) == left


@pytest.mark.parametrize(
    ("key", "left"), [("userLevel", Level.USER), ("roleLevel", Level.ROLE), ("accountLevel", Level.ACCOUNT)]
)
def test_a_deny_of_what_is_not_within_a_level_leaves_that_level(key: str, left: Level) -> None:
    assert level(allow(), deny(**at("StringNotEquals", key))) == left


def test_a_deny_without_a_condition_takes_everything() -> None:
    assert level(allow(), deny()) is None


def test_a_deny_alone_allows_nothing() -> None:
    assert level(deny(**at("StringEquals", "accountLevel"))) is None


#: What there is to do on one's own, and what is the whole account's business.
END_USERS = ["SearchProducts", "ProvisionProduct", "DescribeRecord"]
ADMINISTRATORS = ["CreatePortfolio", "AssociatePrincipalWithPortfolio", "SearchProductsAsAdmin", "iam:CreateUser"]


@pytest.mark.parametrize("key", ["userLevel", "roleLevel"])
@pytest.mark.parametrize("operation", END_USERS)
def test_an_allow_of_what_is_ones_own_reaches_what_end_users_do(operation: str, key: str) -> None:
    assert level(allow(**at("StringEquals", key)), operation=operation) is not None


@pytest.mark.parametrize("key", ["userLevel", "roleLevel"])
@pytest.mark.parametrize("operation", ADMINISTRATORS)
def test_an_allow_of_what_is_ones_own_reaches_nothing_of_administrators(operation: str, key: str) -> None:
    assert level(allow(Action="*", **at("StringEquals", key)), operation=operation) is None


@pytest.mark.parametrize("operation", ADMINISTRATORS)
def test_an_allow_of_the_account_reaches_what_administrators_do(operation: str) -> None:
    assert level(allow(Action="*", **at("StringEquals", "accountLevel")), operation=operation) is Level.ACCOUNT
