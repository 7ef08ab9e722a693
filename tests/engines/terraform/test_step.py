"""A command under its lifeline: how it ends, and what becomes of it when its worker or its lifeline dies."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launchpath.engines.memory import Heir
from launchpath.engines.terraform import folder
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.step import Exit, Limits, Log, Step
from tests.processes import await_end
from tests.running import wait_for

Make = Callable[..., Step]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Folder]:
    with folder.opened(tmp_path / "runs") as one:
        one.fill({}, {}, None)
        yield one


@pytest.fixture
def make(room: Folder) -> Make:
    """A step that runs this in a shell."""

    def create(text: str, *, patience: float = 60, grace: float = 60, heir: Heir | None = None) -> Step:
        limits = Limits(patience=patience, grace=grace)
        one = Step(room, "step", ["/bin/sh", "-c", text], {"PATH": os.environ["PATH"]}, limits)
        one.start(heir)
        return one

    return create


def ended(step: Step) -> Exit:
    def look() -> Exit | None:
        step.beat()
        return step.exit()

    found: Exit = wait_for(look)
    return found


def test_a_command_ends_by_itself(make: Make, room: Folder) -> None:
    assert ended(make("echo said; pwd; exit 3")) == Exit(3)
    assert list(Log(room.log("step")).fresh()) == ["said\n", f"{room.module}\n"]


def test_one_that_takes_too_long_is_told_to_end(make: Make) -> None:
    assert ended(make("trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done", patience=0.3)) == Exit(
        5, "timeout"
    )


def test_the_request_to_end_waits_until_the_command_listens(make: Make) -> None:
    """A signal that comes too early may be missed, and a second one means something else."""
    step = make("trap '' TERM; sleep 1; trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done", patience=0.2)
    assert ended(step) == Exit(5, "timeout")


def test_one_that_does_not_heed_that_is_killed(make: Make) -> None:
    step = make("trap '' TERM; while :; do sleep 0.05; done", patience=0.3, grace=0.3)
    assert ended(step) == Exit(-signal.SIGKILL, "timeout")


def test_one_that_is_interrupted_says_that_it_was_asked_to(make: Make, room: Folder) -> None:
    step = make("trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done")
    wait_for(lambda: room.log("step").exists() and room.log("step").read_text())
    step.interrupt()
    assert ended(step) == Exit(5, "asked")


def test_one_that_is_stopped_with_everything_else_was_asked_to_end(make: Make, tmp_path: Path) -> None:
    """As a service manager stops a whole group: that the command did not succeed is no failure of it."""
    step = make(f"trap 'exit 5' TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.05; done")
    pid = int(wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
    assert step._process is not None
    step._process.send_signal(signal.SIGTERM)
    os.kill(pid, signal.SIGTERM)
    assert ended(step) == Exit(5, "asked")


def test_without_an_heir_a_dead_workers_command_ends(make: Make) -> None:
    step = make("echo ready; while :; do sleep 0.05; done", grace=9)
    step.abandon()
    assert ended(step) == Exit(-signal.SIGTERM, "alone")


def test_with_an_heir_it_goes_on_and_the_heir_is_told_what_it_needs(make: Make, tmp_path: Path) -> None:
    program = f"import sys, time; open({str(tmp_path / 'heir')!r}, 'w').write(sys.stdin.read()); time.sleep(60)"
    step = make(
        f"until [ -e {tmp_path}/gate ]; do sleep 0.05; done", heir=Heir((sys.executable, "-c", program), "told")
    )
    step.abandon()
    wait_for(lambda: (tmp_path / "heir").exists() and (tmp_path / "heir").read_text() == "told")
    (tmp_path / "gate").touch()
    assert ended(step) == Exit(0)


def test_when_the_heir_dies_too_it_ends(make: Make) -> None:
    step = make("echo ready; while :; do sleep 0.05; done", grace=9, heir=Heir((sys.executable, "-c", ""), ""))
    step.abandon()
    assert ended(step) == Exit(-signal.SIGTERM, "alone")


def test_with_its_lifeline_the_command_dies(make: Make, tmp_path: Path) -> None:
    step = make(f"echo $$ > {tmp_path}/pid; while :; do sleep 0.05; done")
    pid = int(wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
    assert step._process is not None
    step._process.kill()
    assert ended(step) == Exit(-1, "lost")
    await_end({pid})


def test_a_folder_goes_with_its_run_and_stays_while_something_of_it_lives(make: Make, tmp_path: Path) -> None:
    runs = tmp_path / "others"
    with folder.opened(runs) as one:
        assert list(folder.dead(runs)) == []
        one.fill({}, {}, None)
        step = Step(
            one, "step", ["/bin/sh", "-c", "sleep 0.5"], {"PATH": os.environ["PATH"]}, Limits(patience=9, grace=9)
        )
        step.start()
        wait_for(one.log("step").exists)
    assert one.root.exists()
    assert list(folder.dead(runs)) == []
    ended(step)
    wait_for(lambda: list(folder.dead(runs)) == [one])
