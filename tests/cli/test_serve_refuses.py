"""What `launchpath serve` refuses, it refuses with a sentence and without a trace of our code.

A folder or a port in use, a wrong key and the like: tests/acceptance/test_start.py.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import launchpath
from tests.postgresql import Fresh
from tests.running import PATIENCE, RunningServer


def refusal(folder: Path, *options: str, command: str = "serve") -> str:
    """What is said when a server, or a worker, does not start."""
    port = ["--port", "0"] if command == "serve" else []
    answer = launchpath(command, *port, "--data", str(folder), *options, timeout=PATIENCE)
    assert answer.returncode in (1, 2)
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""
    return " ".join(answer.stderr.split())


@pytest.mark.parametrize("account", ["", "1234", "1234567890123", "12345678901x", "²²²²²²²²²²²²", "١٢٣٤٥٦٧٨٩٠١٢"])
def test_what_is_no_account_id(tmp_path: Path, account: str) -> None:
    assert f"{account} is not an account id: it must have 12 digits." in refusal(tmp_path, "--account", account)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.com"])
def test_open_where_other_machines_could_reach_it(tmp_path: Path, host: str) -> None:
    said = refusal(tmp_path / "data", "--open", "--host", host)
    assert f"--open on {host} would make every machine that reaches it an administrator." in said
    assert not (tmp_path / "data").exists()


def test_a_tour_without_the_demo(tmp_path: Path) -> None:
    assert "--tour launches from the sample catalog: give --demo too." in refusal(tmp_path, "--tour")


def test_an_engine_that_is_not_installed(tmp_path: Path) -> None:
    said = refusal(tmp_path, "--engine", "teleport")
    assert "There is no engine 'teleport'. Installed: " in said
    assert "sandbox" in said
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_none(tmp_path: Path) -> None:
    assert "65536 is not in the range 0<=x<=65535" in refusal(tmp_path, "--port", "65536")


@pytest.mark.parametrize("host", ["192.0.2.1", "300.1.1.1", "a b"])
def test_a_host_that_is_not_ours(tmp_path: Path, host: str) -> None:
    said = refusal(tmp_path / "data", "--engine", "none", "--host", host)
    assert f"Can't listen on {host}:0: " in said
    assert "Give --host an address of this machine, such as 127.0.0.1" in said
    assert "another server" not in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("region", ["", "bad region", "us-east", "US-EAST-1", "us-east-1\n"])
def test_what_is_no_region(tmp_path: Path, region: str) -> None:
    said = refusal(tmp_path / "data", "--region", region)
    assert f"{region!r} is not a region: write it as AWS does, such as us-east-1." in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("url", ["nonsense", "s3.example.com", "ftp://example.com", "http://", "http://["])
def test_what_is_no_address_of_s3(tmp_path: Path, url: str) -> None:
    said = refusal(tmp_path / "data", "--s3-endpoint", url)
    assert "--s3-endpoint: It must be an address such as https://s3.example.com." in said
    assert not (tmp_path / "data").exists()


def test_a_public_url_that_no_browser_can_read(tmp_path: Path) -> None:
    assert "It must be an address such as" in refusal(tmp_path, "--public-url", "http://[")


def test_a_log_file_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    log = tmp_path / "lgos" / "serve.log"
    said = refusal(tmp_path / "data", "--log-file", str(log))
    assert f"Can't write the log to {log}: there is no folder {log.parent}. Make it first, or name" in said
    assert list(tmp_path.iterdir()) == []


def test_a_log_file_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refusal(tmp_path / "data", "--log-file", str(tmp_path / "file" / "serve.log"))
    assert f"Can't write the log to {tmp_path / 'file' / 'serve.log'}: " in said


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert "is a file" in refusal(file)


def test_a_database_of_a_newer_release(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--engine", "none") as server:
        pass
    with closing(sqlite3.connect(server.folder / "launchpath.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    assert "It was written by a newer release of Launchpath" in refusal(server.folder, "--engine", "none")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_postgresql_that_does_not_let_us_in(tmp_path: Path, command: str) -> None:
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    said = refusal(tmp_path / "data", "--engine", "none", "--database-url", url, command=command)
    assert "Can't use the database postgresql://nobody@/nothing" in said
    assert "See that PostgreSQL runs and lets us in: psql 'postgresql://nobody@/nothing?host=" in said
    assert "sqlalche.me" not in said


def test_a_database_file_that_can_not_be_opened(tmp_path: Path) -> None:
    (tmp_path / "launchpath.db").mkdir()
    said = refusal(tmp_path, "--engine", "none")
    assert "unable to open database file. See that this account may read and write it" in said


def test_a_data_folder_that_can_not_be_looked_into(tmp_path: Path) -> None:
    assert "Can't look into" in refusal(tmp_path / ("d" * 300), "--engine", "none")


def test_an_option_that_does_not_exist(tmp_path: Path) -> None:
    assert "No such option" in refusal(tmp_path, "--prot", "8000")


def test_a_second_worker_of_a_sandbox(tmp_path: Path, postgresql: Fresh) -> None:
    url = postgresql()
    with RunningServer(tmp_path, "--database-url", url) as first:
        (tmp_path / "second").mkdir()
        shutil.copy(first.folder / "secret.key", tmp_path / "second")
        said = refusal(tmp_path / "second", "--database-url", url)
    assert "what the sandbox makes lives in one process" in said
    assert "such as --engine cloudformation." in said


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://h/lp", "It must begin with postgresql://."),
        ("postgresql://h:5432x/lp", "Its port is not a number"),
        ("postgresql://lp:a@Pw@h/lp", "Special characters in a password have to be percent-encoded (@ is %40)"),
    ],
)
def test_what_is_no_url_of_a_database(tmp_path: Path, url: str, told: str) -> None:
    said = refusal(tmp_path / "data", "--database-url", url)
    assert f"--database-url: {told}" in said
    assert "Pw" not in said
