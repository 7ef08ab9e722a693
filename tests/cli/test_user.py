"""launchpath user: make, show, disable, delete people."""

from pathlib import Path

import pytest

from tests.cli.installed import Installed

ARN = "arn:aws:iam::123456789012:user"


def test_a_new_user_has_an_arn_an_id_and_nothing_else(installed: Installed) -> None:
    made = installed.told("user", "create", "ann")
    assert made["Arn"] == f"{ARN}/ann"
    assert made["Id"].startswith("AIDA")
    assert len(made["Id"]) == 21
    assert (made["Groups"], made["AccessKeys"], made["Policies"], made["Disabled"]) == ([], [], [], False)


def test_people_read_a_sentence_and_a_table(installed: Installed) -> None:
    assert "The user ann is made: arn:aws:iam::123456789012:user/ann." in installed.said("user", "create", "ann")
    rows = [line.split() for line in installed.said("user", "list").splitlines() if line.strip()]
    assert rows[0] == ["Name", "Disabled", "Created"]
    assert [row[:2] for row in rows[2:]] == [["admin", "no"], ["ann", "no"]]
    assert f"Arn         {ARN}/ann" in installed.said("user", "show", "ann")


def test_a_name_may_have_a_path_and_is_found_without_it(installed: Installed) -> None:
    assert installed.told("user", "create", "team/blue/ann")["Arn"] == f"{ARN}/team/blue/ann"
    assert installed.told("user", "show", "ann")["Name"] == "team/blue/ann"
    assert installed.told("user", "show", "team/blue/ann")["Name"] == "team/blue/ann"
    assert "There is no user red/ann." in installed.refusal("user", "show", "red/ann")


@pytest.mark.parametrize("name", ["a" * 64, "a+b=c,d.e@f-g_h", "team/x"])
def test_a_name_that_iam_takes(installed: Installed, name: str) -> None:
    assert installed.told("user", "create", name)["Name"] == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a" * 65,
        "a b",
        "a:b",
        "ünal",
        "/ann",
        "team//ann",
        "team/",
        "x\n",
        "p/" * 300 + "x",
        "a/../b",
        "./a",
        ".",
        "..",
    ],
)
def test_a_name_that_iam_does_not_take(installed: Installed, name: str) -> None:
    assert "is no name for a user" in installed.refusal("user", "create", name)


@pytest.mark.parametrize("name", ["user/x", "group/x", "role/ops/x"])
def test_a_name_that_was_meant_as_an_arn(installed: Installed, name: str) -> None:
    kind = name.partition("/")[0]
    assert f"{name!r} is no name for a user: leave {kind}/ out, as in x." in installed.refusal("user", "create", name)


@pytest.mark.parametrize("same", ["ann", "ANN", "other/ann"])
def test_like_in_iam_a_name_belongs_to_one_user_whatever_its_case_and_path(installed: Installed, same: str) -> None:
    installed.said("user", "create", "team/ann")
    assert "There is a user team/ann already." in installed.refusal("user", "create", same)


def test_a_percent_sign_finds_nobody_but_itself(installed: Installed) -> None:
    assert "There is no user %." in installed.refusal("user", "show", "%")
    assert "There is no user _dmin." in installed.refusal("user", "show", "_dmin")


def test_a_user_and_a_group_may_have_the_same_name(installed: Installed) -> None:
    installed.said("user", "create", "ann")
    installed.said("group", "create", "ann")


def test_a_disabled_user_is_shown_as_such_until_enabled(installed: Installed) -> None:
    installed.said("user", "create", "ann")
    assert installed.told("user", "disable", "ann")["Disabled"] is True
    assert installed.told("user", "show", "ann")["Disabled"] is True
    assert installed.told("user", "enable", "ann")["Disabled"] is False


def test_a_user_goes_into_groups_and_out_again(installed: Installed) -> None:
    installed.said("user", "create", "ann")
    installed.said("group", "create", "team/developers")
    group = "arn:aws:iam::123456789012:group/team/developers"
    assert installed.told("user", "add-to-group", "ann", "developers")["Groups"] == [group]
    assert installed.told("user", "add-to-group", "ann", "developers")["Groups"] == [group]
    assert installed.told("group", "show", "developers")["Users"] == [f"{ARN}/ann"]
    assert installed.told("user", "remove-from-group", "ann", "developers")["Groups"] == []
    assert "ann is not in the group" in installed.refusal("user", "remove-from-group", "ann", "developers")


def test_a_deleted_user_is_gone_with_keys_groups_and_policies(installed: Installed) -> None:
    installed.said("user", "create", "ann")
    installed.said("group", "create", "developers")
    installed.said("user", "add-to-group", "ann", "developers")
    installed.said("policy", "attach", "AWSServiceCatalogEndUserFullAccess", "user/ann")
    installed.said("key", "create", "ann")
    assert installed.told("user", "delete", "ann") == {"Name": "ann", "Arn": f"{ARN}/ann"}
    assert "There is no user ann." in installed.refusal("user", "show", "ann")
    assert installed.told("group", "show", "developers")["Users"] == []
    assert [key["UserName"] for key in installed.told("key", "list")] == ["admin"]


def test_who_gets_the_name_of_a_deleted_user_is_somebody_else(installed: Installed) -> None:
    before = installed.told("user", "create", "ann")["Id"]
    installed.said("role", "create", "deployer", "--trust", "user/ann")
    installed.said("user", "delete", "ann")
    after = installed.told("user", "create", "ann")
    assert after["Id"] != before
    assert after["AccessKeys"] == []
    assert installed.told("role", "show", "deployer")["Trusts"] == [before]


def test_nobody_is_nobody(installed: Installed) -> None:
    for verb in ("show", "disable", "enable", "delete"):
        told = "There is no user ghost. `launchpath user list` shows those that there are."
        assert installed.refusal("user", verb, "ghost") == told


def test_every_change_has_its_line_in_the_audit_and_a_look_has_none(installed: Installed) -> None:
    installed.said("user", "create", "ann")
    installed.said("user", "disable", "ann")
    installed.said("user", "list")
    installed.refusal("user", "delete", "ghost")
    installed.said("user", "delete", "ann")
    assert installed.audited() == [
        ("CreateUser", {"name": "ann"}),
        ("DisableUser", {"name": "ann"}),
        ("DeleteUser", {"name": "ann"}),
    ]


def test_without_an_installation_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    said = Installed(tmp_path / "nowhere").refusal("user", "list")
    assert f"There is no catalog in {tmp_path / 'nowhere'} yet. Start `launchpath serve --data" in said
    assert not (tmp_path / "nowhere").exists()


def test_the_account_and_the_region_are_those_of_the_installation(tmp_path: Path) -> None:
    elsewhere = Installed.at(tmp_path / "data", account="210987654321", region="cn-north-1")
    assert elsewhere.told("user", "create", "ann")["Arn"] == "arn:aws-cn:iam::210987654321:user/ann"
