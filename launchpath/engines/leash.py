"""A program that runs another on a leash: it ends with all that it started, wherever that has gone, when it has to.

It has to when a file goes, and when whoever asked for it has died; then it removes the folder of the file, too. It is
run by its path, in an interpreter without any packages.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

#: Seconds between two looks.
_LOOK = 0.1
#: Seconds that a program gets to end in order.
_GRACE = 5.0
_PR_SET_CHILD_SUBREAPER = 36


def command(alive: Path, given: Sequence[str]) -> list[str]:
    """The command line that runs `given` on a leash, as long as the file `alive` and this process are there."""
    return [sys.executable, "-I", "-S", str(Path(__file__)), str(alive), str(os.getpid()), *given]


def _run(alive: Path, parent: int, given: Sequence[str]) -> int:
    """The exit status of the program, once nothing of it has to be ended any more."""
    stops: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stops.append(number))
    adopt()
    child = subprocess.Popen(given)
    while child.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            child.wait(_LOOK)
        if stops or os.getppid() != parent or not alive.exists():
            _end(child)
    if os.getppid() != parent:
        shutil.rmtree(alive.parent, ignore_errors=True)
    return child.returncode if child.returncode >= 0 else 1


def adopt() -> None:
    """Where the kernel can: become the parent of what our children leave behind."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, so that it ends what it started; then kill what is left, and what that leaves behind."""
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE)
    child.kill()
    child.wait()
    kill_what_is_left()


def kill_what_is_left(but: int = 0) -> None:
    """Kill all children of this process, and those that are adopted then; `but`: one that may go on."""
    while left := _children() - {but}:
        for one in left:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(one, 0)


def _children() -> set[int]:
    """Our own children, where the kernel tells."""
    mine = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # After the name, which may be anything, come its state and its parent.
            if stat.read_text(errors="replace").rpartition(")")[2].split()[1] == str(os.getpid()):
                mine.add(int(stat.parent.name))
    return mine


if __name__ == "__main__":
    sys.exit(_run(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
