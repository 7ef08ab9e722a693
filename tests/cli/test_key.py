"""launchpath key: keys are made, shown once, disabled, replaced, deleted."""

import shlex
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from launchpath.config import Config
from launchpath.store import access_keys, settings
from launchpath.store.database import Database
from launchpath.store.vault import open_vault
from tests.cli.installed import Installed


def usable(installed: Installed, key_id: str) -> str | None:
    """The secret of a key that a request can be signed with."""
    database = Database(Config(data=installed.folder).database_url, open_vault(installed.folder))
    with database.read() as tx:
        found = access_keys.find(tx, key_id)
    database.close()
    return found.secret if found else None


def variables(text: str) -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(text) if "=" in word)


def test_a_key_is_shown_once_with_its_secret(installed: Installed) -> None:
    made = installed.told("key", "create", "admin")
    assert made["AccessKeyId"].startswith("AKIA")
    assert usable(installed, made["AccessKeyId"]) == made["SecretAccessKey"]
    listed = installed.said("key", "list")
    assert made["AccessKeyId"] in listed
    assert made["SecretAccessKey"] not in listed


def test_people_see_the_two_on_two_lines(installed: Installed) -> None:
    lines = installed.said("key", "create", "admin").splitlines()
    assert [line.split()[0] for line in lines] == ["AccessKeyId", "SecretAccessKey"]


def test_export_lines_make_a_shell_that_user(installed: Installed) -> None:
    installed.said("user", "create", "team/ann")
    found = variables(installed.said("key", "create", "ann", "--env"))
    assert usable(installed, found["AWS_ACCESS_KEY_ID"]) == found["AWS_SECRET_ACCESS_KEY"]
    assert found["AWS_DEFAULT_REGION"] == "us-east-1"
    assert found["LAUNCHPATH_PRINCIPAL_ARN"] == "arn:aws:iam::123456789012:user/team/ann"


def test_a_file_of_export_lines_is_for_us_alone_and_the_secret_is_nowhere_else(
    installed: Installed, tmp_path: Path
) -> None:
    file = tmp_path / "ann.env"
    file.touch(mode=0o644)
    said = installed.said("key", "create", "admin", "--env-file", str(file))
    found = variables(file.read_text())
    assert said == f"The key {found['AWS_ACCESS_KEY_ID']} is in {file}: `source {file}` makes a shell that user.\n"
    assert usable(installed, found["AWS_ACCESS_KEY_ID"]) == found["AWS_SECRET_ACCESS_KEY"]
    assert file.stat().st_mode & 0o777 == 0o600
    told = installed.told("key", "rotate", found["AWS_ACCESS_KEY_ID"], "--env-file", str(file))
    assert variables(file.read_text())["AWS_ACCESS_KEY_ID"] == told["AccessKeyId"]
    assert "SecretAccessKey" not in told


def test_without_the_file_there_is_no_key(installed: Installed, tmp_path: Path) -> None:
    before = installed.told("key", "list")
    assert "No such file" in installed.refusal("key", "create", "admin", "--env-file", str(tmp_path / "a" / "b.env"))
    assert installed.told("key", "list") == before


def test_keys_of_one_user_or_of_all_are_listed(installed: Installed) -> None:
    installed.said("user", "create", "ann")
    made = installed.told("key", "create", "ann")["AccessKeyId"]
    assert [one["AccessKeyId"] for one in installed.told("key", "list", "ann")] == [made]
    assert [one["UserName"] for one in installed.told("key", "list")] == ["admin", "ann"]


def test_a_disabled_key_can_not_be_used_until_enabled(installed: Installed) -> None:
    key_id = installed.told("key", "create", "admin")["AccessKeyId"]
    assert installed.told("key", "disable", key_id)["Disabled"] is True
    assert usable(installed, key_id) is None
    assert installed.told("key", "enable", key_id)["Disabled"] is False
    assert usable(installed, key_id)


def test_a_rotated_key_is_disabled_and_has_a_successor(installed: Installed) -> None:
    before = installed.told("key", "create", "admin")
    after = installed.told("key", "rotate", before["AccessKeyId"])
    assert after["UserName"] == "admin"
    assert usable(installed, before["AccessKeyId"]) is None
    assert usable(installed, after["AccessKeyId"]) == after["SecretAccessKey"] != before["SecretAccessKey"]


def test_a_deleted_key_is_gone(installed: Installed) -> None:
    key_id = installed.told("key", "create", "admin")["AccessKeyId"]
    installed.said("key", "delete", key_id)
    assert usable(installed, key_id) is None
    assert key_id not in installed.said("key", "list")


@pytest.mark.parametrize("verb", ["disable", "enable", "rotate", "delete"])
def test_a_key_that_does_not_exist(installed: Installed, verb: str) -> None:
    told = "There is no access key AKIANOWHERE. `launchpath key list` shows those that there are."
    assert installed.refusal("key", verb, "AKIANOWHERE") == told


def test_roles_and_groups_have_no_keys(installed: Installed) -> None:
    installed.said("role", "create", "deployer", "--trust", "user/admin")
    assert "There is no user deployer." in installed.refusal("key", "create", "deployer")


def test_an_env_file_gets_the_key_that_is_left(installed: Installed) -> None:
    [first] = installed.told("key", "list")
    (installed.folder / "admin.env").write_text("export AWS_ACCESS_KEY_ID=old\n")
    made = installed.told("key", "rotate", first["AccessKeyId"])
    found = variables((installed.folder / "admin.env").read_text())
    assert (found["AWS_ACCESS_KEY_ID"], found["AWS_SECRET_ACCESS_KEY"]) == (
        made["AccessKeyId"],
        made["SecretAccessKey"],
    )
    assert (installed.folder / "admin.env").stat().st_mode & 0o777 == 0o600


def test_export_lines_say_where_the_server_was_last(installed: Installed) -> None:
    database = Database(Config(data=installed.folder).database_url, open_vault(installed.folder))
    with database.write() as tx:
        settings.put(tx, "variables", {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"})
    database.close()
    assert "export AWS_ENDPOINT_URL_STS=http://127.0.0.1:1\n" in installed.said("key", "create", "admin", "--env")


def test_no_secret_is_in_the_audit(installed: Installed) -> None:
    made = installed.told("key", "create", "admin")
    assert installed.audited() == [("CreateAccessKey", {"user": "admin"})]
    assert made["SecretAccessKey"].encode() not in (installed.folder / "launchpath.db").read_bytes()


def test_a_folder_whose_key_is_lost_is_told(installed: Installed) -> None:
    (installed.folder / "secret.key").unlink()
    told = installed.refusal("key", "create", "admin")
    assert f"The key of the catalog in {installed.folder} is missing" in told
    assert "LAUNCHPATH_SECRET_KEY" in told
    assert not (installed.folder / "secret.key").exists()


def test_nothing_is_written_with_another_key(installed: Installed) -> None:
    """The server could not read it."""
    installed.said("user", "delete", "admin")
    installed.said("user", "create", "ann")
    (installed.folder / "secret.key").write_bytes(Fernet.generate_key())
    assert "this data was written with another key" in installed.refusal("key", "create", "ann")
