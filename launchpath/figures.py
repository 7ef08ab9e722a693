"""How the house stands just now, by its database: looked up whenever somebody asks for the metrics."""

from collections.abc import Iterator

from launchpath.call import now
from launchpath.domain.record import FINAL, RecordStatus
from launchpath.metrics import Gauge
from launchpath.store import records, workers
from launchpath.store.database import Database, Transaction, Unreachable

_OPEN = [status for status in RecordStatus if status not in FINAL]


def look(database: Database) -> list[Gauge]:
    """What every process that shares the database tells alike: never to be added up."""
    try:
        with database.read() as tx:
            return [_up(1), *_stock(tx)]
    except Unreachable:
        return [_up(0)]


def _up(value: float) -> Gauge:
    return Gauge("launchpath_database_up", "Whether the database answers.", {"": value})


def _stock(tx: Transaction) -> Iterator[Gauge]:
    counted = records.count_unfinished(tx)
    yield Gauge(
        "launchpath_records_open",
        "Records that have not ended.",
        {status.value: counted.get(status, 0) for status in _OPEN},
        label="status",
    )
    oldest = records.oldest_waiting(tx)
    age = 0 if oldest is None else max(now() - oldest, 0) / 1000
    yield Gauge("launchpath_queue_age_seconds", "How long the oldest record waits to be taken in hand.", {"": age})
    if not tx.is_sqlite:
        # On SQLite the server works itself, and gives no signs of life.
        yield Gauge("launchpath_workers", "Workers that are alive.", {"": len(workers.living(tx))})
