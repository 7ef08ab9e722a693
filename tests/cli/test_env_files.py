"""DIR/admin.env and DIR/developer.env: a shell that sources one of them is that user."""

import subprocess
from pathlib import Path

import pytest

from tests.running import RunningServer

NAMES = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ENDPOINT_URL_SERVICE_CATALOG",
    "AWS_ENDPOINT_URL",
    "LAUNCHPATH_PRINCIPAL_ARN",
}


@pytest.mark.parametrize("user", ["admin", "developer"])
def test_only_we_may_read_it(demo: RunningServer, user: str) -> None:
    assert (demo.folder / f"{user}.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("user", ["admin", "developer"])
def test_bash_takes_from_it_what_a_client_needs(demo: RunningServer, user: str) -> None:
    taken = sourced(demo.folder / f"{user}.env")
    assert set(taken) >= NAMES
    assert taken == demo.variables(user)
    assert taken["LAUNCHPATH_PRINCIPAL_ARN"] == f"arn:aws:iam::123456789012:user/{user}"
    assert taken["AWS_ACCESS_KEY_ID"].startswith("AKIA")
    assert taken["AWS_ENDPOINT_URL"] != taken["AWS_ENDPOINT_URL_SERVICE_CATALOG"]


def sourced(file: Path, **before: str) -> dict[str, str]:
    """The variables that a bash with these variables, and no others, has after sourcing a file."""
    script = 'set -eu; source "$1"; env -0'
    said = subprocess.run(["/bin/bash", "-c", script, "bash", file], capture_output=True, check=True, env=before).stdout
    pairs = (pair.split("=", 1) for pair in said.decode().split("\0") if pair)
    return {name: value for name, value in pairs if name.startswith(("AWS_", "LAUNCHPATH_"))}


def test_it_holds_nothing_but_exports_and_takes_a_left_over_token_away(demo: RunningServer) -> None:
    first, *rest = (demo.folder / "admin.env").read_text().splitlines()
    assert first == "unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN"
    for line in rest:
        assert line.startswith("export ")


def test_a_token_of_an_earlier_session_does_not_stay(demo: RunningServer) -> None:
    stale = {"AWS_SESSION_TOKEN": "stale", "AWS_SECURITY_TOKEN": "stale"}
    assert sourced(demo.folder / "admin.env", **stale) == demo.variables("admin")


def test_the_users_have_keys_of_their_own(demo: RunningServer) -> None:
    admin, developer = demo.variables("admin"), demo.variables("developer")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        assert admin[name] != developer[name]


def test_another_folder_has_other_keys_region_and_account(demo: RunningServer, tmp_path: Path) -> None:
    options = ("--engine", "none", "--region", "cn-north-1", "--account", "210987654321")
    with RunningServer(tmp_path, *options) as server:
        found = server.variables("admin")
        assert found["AWS_DEFAULT_REGION"] == "cn-north-1"
        assert found["LAUNCHPATH_PRINCIPAL_ARN"] == "arn:aws-cn:iam::210987654321:user/admin"
        assert found["AWS_SECRET_ACCESS_KEY"] != demo.variables("admin")["AWS_SECRET_ACCESS_KEY"]
        assert not (server.folder / "developer.env").exists()
        assert server.client("admin").list_portfolios()["PortfolioDetails"] == []


def test_nothing_else_in_the_folder_is_readable_for_others(demo: RunningServer) -> None:
    assert {path.name for path in demo.folder.iterdir()} >= {"launchpath.db", "launchpath.db-wal", "lock", "secret.key"}
    for path in [demo.folder, *demo.folder.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path
