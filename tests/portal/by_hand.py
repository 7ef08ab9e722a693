"""An engine that does what a test's hand says: a file for each provisioned product tells how far it is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launchpath.engines.base import Event, Order, Output, Progress, State
from launchpath.engines.loader import GROUP, EngineSettings
from tests.running import RunningServer


class ByHand:
    """Everything is still running until a file says otherwise."""

    makes = "CFN_STACK"

    def __init__(self, settings: EngineSettings) -> None:
        self._folder = settings.data

    def start(self, order: Order) -> None:
        pass

    def poll(self, order: Order) -> Progress:
        try:
            told = json.loads((self._folder / f"{order.provisioned_product_name}.json").read_text())
        except FileNotFoundError:
            return Progress(state=State.RUNNING)
        return Progress(
            state=State(told["state"]),
            reason=told.get("reason", ""),
            outputs=tuple(Output(key, value) for key, value in told.get("outputs", {}).items()),
            events=tuple(Event(**event) for event in told.get("events", [])),
        )

    def restore(self, orders: Iterable[Order]) -> None:
        pass

    def wait_until_ready(self) -> None:
        pass

    def environment(self) -> Mapping[str, str]:
        return {}

    def close(self) -> None:
        pass


def create(settings: EngineSettings) -> ByHand:
    return ByHand(settings)


def installed(folder: Path) -> dict[str, str]:
    """The environment in which `--engine by-hand` is this one."""
    about = folder / "by_hand-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: by-hand\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{GROUP}]\nby-hand = tests.portal.by_hand:create\n")
    root = Path(__file__).parents[2]
    return {"PYTHONPATH": f"{folder}:{root}"}


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[RunningServer]:
    """A server with this engine, and with nobody but the administrator."""
    environment = installed(folder / "engine")
    with RunningServer(folder, "--engine", "by-hand", port=port, environment=environment) as server:
        yield server


@dataclass
class Hand:
    """Says how far a provisioned product is."""

    folder: Path

    def says(self, name: str, state: str = "RUNNING", **told: Any) -> None:
        draft = self.folder / f".{name}"
        draft.write_text(json.dumps({"state": state, **told}))
        draft.replace(self.folder / f"{name}.json")


def event(at: int, resource: str, status: str, reason: str = "", kind: str = "AWS::SQS::Queue") -> dict[str, Any]:
    """What happened to a resource, `at` so many milliseconds after the epoch."""
    return {"at": at, "resource": resource, "type": kind, "status": status, "reason": reason}
