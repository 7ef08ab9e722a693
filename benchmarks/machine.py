"""The machine: which core does what, and what a process has used."""

import os
import platform
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
#: What is measured has a core of its own, and who asks has the others.
SERVER_CORE = {CORES[0]}
CLIENT_CORES = set(CORES[1:]) or SERVER_CORE


def describe() -> str:
    """The machine, as far as figures depend on it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{len(CORES)} cores, {memory:.0f} GB, {system}"


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except FileNotFoundError:
        return []
    return [pid, *(one for child in children for one in family(child))]


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process, in seconds: other work on the machine does not count.

    Precise for the threads that live; those that have ended are in the kernel's coarser sum.
    """
    living = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            living += int((task / "schedstat").read_text().split()[0])
        except FileNotFoundError:
            continue
    return max(living / 1e9, _ticks(pid))


#: Seconds between two looks at processes that are held, and what one may have saved up.
_LOOK, _SAVED = 0.01, 0.05


@contextmanager
def held(pids: Sequence[int], share: float) -> Iterator[None]:
    """Within, each of these processes gets no more than this part of a core: it is stopped while it has had more."""
    if share >= 1:
        yield
        return
    over = threading.Event()
    holding = threading.Thread(target=_hold, args=(pids, share, over))
    holding.start()
    try:
        yield
    finally:
        over.set()
        holding.join()


def _hold(pids: Sequence[int], share: float, over: threading.Event) -> None:
    credit, used = dict.fromkeys(pids, 0.0), {pid: _ticks(pid) for pid in pids}
    before = time.monotonic()
    while not over.wait(_LOOK):
        now = time.monotonic()
        for pid in pids:
            had = _ticks(pid)
            credit[pid] = min(credit[pid] + share * (now - before), _SAVED) - (had - used[pid])
            used[pid] = had
            os.kill(pid, signal.SIGSTOP if credit[pid] < 0 else signal.SIGCONT)
        before = now
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


def _ticks(pid: int) -> float:
    """The seconds of CPU that a process has had, as coarse as the kernel counts them."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pids: list[int]) -> float:
    """Resident megabytes of these processes together, what they share counted once each (PSS)."""
    return sum(_pss(pid) for pid in pids)


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    return 0.0
