"""Statements of IAM policies: actions, resources, conditions and variables (semantics 5)."""

from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException
from launchpath.domain.permission import permitted
from launchpath.domain.principal import Caller

USER = "arn:aws:iam::123456789012:user/team/ann"
ROLE = "arn:aws:iam::123456789012:role/ops"
SESSION = "arn:aws:sts::123456789012:assumed-role/ops/night"
PRODUCT = "arn:aws:catalog:us-east-1:123456789012:product/prod-aaaaaaaaaaaaa"
STACK = "arn:aws:servicecatalog:us-east-1:123456789012:stack"
ALL: dict[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def caller(*statements: dict[str, Any], arn: str = USER, session_arn: str = "") -> Caller:
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return Caller(
        account="123456789012", region="us-east-1", arn=arn, session_arn=session_arn or arn, policies=(policy,)
    )


def allowed(who: Caller, operation: str = "DescribeProduct", resource: str | None = "*") -> bool:
    try:
        permitted(who, operation, resource)
    except AccessDeniedException:
        return False
    return True


@pytest.mark.parametrize(
    "action", ["*", "servicecatalog:*", "ServiceCatalog:describeproduct", "servicecatalog:D?scribe*"]
)
def test_actions_have_wildcards_and_no_case(action: str) -> None:
    assert allowed(caller(ALL | {"Action": ["s3:Get*", action]}))


@pytest.mark.parametrize("action", ["s3:*", "servicecatalog:DescribeProductView", "servicecatalog:Describe"])
def test_other_actions_are_not_allowed(action: str) -> None:
    assert not allowed(caller(ALL | {"Action": action}))


def test_notaction_allows_all_the_others() -> None:
    statement = {"Effect": "Allow", "NotAction": "servicecatalog:Terminate*", "Resource": "*"}
    assert allowed(caller(statement))
    assert not allowed(caller(statement), "TerminateProvisionedProduct")


def test_one_statement_need_not_be_in_a_list() -> None:
    user = Caller(account="1", region="r", arn=USER, session_arn=USER, policies=({"Statement": ALL},))
    assert allowed(user)


def test_an_explicit_deny_wins_whatever_the_order() -> None:
    deny = {"Effect": "Deny", "Action": "servicecatalog:Describe*", "Resource": "*"}
    assert not allowed(caller(deny, ALL))
    assert not allowed(caller(ALL, deny))


def test_resources_are_compared_with_regard_to_case() -> None:
    assert allowed(caller(ALL | {"Resource": PRODUCT}), resource=PRODUCT)
    assert not allowed(caller(ALL | {"Resource": PRODUCT.upper()}), resource=PRODUCT)


def test_notresource_allows_all_the_others() -> None:
    statement = {"Effect": "Allow", "Action": "*", "NotResource": f"{STACK}/prod-*/*"}
    assert allowed(caller(statement), resource=f"{STACK}/test-1/pp-a")
    assert not allowed(caller(statement), resource=f"{STACK}/prod-1/pp-a")


def test_what_is_allowed_of_one_object_is_not_allowed_of_all() -> None:
    assert not allowed(caller(ALL | {"Resource": PRODUCT}))


def test_as_long_as_the_object_is_not_known_what_is_allowed_of_any_counts() -> None:
    assert allowed(caller(ALL | {"Resource": PRODUCT}), resource=None)
    assert allowed(caller(ALL, ALL | {"Effect": "Deny", "Resource": PRODUCT}), resource=None)
    assert not allowed(caller(ALL, ALL | {"Effect": "Deny"}), resource=None)


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalArn": ["arn:aws:iam::1:user/bob", USER]}},
        {"StringLike": {"AWS:principalarn": "*/ann"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}},
        {"StringNotEquals": {"aws:username": "bob"}},
        {"StringNotLike": {"aws:username": ["b*", "c*"]}},
        {"StringEqualsIfExists": {"aws:PrincipalTag/team": "a"}},
        {"StringNotEquals": {"aws:PrincipalTag/team": "a"}},
        {"StringEquals": {"aws:RequestedRegion": "us-east-1", "aws:PrincipalAccount": "123456789012"}},
        {"StringEquals": {"aws:PrincipalType": "User"}},
    ],
)
def test_a_condition_that_holds(condition: dict[str, Any]) -> None:
    assert allowed(caller(ALL | {"Condition": condition}))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:username": "An*"}},
        {"StringEquals": {"aws:username": "ANN"}},
        {"StringNotEquals": {"aws:username": ["bob", "ann"]}},
        {"StringNotLike": {"aws:username": "a*"}},
        {"StringEquals": {"aws:PrincipalTag/team": "a"}},
        {"StringEquals": {"aws:username": "ann", "aws:RequestedRegion": "eu-west-1"}},
        {"StringEquals": {"aws:username": "ann"}, "StringLike": {"aws:RequestedRegion": "eu-*"}},
        {"NumericEquals": {"aws:username": "ann"}},
    ],
)
def test_a_condition_that_does_not_hold(condition: dict[str, Any]) -> None:
    assert not allowed(caller(ALL | {"Condition": condition}))


def test_a_variable_stands_for_the_users_name() -> None:
    own = caller(ALL | {"Resource": f"{STACK}/${{aws:username}}-*/*"})
    assert allowed(own, resource=f"{STACK}/ann-db/pp-a")
    assert not allowed(own, resource=f"{STACK}/bob-db/pp-a")


def test_a_statement_with_a_variable_that_stands_for_nothing_does_not_count() -> None:
    """A role session has no aws:username; else NotResource would allow it everything."""
    statement = {"Effect": "Allow", "Action": "*", "NotResource": f"{STACK}/${{aws:username}}-*/*"}
    assert not allowed(caller(statement, arn=ROLE, session_arn=SESSION), resource=f"{STACK}/x/pp-a")


def test_a_refusal_is_the_services_sentence() -> None:
    """Semantics 3.2."""
    with pytest.raises(AccessDeniedException) as refused:
        permitted(caller(arn=ROLE, session_arn=SESSION), "DescribeProduct", PRODUCT)
    assert refused.value.message == (
        f"User: {SESSION} is not authorized to perform: servicecatalog:DescribeProduct on resource: {PRODUCT} "
        "because no identity-based policy allows the servicecatalog:DescribeProduct action"
    )


def test_a_refusal_by_an_explicit_deny_says_so() -> None:
    with pytest.raises(AccessDeniedException) as refused:
        permitted(caller(ALL, ALL | {"Effect": "Deny"}), "SearchProducts")
    assert refused.value.message == (
        f"User: {USER} is not authorized to perform: servicecatalog:SearchProducts on resource: * "
        "with an explicit deny in an identity-based policy"
    )
