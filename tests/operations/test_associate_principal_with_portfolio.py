"""AssociatePrincipalWithPortfolio: semantics 4.4, 5, 9."""

from typing import Any

import pytest

from tests.making import Making
from tests.refusals import refused
from tests.running import RunningServer

ACCOUNT = "arn:aws:iam::123456789012:"


def open_to(admin: Any, portfolio_id: str, arn: str, kind: str = "IAM") -> Any:
    return admin.associate_principal_with_portfolio(PortfolioId=portfolio_id, PrincipalARN=arn, PrincipalType=kind)


def listed(admin: Any, portfolio_id: str) -> list[tuple[str, str]]:
    found = admin.list_principals_for_portfolio(PortfolioId=portfolio_id)["Principals"]
    return [(one["PrincipalARN"], one["PrincipalType"]) for one in found]


@pytest.mark.parametrize("arn", [f"{ACCOUNT}user/ann", f"{ACCOUNT}group/devs", f"{ACCOUNT}role/path/to/Deploy"])
def test_users_groups_and_roles_are_taken(making: Making, admin: Any, arn: str) -> None:
    portfolio_id = making.portfolio(user=None)
    assert set(open_to(admin, portfolio_id, arn)) == {"ResponseMetadata"}
    assert listed(admin, portfolio_id) == [(arn, "IAM")]


@pytest.mark.parametrize("name", ["user/*", "role/aws-reserved/sso.amazonaws.com/*", "group/team-??", "role/Admin"])
def test_patterns_have_an_empty_account_and_wildcards_after_the_kind(making: Making, admin: Any, name: str) -> None:
    # Semantics 4.4.
    portfolio_id = making.portfolio(user=None)
    open_to(admin, portfolio_id, f"arn:aws:iam:::{name}", "IAM_PATTERN")
    assert listed(admin, portfolio_id) == [(f"arn:aws:iam:::{name}", "IAM_PATTERN")]


def test_a_repeat_is_taken_and_changes_nothing(making: Making, admin: Any) -> None:
    # Semantics 4.4.
    portfolio_id = making.portfolio(user=None)
    for _ in range(2):
        open_to(admin, portfolio_id, f"{ACCOUNT}user/ann")
    assert listed(admin, portfolio_id) == [(f"{ACCOUNT}user/ann", "IAM")]


def test_the_user_sees_the_products_of_the_portfolio_at_once(
    demo: RunningServer, making: Making, admin: Any, developer: Any
) -> None:
    # Semantics 5.
    product = making.product()
    portfolio_id = making.portfolio(product, user=None)
    with refused("ResourceNotFoundException"):
        developer.describe_product(Id=product.id)
    open_to(admin, portfolio_id, demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"])
    assert developer.describe_product(Id=product.id)["ProductViewSummary"]["ProductId"] == product.id


def test_a_pattern_opens_the_portfolio_to_whom_it_matches(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 4.4: * any letters, ? any one.
    product = making.product()
    portfolio_id = making.portfolio(product, user=None)
    open_to(admin, portfolio_id, "arn:aws:iam:::user/dev?", "IAM_PATTERN")
    with refused("ResourceNotFoundException"):
        developer.describe_product(Id=product.id)
    open_to(admin, portfolio_id, "arn:aws:iam:::user/d?vel*", "IAM_PATTERN")
    assert developer.describe_product(Id=product.id)["ProductViewSummary"]["ProductId"] == product.id


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        ("ann", "IAM"),
        ("arn:aws:iam::123456789012:root", "IAM"),
        ("arn:aws:iam::1234:user/ann", "IAM"),
        ("arn:aws:sts::123456789012:assumed-role/Admin/ann", "IAM"),
        ("arn:aws:iam::123456789012:policy/Admin", "IAM"),
        (f"{ACCOUNT}user/*", "IAM"),
        (f"{ACCOUNT}user/ann ", "IAM"),
        (f"{ACCOUNT}user/ann\n", "IAM"),
        (f"{ACCOUNT}user/ännchen", "IAM"),
        ("arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:user/ann", "IAM"),
        ("arn:aws:iam:::user/ann", "IAM"),
        (f"{ACCOUNT}role/*", "IAM_PATTERN"),
        ("arn:aws:iam:::*", "IAM_PATTERN"),
        ("arn:aws:iam:::r*le/Admin", "IAM_PATTERN"),
        ("arn:aws:iam:::policy/*", "IAM_PATTERN"),
    ],
)
def test_what_is_not_the_arn_of_a_principal_is_refused(making: Making, admin: Any, arn: str, kind: str) -> None:
    # Semantics 3.3: clients know the first words. The account's root never is an end user (4.4).
    portfolio_id = making.portfolio(user=None)
    with refused("InvalidParametersException", containing="Invalid input parameter(s)"):
        open_to(admin, portfolio_id, arn, kind)
    assert listed(admin, portfolio_id) == []


def test_another_type_of_principal_violates_the_shape(making: Making, admin: Any) -> None:
    with refused("ValidationException", containing="Member must satisfy enum value set"):
        open_to(admin, making.portfolio(user=None), f"{ACCOUNT}user/ann", "SAML")


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        open_to(admin, "port-unknown", f"{ACCOUNT}user/ann")


def test_ten_patterns_are_the_most(making: Making, admin: Any) -> None:
    # Semantics 4.4, 9.
    portfolio_id = making.portfolio(user=None)
    for number in range(10):
        open_to(admin, portfolio_id, f"arn:aws:iam:::role/{number}*", "IAM_PATTERN")
    with refused("LimitExceededException", containing="10 patterns already"):
        open_to(admin, portfolio_id, "arn:aws:iam:::role/more*", "IAM_PATTERN")
    open_to(admin, portfolio_id, "arn:aws:iam:::role/9*", "IAM_PATTERN")
    open_to(admin, portfolio_id, f"{ACCOUNT}user/ann")


def test_a_hundred_principals_are_the_most(making: Making, admin: Any) -> None:
    # Semantics 9.
    portfolio_id = making.portfolio(user=None)
    for number in range(100):
        open_to(admin, portfolio_id, f"{ACCOUNT}user/user-{number}")
    with refused("LimitExceededException", containing="100 principals already"):
        open_to(admin, portfolio_id, f"{ACCOUNT}user/one-more")
    open_to(admin, portfolio_id, "arn:aws:iam:::role/more*", "IAM_PATTERN")
