"""Launches a second, accepted and finished, with an engine that takes no time."""

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine, operations, servers, signing
from benchmarks.servers import Server


@dataclass(frozen=True)
class House:
    """What carries launches out."""

    #: None: one process, on SQLite.
    url: str | None = None
    #: How many API processes, and as many workers.
    pairs: int = 1
    #: The part of a core that each process is held to. Processes scale where each has a core of its own; held to less,
    #: they have it on a small machine too, beside the database and who asks.
    share: float = 1.0


#: Nothing waits because of a limit.
_LIMITS = ("--most-launches", "1000", "--most-launches-of-an-account", "1000", "--most-launches-of-a-worker", "100")
_SHARE = min(1.0, len(machine.CORES) / 16)


def measure(folder: Path, rounds: int, number: int) -> dict[str, Any]:
    """One process on SQLite; an API process and a worker on PostgreSQL, and two of each, taken in turn."""
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        database = stack.enter_context(postgresql())
        one, two = database.fresh(), database.fresh()
        held = f", each held to {_SHARE:.3g} of a core"
        houses = {
            "SQLite, one process": House(),
            "PostgreSQL, one of each": House(one),
            "PostgreSQL, two of each": House(two, 2),
            f"PostgreSQL, one of each{held}": House(one, 1, _SHARE),
            f"PostgreSQL, two of each{held}": House(two, 2, _SHARE),
        }
        for _ in range(rounds):
            for name, house in houses.items():
                # Those that are held take longer.
                launches = number if house.share == 1 else number // 3
                found.setdefault(name, []).append(_rate(_data(folder, house), house, launches))
    told: dict[str, Any] = {name: round(statistics.median(rates), 1) for name, rates in found.items()}
    ratios = {
        f"two of each / one{how}": round(
            operations.ratio(found[f"PostgreSQL, two of each{how}"], found[f"PostgreSQL, one of each{how}"]), 2
        )
        for how in ("", held)
    }
    return told | ratios


def _data(folder: Path, house: House) -> Path:
    name = "launches" if house.url is None else f"launches-{house.url.partition('?')[0].rpartition('/')[2]}"
    return servers.seeded(folder / name, 200, 200, house.url)


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


def _rate(data: Path, house: House, number: int) -> float:
    fleet = house.pairs if house.url else 0
    options = [*_LIMITS, *(["--no-worker", "--workers", str(fleet)] if fleet else [])]
    with ExitStack() as stack:
        server = stack.enter_context(servers.launchpath(data, *options, engine="instant", url=house.url, pinned=False))
        workers = [stack.enter_context(servers.worker(data, str(house.url), *_LIMITS)) for _ in range(fleet)]
        known = operations.Known.by_asking(server, 1)
        provision = operations.writing(known)["ProvisionProduct"]
        requests = [
            signing.request(server.developer, server.port, "ProvisionProduct", provision(n)) for n in range(number)
        ]
        stack.enter_context(machine.held([*machine.family(server.pid), *workers], house.share))
        begun = time.perf_counter()
        servers.ask(server.port, requests, number, connections=16)
        _finish(server, number)
        return number / (time.perf_counter() - begun)


def _finish(server: Server, number: int) -> None:
    """Wait until the newest records have ended.

    The newest of all, which end last, are asked for ten times a second; the others only then: who asks has to share the
    machine with who works.
    """
    client = operations.client_of(server)
    for many in (operations.ROWS, number):
        while not _succeeded(operations.some_of(client.list_record_history, "RecordDetails", many)):
            time.sleep(0.1)


def _succeeded(records: Sequence[Mapping[str, Any]]) -> bool:
    return all(one["Status"] == "SUCCEEDED" for one in records)
