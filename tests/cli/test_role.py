"""launchpath role: who may take it on, and how that is said."""

import pytest

from tests.cli.installed import Installed

ROOT = "arn:aws:iam::123456789012:root"
ADMIN = "arn:aws:iam::123456789012:user/admin"


def test_a_role_trusts_whom_it_is_told_to(installed: Installed) -> None:
    made = installed.told("role", "create", "ops/deployer", "--trust", "user/admin", "--external-id", "blue-42")
    assert made["Arn"] == "arn:aws:iam::123456789012:role/ops/deployer"
    assert made["Id"].startswith("AROA")
    assert (made["Trusts"], made["ExternalId"]) == ([ADMIN], "blue-42")


@pytest.mark.parametrize(("who", "meant"), [("user/admin", ADMIN), (ADMIN, ADMIN), ("account", ROOT), (ROOT, ROOT)])
def test_who_is_trusted_can_be_said_in_several_ways(installed: Installed, who: str, meant: str) -> None:
    assert installed.told("role", "create", "deployer", "--trust", who)["Trusts"] == [meant]


def test_a_role_may_trust_another_role_and_several(installed: Installed) -> None:
    installed.said("role", "create", "first", "--trust", "user/admin")
    made = installed.told("role", "create", "second", "--trust", "role/first", "--trust", "user/admin")
    assert made["Trusts"] == ["arn:aws:iam::123456789012:role/first", ADMIN]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("user/ghost", "There is no user ghost."),
        ("group/developers", "A role can't trust a group. Let it trust the account (--trust account)"),
        ("admin", "'admin' names nobody. Write user/NAME, group/NAME or role/NAME, or a whole ARN."),
        ("arn:aws:iam::999999999999:user/ann", "names nobody"),
        ("arn:aws:iam::999999999999:root", "names nobody"),
        ("*", "names nobody"),
        ("user/", "names nobody"),
    ],
)
def test_who_can_not_be_trusted(installed: Installed, who: str, told: str) -> None:
    installed.said("group", "create", "developers")
    assert told in installed.refusal("role", "create", "deployer", "--trust", who)
    assert installed.told("role", "list") == []


def test_a_role_that_trusts_nobody_is_no_use(installed: Installed) -> None:
    assert installed.call("role", "create", "deployer")[0] == 2


def test_an_external_id_that_sts_would_not_take(installed: Installed) -> None:
    words = ("role", "create", "deployer", "--trust", "user/admin", "--external-id")
    assert "An external id has 2 to 1224 letters" in installed.refusal(*words, "a b")


def test_trust_is_said_anew_as_a_whole(installed: Installed) -> None:
    installed.said("role", "create", "deployer", "--trust", "user/admin", "--external-id", "blue-42")
    changed = installed.told("role", "trust", "deployer", "--trust", "account")
    assert (changed["Trusts"], changed["ExternalId"]) == ([ROOT], None)


def test_a_role_is_listed_disabled_enabled_and_deleted(installed: Installed) -> None:
    installed.said("role", "create", "deployer", "--trust", "user/admin")
    assert installed.told("role", "disable", "deployer")["Disabled"] is True
    assert installed.told("role", "list")[0]["Disabled"] is True
    assert installed.told("role", "enable", "deployer")["Disabled"] is False
    installed.said("role", "delete", "deployer")
    assert installed.said("role", "list") == "There is no role yet. Make one with `launchpath role create`.\n"


def test_two_roles_may_not_end_in_the_same_name(installed: Installed) -> None:
    """Their sessions would have the same ARN, which leaves the path out."""
    installed.said("role", "create", "a/deployer", "--trust", "user/admin")
    told = installed.refusal("role", "create", "b/Deployer", "--trust", "user/admin")
    assert "There is a role a/deployer already." in told
