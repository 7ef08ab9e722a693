"""Launchpath in the two forms that are killed: one process on SQLite, and several on PostgreSQL."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tests.fake_cloudformation import Fake
from tests.fleet import Fleet, engine_at
from tests.processes import lasting_port
from tests.running import RunningServer, wait_for


class House(Protocol):
    """What can be killed, and comes back."""

    server: RunningServer

    def kill(self, record: dict[str, Any]) -> None:
        """Kill the process whose death matters most to this record, and start it again."""


class OneProcess:
    """`launchpath serve` on SQLite."""

    def __init__(self, folder: Path, fake: Fake) -> None:
        self.server = RunningServer(
            folder, "--engine", "cloudformation", port=lasting_port(), environment=engine_at(fake)
        )

    def kill(self, record: dict[str, Any]) -> None:
        self.server.kill()
        self.server.start()


class KilledWorkers:
    """Two workers and a server on PostgreSQL; the worker that has the record is killed."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self.server = fleet.server

    def kill(self, record: dict[str, Any]) -> None:
        worker = self._fleet.working_on(record["RecordId"]) or random.choice(self._fleet.workers)
        worker.kill()
        # The other one need not wait for it to be back, and has to be there when it is its turn to be killed.
        worker.begin()
        for one in self._fleet.workers:
            wait_for(one.is_working, lambda: "a worker does not come back")


class KilledServer:
    """The same; the server is killed."""

    def __init__(self, fleet: Fleet) -> None:
        self.server = fleet.server

    def kill(self, record: dict[str, Any]) -> None:
        self.server.kill()
        self.server.start()


@contextmanager
def one_process(folder: Path, fake: Fake) -> Iterator[House]:
    house = OneProcess(folder, fake)
    with house.server:
        yield house


@contextmanager
def killed_workers(folder: Path, fake: Fake, url: str) -> Iterator[House]:
    with Fleet(folder, url, fake, port=lasting_port()) as fleet:
        yield KilledWorkers(fleet)


@contextmanager
def killed_server(folder: Path, fake: Fake, url: str) -> Iterator[House]:
    with Fleet(folder, url, fake, port=lasting_port()) as fleet:
        yield KilledServer(fleet)
