"""Launches a second, accepted and finished, with an engine that takes no time."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import operations, servers, signing
from benchmarks.servers import Server


def measure(folder: Path, rounds: int, number: int) -> dict[str, Any]:
    """One process on SQLite; one worker and two on PostgreSQL, taken in turn."""
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        database = stack.enter_context(postgresql())
        houses = {
            "SQLite, one process": (None, 0),
            "PostgreSQL, one worker": (database.fresh(), 1),
            "PostgreSQL, two workers": (database.fresh(), 2),
        }
        for _, workers in houses.values():
            shutil.rmtree(folder / f"launches-{workers}", ignore_errors=True)
        for _ in range(rounds):
            for name, (url, workers) in houses.items():
                data = servers.seeded(folder / f"launches-{workers}", 200, 200, url)
                found.setdefault(name, []).append(_rate(data, url, workers, number))
    one, two = found["PostgreSQL, one worker"], found["PostgreSQL, two workers"]
    told: dict[str, Any] = {name: round(statistics.median(rates), 1) for name, rates in found.items()}
    return {**told, "two workers / one": round(operations.ratio(two, one), 2)}


@contextmanager
def postgresql() -> Iterator[Any]:
    """A PostgreSQL from a wheel, with its usual settings: it writes everything down before it says so."""
    from tests.postgresql import PostgreSQL

    with tempfile.TemporaryDirectory(prefix="lp-pg-") as name:
        running = PostgreSQL(Path(name) / "pg")
        try:
            yield running
        finally:
            running.close()


def _rate(data: Path, url: str | None, workers: int, number: int) -> float:
    options = ["--no-worker"] if workers else []
    with ExitStack() as stack:
        server = stack.enter_context(servers.launchpath(data, *options, engine="instant", url=url, pinned=False))
        for _ in range(workers):
            stack.enter_context(servers.worker(data, str(url)))
        known = operations.Known.by_asking(server, 1)
        provision = operations.writing(known)["ProvisionProduct"]
        requests = [
            signing.request(server.developer, server.port, "ProvisionProduct", provision(n)) for n in range(number)
        ]
        begun = time.perf_counter()
        servers.ask(server.port, requests, number, connections=8)
        _finish(server, number)
        return number / (time.perf_counter() - begun)


def _finish(server: Server, number: int) -> None:
    """Wait until the newest records have ended; they are asked for ten times a second."""
    client = operations.client_of(server)
    while True:
        newest = operations.some_of(client.list_record_history, "RecordDetails", number)
        if all(one["Status"] == "SUCCEEDED" for one in newest):
            return
        time.sleep(0.1)
