"""What is shipped for running Launchpath: commands see what the service sees, and no secret is packed or committed."""

import getpass
import os
import re
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parent.parent / "deploy"

SETTINGS = """
# remark
LAUNCHPATH_DATABASE_URL=postgresql://lp@h/lp?sslmode=require&connect_timeout=3
LAUNCHPATH_ENGINE="cloudformation terraform"
PGPASSWORD='a b$c#d'
  not a setting
LAST=one"""


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """deploy/launchpath, for places of a test's own; its program tells what it was started with."""
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho "$@"\nexec env\n')
    program.chmod(0o755)
    places = {
        "user": getpass.getuser(),
        "program": program,
        "data": tmp_path / "data",
        "settings": tmp_path / "launchpath.env",
    }
    script = (DEPLOY / "launchpath").read_text()
    for name, value in places.items():
        script = re.sub(f"^{name}=.*$", f"{name}={value}", script, count=1, flags=re.MULTILINE)
    made = tmp_path / "launchpath"
    made.write_text(script)
    made.chmod(0o755)
    return made


def called(command: Path, *words: str) -> tuple[str, dict[str, str]]:
    """The words and the environment that the program was started with."""
    environment = os.environ | {"AWS_PROFILE": "mine", "LAUNCHPATH_ENGINE": "mine"}
    said = subprocess.run([command, *words], env=environment, capture_output=True, text=True, check=True).stdout
    first, *rest = said.splitlines()
    return first, dict(line.partition("=")[::2] for line in rest)


def test_a_command_is_run_with_the_settings_of_the_service_and_no_others(command: Path, tmp_path: Path) -> None:
    (tmp_path / "launchpath.env").write_text(SETTINGS)
    words, environment = called(command, "backup", "to here.db")
    assert words == "backup to here.db"
    assert environment["LAUNCHPATH_DATABASE_URL"] == "postgresql://lp@h/lp?sslmode=require&connect_timeout=3"
    assert environment["LAUNCHPATH_ENGINE"] == "cloudformation terraform"
    assert (environment["PGPASSWORD"], environment["LAST"]) == ("a b$c#d", "one")
    assert environment["LAUNCHPATH_DATA"] == str(tmp_path / "data")
    assert "AWS_PROFILE" not in environment


def test_without_settings_there_is_the_data_folder(command: Path, tmp_path: Path) -> None:
    assert called(command, "doctor")[1]["LAUNCHPATH_DATA"] == str(tmp_path / "data")


def test_no_password_stands_in_a_url() -> None:
    for file in DEPLOY.rglob("*.*"):
        assert not re.search(r"postgresql://[^@\s]*:", file.read_text()), file


def test_secrets_are_neither_committed_nor_packed() -> None:
    ignored = (DEPLOY.parent / ".gitignore").read_text().splitlines()
    assert {"/deploy/.env", "/deploy/engine.env"} <= set(ignored)
    packed = [line[1:] for line in (DEPLOY.parent / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = re.findall(r"^COPY (.*) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert set(packed) == {name for names in copied for name in names.split()}
