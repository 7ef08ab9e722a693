"""One command of Terraform's: started under its lifeline, listened to, told to end."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from launchpath.engines.memory import Heir
from launchpath.engines.terraform import lifeline
from launchpath.engines.terraform.folder import Folder

#: Seconds between two signs of life.
_BEAT = 1.0
#: Seconds of silence after which a worker counts as dead. Long before its lock is lost: the heir has to start.
_SILENCE = 6.0


@dataclass(frozen=True, slots=True)
class Exit:
    """How a command ended."""

    status: int
    #: Why it was made to end: asked, timeout, alone; lost: its lifeline was killed. Empty: it ended by itself.
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds."""

    patience: float
    #: From the interrupt to the kill.
    grace: float


class Step:
    """A command that runs."""

    def __init__(
        self, folder: Folder, name: str, command: list[str], environment: Mapping[str, str], limits: Limits
    ) -> None:
        self.folder, self.name = folder, name
        self._command, self._environment, self._limits = command, environment, limits
        self._process: subprocess.Popen[bytes] | None = None
        self._beaten = 0.0

    def start(self, heir: Heir | None = None) -> None:
        """`heir`: who goes on if this process dies; without one the command is ended then."""
        told = {
            "command": self._command,
            "environment": dict(self._environment),
            "folder": str(self.folder.module),
            "log": str(self.folder.log(self.name)),
            "exit": str(self.folder.exit(self.name)),
            "alive": str(self.folder.alive),
            "patience": self._limits.patience,
            "grace": self._limits.grace,
            "silence": _SILENCE,
            "heir": list(heir.command) if heir else None,
            "told": heir.told if heir else "",
        }
        # -I -S: nothing but Python itself, which starts at once and needs little.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(lifeline.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._say(json.dumps(told).encode() + b"\n")
        self._beaten = time.monotonic()

    def beat(self) -> None:
        """Tell that we live; to be called all the time."""
        if time.monotonic() - self._beaten > _BEAT:
            self._beaten = time.monotonic()
            self._say(b".")

    def interrupt(self) -> None:
        """Have it end in order."""
        self._say(b"i")

    def abandon(self) -> None:
        """Leave it to its heir."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def exit(self) -> Exit | None:
        """How it ended; None: it runs."""
        ended = self._process is not None and self._process.poll() is not None
        found = exit_of(self.folder, self.name)
        if found is None and ended:
            return exit_of(self.folder, self.name) or Exit(-1, "lost")
        if found is not None and self._process is not None:
            self._process.wait()
            self.abandon()
        return found

    def _say(self, words: bytes) -> None:
        assert self._process is not None  # noqa: S101  it was started
        assert self._process.stdin is not None  # noqa: S101
        with suppress(OSError):  # it has just ended
            self._process.stdin.write(words)
            self._process.stdin.flush()


def exit_of(folder: Folder, name: str) -> Exit | None:
    """How a command ended, as its lifeline wrote it down."""
    try:
        return Exit(**json.loads(folder.exit(name).read_text()))
    except FileNotFoundError:
        return None


class Log:
    """The lines of a command's output, as they come."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0

    def fresh(self, *, to_the_end: bool = False) -> Iterator[str]:
        """The whole lines since the last call; `to_the_end`: and what stands after the last."""
        with suppress(FileNotFoundError), self._file.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if line.endswith(b"\n") or to_the_end:
                    self._read += len(line)
                    yield line.decode(errors="replace")
