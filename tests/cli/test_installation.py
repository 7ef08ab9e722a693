"""An installation remembers its account and its region, and who was removed from it."""

from pathlib import Path

import pytest

from launchpath import house, installation
from launchpath.config import Config
from launchpath.first_start import FolderUnusable
from tests.cli.installed import Installed
from tests.cli.running import launchpath
from tests.postgresql import Fresh
from tests.running import RunningServer


def test_a_later_start_needs_neither_account_nor_region(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--engine", "none", "--account", "210987654321", "--region", "eu-west-1"):
        pass
    with RunningServer(tmp_path, "--engine", "none") as server:
        assert server.client("admin", "sts").get_caller_identity()["Account"] == "210987654321"
        assert server.variables("admin")["AWS_DEFAULT_REGION"] == "eu-west-1"


@pytest.mark.parametrize("option", [("--account", "210987654321"), ("--region", "eu-west-1")])
def test_another_account_or_region_is_refused_with_what_to_do(installed: Installed, option: tuple[str, str]) -> None:
    answer = launchpath("serve", "--port", "0", "--engine", "none", "--data", str(installed.folder), *option)
    assert answer.returncode == 1
    said = " ".join(answer.stderr.split())
    assert "The catalog in the data folder belongs to account 123456789012 in us-east-1" in said
    assert "Leave --account and --region out, or give the other catalog a folder of its own with --data." in said


def test_an_administrator_who_was_removed_does_not_come_back(installed: Installed) -> None:
    installed.said("user", "delete", "admin")
    house.open_database(Config(data=installed.folder)).close()
    assert installed.told("user", "list") == []


def test_a_refused_account_changes_nothing(installed: Installed) -> None:
    with pytest.raises(FolderUnusable):
        house.open_database(Config(data=installed.folder, account="210987654321", demo=True))
    assert [one["Name"] for one in installed.told("user", "list")] == ["admin"]


def test_nothing_is_remembered_where_nothing_is(tmp_path: Path) -> None:
    assert installation.remembered(Config(data=tmp_path)) == {}
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "launchpath.db").write_text("this is no database")
    assert installation.remembered(Config(data=tmp_path)) == {}


def test_the_commands_work_on_postgresql_as_well(tmp_path: Path, postgresql: Fresh) -> None:
    url = postgresql()
    installed = Installed.at(tmp_path / "data", postgresql_url=url)
    assert installed.told("user", "create", "ann", "--database-url", url)["Name"] == "ann"
    assert [one["Name"] for one in installed.told("user", "list", "--database-url", url)] == ["admin", "ann"]
    assert "There is a user ann already." in installed.refusal("user", "create", "Ann", "--database-url", url)


def test_a_database_that_is_none_of_ours_is_told(installed: Installed) -> None:
    assert installed.call("user", "list", "--database-url", "mysql://host/name")[0] == 2
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    assert installed.call("user", "list", "--database-url", nowhere)[0] == 1
