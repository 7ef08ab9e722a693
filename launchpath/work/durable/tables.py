"""The queue's own tables: bringing them to their newest form, and what they know of records."""

from collections.abc import Collection

from dbos import DBOS
from dbos._migration import get_migration_versions, get_sqlite_migration_versions
from sqlalchemy import text

from launchpath.store.database import Database, Transaction
from launchpath.store.records import UNFINISHED

#: Where they are on PostgreSQL.
SCHEMA = "dbos"

#: Where a record is that will be carried out.
_ACTIVE = "status IN ('ENQUEUED', 'PENDING', 'DELAYED')"

#: Those that hold something of a record.
_OF_RECORDS = ("operation_outputs", "workflow_input", "workflow_output", "workflow_status")


def versions(database: Database) -> tuple[int, int]:
    """The version of the queue's own tables, 0 if there are none, and the one that this release needs."""
    if database.is_sqlite:
        return get_sqlite_migration_versions(database.engine)
    return get_migration_versions(database.engine, SCHEMA, use_listen_notify=True)


def migrate(database: Database) -> tuple[int, int]:
    """Bring the queue's own tables to their newest form; their versions before and after. A second process waits."""
    before, _ = versions(database)
    DBOS.migrate(database.url)
    return before, versions(database)[0]


def abandoned(tx: Transaction) -> list[str]:
    """The records that have not ended, and that the queue has lost or given up: no worker would ever take them."""
    active = f"SELECT workflow_uuid FROM {_prefix(tx)}workflow_status WHERE {_ACTIVE}"  # noqa: S608  names of our own
    statement = f"SELECT id FROM records WHERE {UNFINISHED} AND id NOT IN ({active})"  # noqa: S608
    return sorted(tx.connection.execute(text(statement)).scalars())


def forget(tx: Transaction, record_ids: Collection[str] | None = None) -> None:
    """Drop what the queue knows of these records, or of all; nobody may work meanwhile."""
    for table in _OF_RECORDS:
        statement = f"DELETE FROM {_prefix(tx)}{table}"  # noqa: S608  names of our own
        if record_ids is None:
            tx.connection.execute(text(statement))
        elif record_ids:
            these = [{"id": record_id} for record_id in record_ids]
            tx.connection.execute(text(f"{statement} WHERE workflow_uuid = :id"), these)


def ended(tx: Transaction, before: int, most: int) -> list[str]:
    """Up to so many records of which the queue still knows something, though they had ended `before` (milliseconds)."""
    statement = (
        f"SELECT workflow_uuid FROM {_prefix(tx)}workflow_status"  # noqa: S608  names of our own
        f" WHERE NOT ({_ACTIVE}) AND updated_at < :before"
        f" AND workflow_uuid NOT IN (SELECT id FROM records WHERE {UNFINISHED}) LIMIT :most"
    )
    return sorted(tx.connection.execute(text(statement), {"before": before, "most": most}).scalars())


def silent_workers(tx: Transaction) -> list[str]:
    """The workers that have records in work and are not among the living. One look: who works is a worker already."""
    statement = (
        f"SELECT DISTINCT executor_id FROM {_prefix(tx)}workflow_status"  # noqa: S608  names of our own
        " WHERE status = 'PENDING' AND executor_id NOT IN (SELECT id FROM workers)"
    )
    return sorted(tx.connection.execute(text(statement)).scalars())


def given_to(tx: Transaction, worker: str, age: float) -> list[str]:
    """The records that this worker was given by the queue at least `age` seconds ago, and that have not left it."""
    clock = "strftime('%s', 'now')" if tx.is_sqlite else "extract(epoch FROM clock_timestamp())"
    statement = (
        f"SELECT workflow_uuid FROM {_prefix(tx)}workflow_status"  # noqa: S608  names of our own
        f" WHERE status = 'PENDING' AND executor_id = :worker AND started_at_epoch_ms < ({clock} - :age) * 1000"
    )
    return sorted(tx.connection.execute(text(statement), {"worker": worker, "age": age}).scalars())


def _prefix(tx: Transaction) -> str:
    return "" if tx.is_sqlite else f"{SCHEMA}."
