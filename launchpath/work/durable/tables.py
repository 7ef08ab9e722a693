"""The queue's own tables: bringing them to their newest form, and what they know of records."""

from collections.abc import Collection

from dbos import DBOS
from dbos._migration import get_migration_versions, get_sqlite_migration_versions
from sqlalchemy import text

from launchpath.store.database import Database, Transaction

#: Where they are on PostgreSQL.
SCHEMA = "dbos"

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


def abandoned(tx: Transaction, record_ids: Collection[str]) -> list[str]:
    """Those of these unfinished records that no worker would ever take: the queue has lost them, or given them up."""
    active = "status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
    living = f"SELECT workflow_uuid FROM {_prefix(tx)}workflow_status WHERE {active}"  # noqa: S608  names of our own
    known = set(tx.connection.execute(text(living)).scalars())
    return [record_id for record_id in record_ids if record_id not in known]


def forget(tx: Transaction, record_ids: Collection[str] | None = None) -> None:
    """Drop what the queue knows of these records, or of all; nobody may work meanwhile."""
    for table in _OF_RECORDS:
        statement = f"DELETE FROM {_prefix(tx)}{table}"  # noqa: S608  names of our own
        if record_ids is None:
            tx.connection.execute(text(statement))
        elif record_ids:
            these = [{"id": record_id} for record_id in record_ids]
            tx.connection.execute(text(f"{statement} WHERE workflow_uuid = :id"), these)


#: Workers that have records in work and are not among the living. One look: who works is a worker already.
_LEFT = text(
    f"SELECT DISTINCT executor_id FROM {SCHEMA}.workflow_status"  # noqa: S608  a name of our own
    " WHERE status = 'PENDING' AND executor_id NOT IN (SELECT id FROM workers)"
)

_TAKEN = text(
    f"SELECT workflow_uuid FROM {SCHEMA}.workflow_status"  # noqa: S608  a name of our own
    " WHERE status = 'PENDING' AND executor_id = :worker"
    " AND started_at_epoch_ms < extract(epoch FROM clock_timestamp()) * 1000 - :age"
)


def silent_workers(tx: Transaction) -> list[str]:
    """The names of workers that have records in work and were given up. PostgreSQL alone."""
    return sorted(tx.connection.execute(_LEFT).scalars())


def taken_by(tx: Transaction, worker: str, age: float) -> set[str]:
    """The records that the queue has held for this worker's for at least `age` seconds. PostgreSQL alone."""
    return set(tx.connection.execute(_TAKEN, {"worker": worker, "age": int(age * 1000)}).scalars())


def _prefix(tx: Transaction) -> str:
    return "" if tx.is_sqlite else f"{SCHEMA}."
