"""Who a portfolio is open to: semantics 4.4, 5."""

import pytest

from launchpath.api.errors import InvalidParametersException
from launchpath.api.types import PrincipalType
from launchpath.domain.principal import Association, Caller, check

ACCOUNT = "arn:aws:iam::123456789012:"
SESSION = "arn:aws:sts::123456789012:assumed-role/Dev/ann"


def caller(arn: str, *groups: str, session: str | None = None) -> Caller:
    return Caller(account="123456789012", region="us-east-1", arn=arn, session_arn=session or arn, groups=groups)


ANN = caller(f"{ACCOUNT}user/ann", f"{ACCOUNT}group/devs", f"{ACCOUNT}group/team/ops")
ROLE = caller(f"{ACCOUNT}role/path/Dev", session=SESSION)


def test_a_callers_principals_are_itself_and_its_groups() -> None:
    assert ANN.principals == (f"{ACCOUNT}user/ann", f"{ACCOUNT}group/devs", f"{ACCOUNT}group/team/ops")


@pytest.mark.parametrize(
    ("who", "arn", "admitted"),
    [
        (ANN, f"{ACCOUNT}user/ann", True),
        (ANN, f"{ACCOUNT}group/devs", True),
        (ANN, f"{ACCOUNT}group/team/ops", True),
        (ANN, f"{ACCOUNT}user/Ann", False),
        (ANN, f"{ACCOUNT}user/an", False),
        (ANN, "arn:aws:iam::999999999999:user/ann", False),
        (ROLE, f"{ACCOUNT}role/path/Dev", True),
        # Semantics 5: for assumed roles the role's ARN is matched, not the session's.
        (ROLE, SESSION, False),
        (ROLE, f"{ACCOUNT}role/Dev", False),
    ],
)
def test_a_principal_is_its_arn(who: Caller, arn: str, admitted: bool) -> None:
    assert Association("port-1", arn, "IAM").admits(who) is admitted


@pytest.mark.parametrize(
    ("who", "pattern", "admitted"),
    [
        (ANN, "user/ann", True),
        (ANN, "user/*", True),
        (ANN, "user/a?n", True),
        (ANN, "user/a??n", False),
        (ANN, "user/?", False),
        (ANN, "group/team/*", True),
        # Semantics 4.4: * stands for any letters, / among them.
        (ANN, "group/*ops", True),
        (ANN, "role/*", False),
        (ANN, "user/ann*", True),
        (ANN, "user/.nn", False),
        (ANN, "user/ANN", False),
        (ROLE, "role/*/Dev", True),
        (ROLE, "role/Dev", False),
        (ROLE, "role/path/D?v", True),
    ],
)
def test_a_pattern_has_wildcards(who: Caller, pattern: str, admitted: bool) -> None:
    assert Association("port-1", f"arn:aws:iam:::{pattern}", "IAM_PATTERN").admits(who) is admitted


def test_a_pattern_matches_in_any_account() -> None:
    elsewhere = caller("arn:aws:iam::999999999999:role/Dev")
    assert Association("port-1", "arn:aws:iam:::role/D*", "IAM_PATTERN").admits(elsewhere)


def test_a_pattern_of_another_partition_does_not_match() -> None:
    assert not Association("port-1", "arn:aws-cn:iam:::user/*", "IAM_PATTERN").admits(ANN)


def test_a_star_in_a_plain_principal_is_a_letter() -> None:
    assert not Association("port-1", f"{ACCOUNT}user/*", "IAM").admits(ANN)


@pytest.mark.parametrize("name", ["user/ann", "group/devs", "role/path/to/Dev", "user/a+b=c,d.e@f_g-h"])
@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_users_groups_and_roles_of_any_partition_are_principals(name: str, partition: str) -> None:
    check(f"arn:{partition}:iam::123456789012:{name}", "IAM")


@pytest.mark.parametrize("name", ["user/*", "group/a?c", "role/a/*/b", "role/Admin"])
def test_patterns_are_those_with_an_empty_account(name: str) -> None:
    check(f"arn:aws:iam:::{name}", "IAM_PATTERN")


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        ("", "IAM"),
        (f"{ACCOUNT}root", "IAM"),
        (f"{ACCOUNT}user/", "IAM"),
        (f"{ACCOUNT}user/*", "IAM"),
        (f"{ACCOUNT}user/ann\n", "IAM"),
        (f"{ACCOUNT}user/änn", "IAM"),
        (SESSION, "IAM"),
        ("arn:aws:iam:::user/ann", "IAM"),
        (f"{ACCOUNT}user/*", "IAM_PATTERN"),
        ("arn:aws:iam:::*", "IAM_PATTERN"),
        ("arn:*:iam:::user/ann", "IAM_PATTERN"),
        ("arn:aws:iam::*:user/ann", "IAM_PATTERN"),
    ],
)
def test_anything_else_is_refused_in_the_services_words(arn: str, kind: PrincipalType) -> None:
    # Semantics 3.3.
    with pytest.raises(InvalidParametersException, match=r"^Invalid input parameter\(s\): "):
        check(arn, kind)
