"""A program on a leash ends with all that it started, wherever that has gone, and leaves what it may leave."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launchpath.engines import leash
from tests.processes import running_with
from tests.running import wait_for

#: It starts one that leaves its session and its parent, as daemons do.
SCATTERED = "(setsid tail -f {file} &) ; touch {begun}; tail -f {file} & wait"


@pytest.fixture
def alive(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "alive").touch()
    yield folder / "alive"
    (folder / "alive").unlink(missing_ok=True)


def started(alive: Path, script: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(leash.command(alive, ["sh", "-c", script]), start_new_session=True)


def scattered(folder: Path) -> str:
    (folder / "watched").touch()
    return SCATTERED.format(file=folder / "watched", begun=folder / "begun")


def test_the_exit_status_is_the_programs(alive: Path) -> None:
    assert started(alive, "exit 7").wait(10) == 7


def test_when_the_file_goes_everything_ends(alive: Path, tmp_path: Path) -> None:
    running = started(alive, scattered(tmp_path))
    wait_for((tmp_path / "begun").exists)
    alive.unlink()
    running.wait(20)
    assert running_with(str(tmp_path / "watched")) == []


def test_what_hears_no_request_to_end_is_killed(alive: Path, tmp_path: Path) -> None:
    running = started(alive, f"trap '' TERM; {scattered(tmp_path)}")
    wait_for((tmp_path / "begun").exists)
    running.terminate()
    running.wait(20)
    assert running_with(str(tmp_path / "watched")) == []


def test_when_who_asked_for_it_is_killed_everything_ends_and_the_folder_goes(alive: Path, tmp_path: Path) -> None:
    code = (
        "import pathlib, subprocess, sys; from launchpath.engines import leash;"
        "subprocess.Popen(leash.command(pathlib.Path(sys.argv[1]), ['sh', '-c', sys.argv[2]]), start_new_session=True)"
        ".wait()"
    )
    asking = subprocess.Popen([sys.executable, "-c", code, str(alive), scattered(tmp_path)])
    wait_for((tmp_path / "begun").exists)
    os.kill(asking.pid, signal.SIGKILL)
    asking.wait()
    wait_for(lambda: not alive.parent.exists())
    # The leash itself, whose command line names the file, ends a moment after the folder.
    wait_for(lambda: running_with(str(tmp_path / "watched")) == [], patience=10)


def test_what_a_program_leaves_behind_when_it_ends_by_itself_goes_on(alive: Path, tmp_path: Path) -> None:
    (tmp_path / "watched").touch()
    assert started(alive, f"setsid tail -f {tmp_path / 'watched'} & sleep 0.2").wait(10) == 0
    (left,) = running_with(str(tmp_path / "watched"))
    os.kill(left, signal.SIGKILL)
