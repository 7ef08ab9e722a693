"""Terraform's commands in the folder of one run, one after the other: what they see, and how long each may take."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from launchpath.engines.base import EngineUnavailable
from launchpath.engines.memory import CUT_OFF, Memory
from launchpath.engines.terraform import inheritance
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.settings import Settings
from launchpath.engines.terraform.step import Exit, Limits, Step
from launchpath.engines.terraform.watch import LockLost

#: Seconds between two looks at what runs.
_LOOK = 0.05
#: What init and plan may need; they change nothing, and are begun anew after a crash.
_PREPARING = Limits(patience=1800, grace=10)


class Unfinished(EngineUnavailable):
    """The order has to be begun anew: this process stops, or has lost it."""


class Eye(Protocol):
    """Who looks at a run while it runs (watch.py)."""

    def look(self, step: str, *, over: bool = False) -> None:
        """Hear what the step says. Raises LockLost and EngineUnavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where orders are carried out."""

    settings: Settings
    memory: Memory
    #: The engine's own folder.
    data: Path
    is_closing: Callable[[], bool]

    @property
    def runs(self) -> Path:
        return self.data / "runs"

    @property
    def plugins(self) -> Path:
        return self.data / "plugins"


class Commands:
    """The commands of one run. Each raises Unfinished when it was interrupted, and LockLost."""

    def __init__(self, place: Place, room: Folder, eye: Eye, given: Mapping[str, str]) -> None:
        """`given`: environment variables of this run alone."""
        self._place, self._room, self._eye = place, room, eye
        self._environment = self._all(given)
        #: Whether the run is to end, and its end is to count.
        self.cancelled = False
        #: Whether somebody else sees to the end of it.
        self.abandoned = False

    def _all(self, given: Mapping[str, str]) -> dict[str, str]:
        settings = self._place.settings
        configuration = {"TF_CLI_CONFIG_FILE": settings.cli_config} if settings.cli_config else {}
        return {
            **given,
            "HOME": str(self._room.home),
            **settings.environment(os.environ),
            **configuration,
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
            "TF_PLUGIN_CACHE_DIR": str(self._place.plugins),
            # Modules without a lock file would load every provider anew.
            "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        }

    def prepare(self, *, destroys: bool = False) -> Exit:
        """Load providers and modules, and plan."""
        with self._cache():
            ended = self._do("init", ["-no-color"], _PREPARING)
        if ended.status != 0:
            return ended
        destroy = ["-destroy"] if destroys else []
        return self._do("plan", ["-json", "-lock=false", f"-out={self._room.plan}", *destroy], _PREPARING)

    def apply(self) -> Exit:
        """Do what was planned."""
        settings = self._place.settings
        limits = Limits(patience=settings.patience * 60, grace=settings.grace)
        return self._do(inheritance.STEP, ["-json", "-lock=false", "-auto-approve", str(self._room.plan)], limits)

    @contextmanager
    def _cache(self) -> Iterator[None]:
        """The shared cache of providers, which Terraform lets one at a time write into."""
        self._place.plugins.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._place.plugins / ".lock").open("ab") as turn:
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                self._check()
                self._eye.look("init")
                time.sleep(_LOOK)
            yield

    def _do(self, name: str, options: list[str], limits: Limits) -> Exit:
        """Have Terraform do one thing, and see to the end of it."""
        self._check()
        place, applies = self._place, name == inheritance.STEP
        command = [place.settings.binary, name, "-input=false", *options]
        step = Step(self._room, name, command, self._environment, limits)
        step.start(place.memory.heir(inheritance.FUNCTION, str(self._room.root)) if applies else None)
        heard = time.monotonic()
        while (ended := step.exit()) is None:
            step.beat()
            with suppress(EngineUnavailable):
                self._look(step)
                heard = time.monotonic()
            if place.is_closing() or self.cancelled or time.monotonic() - heard > CUT_OFF:
                step.interrupt()
            time.sleep(_LOOK)
        with suppress(EngineUnavailable):
            self._eye.look(name, over=True)
        # Whatever it was told, it may have come to its end.
        if ended.status != 0 and ended.why in ("asked", "alone", "lost") and not self.cancelled:
            raise Unfinished("Terraform was interrupted, and goes on at the next try.")
        return ended

    def _look(self, step: Step) -> None:
        try:
            self._eye.look(step.name)
        except LockLost:
            step.interrupt()
            self.abandoned = True
            step.abandon()
            raise

    def _check(self) -> None:
        if self._place.is_closing():
            raise Unfinished("The engine is stopped.")
