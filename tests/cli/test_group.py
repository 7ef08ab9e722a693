"""launchpath group: users who have policies together."""

from tests.cli.installed import Installed


def test_a_group_is_made_listed_shown_and_deleted(installed: Installed) -> None:
    made = installed.told("group", "create", "team/developers")
    assert made["Arn"] == "arn:aws:iam::123456789012:group/team/developers"
    assert made["Id"].startswith("AGPA")
    assert [one["Name"] for one in installed.told("group", "list")] == ["team/developers"]
    assert installed.told("group", "show", "developers")["Policies"] == []
    installed.said("group", "delete", "developers")
    assert installed.told("group", "list") == []


def test_without_a_group_the_list_says_how_to_make_one(installed: Installed) -> None:
    assert installed.said("group", "list") == "There is no group yet. Make one with `launchpath group create`.\n"


def test_a_group_can_not_be_disabled(installed: Installed) -> None:
    """As in IAM: a policy that denies does it."""
    assert installed.call("group", "disable", "developers")[0] == 2


def test_users_of_a_deleted_group_stay(installed: Installed) -> None:
    installed.said("group", "create", "developers")
    installed.said("user", "add-to-group", "admin", "developers")
    installed.said("group", "delete", "developers")
    assert installed.told("user", "show", "admin")["Groups"] == []


def test_a_group_that_does_not_exist_takes_nobody_in(installed: Installed) -> None:
    assert "There is no group ghosts." in installed.refusal("user", "add-to-group", "admin", "ghosts")
