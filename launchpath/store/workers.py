"""The workers, and when each gave its last sign of life. All times are the database's: hosts' clocks may differ."""

from sqlalchemy import BigInteger, ColumnElement, cast, delete, func, insert, literal_column, select, update

from launchpath.store.database import Transaction
from launchpath.store.tables import workers

#: Milliseconds of silence after which a worker is given up.
PATIENCE = 6_000


def _now(tx: Transaction) -> ColumnElement[int]:
    """The database's clock, in milliseconds since the epoch."""
    if tx.is_sqlite:
        return cast((func.julianday("now") - 2440587.5) * 86400000, BigInteger)
    return cast(literal_column("extract(epoch from clock_timestamp()) * 1000"), BigInteger)


def add(tx: Transaction, worker_id: str, host: str) -> None:
    tx.connection.execute(insert(workers).values(id=worker_id, host=host, beat_at=_now(tx)))


def beat(tx: Transaction, worker_id: str) -> bool:
    """Give a sign of life; False: this worker was given up, and another does its work."""
    alive = update(workers).where(workers.c.id == worker_id).values(beat_at=_now(tx))
    return tx.connection.execute(alive).rowcount == 1


def give_up_silent(tx: Transaction) -> None:
    """Give up the workers that have been silent for too long."""
    tx.connection.execute(delete(workers).where(workers.c.beat_at < _now(tx) - PATIENCE))


def remove(tx: Transaction, worker_id: str) -> None:
    tx.connection.execute(delete(workers).where(workers.c.id == worker_id))


def living(tx: Transaction) -> list[str]:
    """The workers that are alive, as far as anybody can tell."""
    alive = select(workers.c.id).where(workers.c.beat_at >= _now(tx) - PATIENCE).order_by(workers.c.id)
    return list(tx.connection.execute(alive).scalars())


def clock(tx: Transaction) -> int:
    """The database's clock, in milliseconds since the epoch."""
    return int(tx.connection.execute(select(_now(tx))).scalar_one())
