"""What Terraform runs under: a small process that lives on when the worker is killed, and sees to the end of it.

It is run by its path, in an interpreter without any packages. The first line of its standard input is what to do
(JSON, see `run`); after that every letter is a sign of life, and an `i` means: interrupt it.
"""

import ctypes
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

#: Seconds between two looks at everything.
_LOOK = 0.05
_PR_SET_PDEATHSIG = 1


class Lifeline:
    """One command, from its start to its end."""

    def __init__(self, told: dict[str, Any], alive: int, stops: list[int]) -> None:
        """`alive`: a descriptor whose lock says that something of the run lives; the heir inherits it. `stops`: the
        signals that were to end us."""
        self._told, self._alive, self._stops = told, alive, stops
        self._heir: subprocess.Popen[bytes] | None = None
        self._heard = self._began = time.monotonic()
        self._listening = True
        self._interrupted: float | None = None
        self._why = ""
        self._signalled = self._killed = False

    def run(self) -> int:
        """Start the command, watch it, write its exit down; its exit status."""
        from launchpath.engines import leash  # found where this file lies, see below

        told = self._told
        leash.adopt()
        with open(told["log"], "ab") as log:
            child = subprocess.Popen(
                told["command"],
                cwd=told["folder"],
                env=told["environment"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_us,
            )
        while (status := child.poll()) is None:
            self._look(child)
        if self._why or self._stops:
            # What provisioners have started does not end with Terraform.
            leash.kill_what_is_left(but=self._heir.pid if self._heir else 0)
        draft = f"{told['exit']}.part"
        with open(draft, "w") as file:
            # Who stops a whole group stops Terraform, too: that is no failure of it.
            json.dump({"status": status, "why": self._why or ("asked" if self._stops else "")}, file)
        os.replace(draft, told["exit"])
        return status

    def _look(self, child: "subprocess.Popen[bytes]") -> None:
        self._listen()
        now = time.monotonic()
        if self._interrupted is None:
            self._why = self._reason_to_end(now)
            self._interrupted = now if self._why else None
            return
        waited = now - self._interrupted
        if not self._signalled and (self._has_spoken() or waited > self._told["grace"] / 4):
            self._signalled = True
            # Up to 1.1 Terraform passes this one on to its inner self, and not SIGINT; both mean the same to it.
            child.send_signal(signal.SIGTERM)
        if not self._killed and waited > self._told["grace"]:
            self._killed = True
            os.killpg(child.pid, signal.SIGKILL)

    def _has_spoken(self) -> bool:
        """Whether it listens: before its first word it may miss a signal, and a second one would be no request."""
        return os.path.getsize(self._told["log"]) > 0

    def _listen(self) -> None:
        """Hear whether the worker lives. If it does not, whoever is to go on in its place is called."""
        heard, _, _ = select.select([0] if self._listening else [], [], [], _LOOK)
        if heard:
            words = os.read(0, 4096)
            self._listening = bool(words)
            self._heard = time.monotonic() if words else self._heard
            if b"i" in words and not self._why:
                self._why = "asked"
        if self._heir is None and self._told["heir"] and self._is_alone():
            self._listening = False
            self._heir = subprocess.Popen(
                self._told["heir"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[self._alive],
            )
            assert self._heir.stdin is not None  # noqa: S101  it was asked for
            self._heir.stdin.write(self._told["told"].encode())
            self._heir.stdin.close()

    def _is_alone(self) -> bool:
        return not self._listening or time.monotonic() - self._heard > self._told["silence"]

    def _reason_to_end(self, now: float) -> str:
        """Why the command has to end; empty: it may go on."""
        if self._why:
            return self._why
        if now - self._began > self._told["patience"]:
            return "timeout"
        nobody = self._heir.poll() is not None if self._heir else self._is_alone()
        return "alone" if nobody else ""


def _end_with_us() -> None:
    """In the child: where the kernel can, have it ended when we are killed. Nobody would watch it."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def run() -> int:
    """Do what the first line says: command, folder, environment, log, exit, alive (files), patience, grace and silence
    (seconds), heir (command) and told (its standard input)."""
    # Whoever stops everything stops Terraform, which then needs us. Not SIG_IGN: a child would inherit that.
    stops: list[int] = []
    for passed_over in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(passed_over, lambda number, _: stops.append(number))
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(0, 1)
        if not piece:
            return 1
        line += piece
    told = json.loads(line)
    with open(told["alive"], "ab") as alive:
        fcntl.flock(alive, fcntl.LOCK_SH)
        return Lifeline(told, alive.fileno(), stops).run()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))
    sys.exit(run())
