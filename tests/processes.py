"""What tests ask of the machine: which processes a server has started, and a port that it finds again."""

import random
import socket
import subprocess

from tests.running import wait_for


def descendants(pid: int) -> set[int]:
    """The processes that this one has started, and those that they have started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [(int(child), int(parent)) for child, parent in map(str.split, listed.splitlines())]
    found: set[int] = set()
    while new := {child for child, parent in parents if parent in found | {pid}} - found:
        found |= new
    return found


def await_end(pids: set[int]) -> None:
    """Wait until none of these runs any more; one that nobody has buried yet does not run."""
    wait_for(lambda: not _running(pids), lambda: f"still running: {_running(pids)}", patience=10)


def _running(pids: set[int]) -> set[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    states = dict(line.split() for line in listed.splitlines())
    return {pid for pid in pids if states.get(str(pid), "Z")[0] != "Z"}


def lasting_port() -> int:
    """A free port, with a free one after it, that no client's socket takes while a server is down between two runs."""
    while True:
        port = random.randrange(20_000, 32_000, 2)
        if _free(port) and _free(port + 1):
            return port


def _free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0


def running_with(word: str) -> list[int]:
    """The processes whose command lines hold this word, but for those that have ended and are not yet waited for."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,stat=,args="], capture_output=True, text=True, check=True)
    told = (line.split(None, 2) for line in listed.stdout.splitlines())
    return [int(pid) for pid, state, *rest in told if word in "".join(rest) and not state.startswith("Z")]
