"""A backup: one SQLite file with everything that is ours, whichever database it comes from or goes to.

The queue's own tables are not restored: what has not ended is handed in again, and every step may be taken twice.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from launchpath.store import full_text, health, migrate
from launchpath.store.database import Database, Transaction, Unreachable
from launchpath.store.migrate import NewerDatabase
from launchpath.store.tables import catalog_version, engine_locks, metadata, portal_sessions, workers
from launchpath.store.vault import Vault

#: What is only true of the moment: who works, at what, who has signed in.
_PASSING = (workers, engine_locks, portal_sessions)
#: What the database keeps by itself.
_ITS_OWN = (catalog_version,)
_KEPT = [table for table in metadata.sorted_tables if table not in (*_PASSING, *_ITS_OWN)]

#: Rows that are copied at a time.
_PART = 1_000


class BackupError(Exception):
    """A backup can't be written or read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a backup says of itself."""

    #: When it was made, in ISO 8601.
    made_at: str
    #: The release that made it.
    release: str
    account: str
    region: str
    #: None: it is kept elsewhere.
    secret_key: str | None = None


def write(database: Database, file: Path, label: Label) -> int:
    """Write everything as it is at one moment, while others go on; the number of bytes. Raises BackupError."""
    try:
        if file.exists():
            raise BackupError(f"{file} is there already. Name another file, or remove that one.")
        with _draft(file) as draft:
            _fill(database, draft)
            _stick_on(draft, label)
            draft.rename(file)
        return file.stat().st_size
    except (OSError, sqlite3.Error) as fault:
        raise BackupError(f"Can't write {file}: {getattr(fault, 'strerror', None) or fault}.") from None


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """A file beside it that only we may read; nothing of it is left."""
    draft = file.with_name(f".{file.name}.part")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _fill(database: Database, draft: Path) -> None:
    if database.is_sqlite:
        source = database.engine.raw_connection()
        with closing(source), closing(sqlite3.connect(draft)) as target:
            driver = source.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101  that is what it is
            driver.backup(target)
        return
    with _opened(draft, database.vault) as copied:
        migrate.to_newest(copied)
        with database.read() as source_tx, copied.write() as target_tx:
            copy(source_tx, target_tx)


def _stick_on(draft: Path, label: Label) -> None:
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        # One file, without a journal beside it.
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("CREATE TABLE backup_label (label TEXT NOT NULL)")
        connection.execute("INSERT INTO backup_label VALUES (?)", [json.dumps(asdict(label))])


def read_label(file: Path) -> Label:
    """What a backup says of itself. Raises BackupError."""
    try:
        with _read_only(file) as connection:
            (label,) = connection.execute("SELECT label FROM backup_label").fetchone()
    except sqlite3.Error as fault:
        raise BackupError(_no_backup(file, fault)) from None
    except TypeError:
        raise BackupError(_damaged(file, "its label is missing")) from None
    told = json.loads(label)
    return Label(**{field.name: told.get(field.name) for field in fields(Label)})


def _no_backup(file: Path, fault: sqlite3.Error) -> str:
    match fault.sqlite_errorname:
        case "SQLITE_CANTOPEN":
            return f"Can't read {file}: see that this account may."
        case "SQLITE_CORRUPT":
            return _damaged(file, str(fault))
    return f"{file} is not a backup of Launchpath's: `launchpath backup FILE` makes one."


def _damaged(file: Path, said: str) -> str:
    return f"{file} is damaged, and perhaps only the beginning of a backup: {said}. Take another one."


@contextmanager
def opened(file: Path, vault: Vault, room: Path) -> Iterator[Database]:
    """A copy of a backup, made in the folder `room` and brought to its newest form. Raises BackupError."""
    draft = room / ".restoring.db"
    try:
        draft.write_bytes(b"")
        draft.chmod(0o600)
        _copy_whole(file, draft)
        with _opened(draft, vault) as database:
            _bring_along(database, file)
            yield database
    finally:
        for remainder in room.glob(f"{draft.name}*"):
            remainder.unlink()


def _copy_whole(file: Path, draft: Path) -> None:
    try:
        with _read_only(file) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
    except sqlite3.DatabaseError as fault:
        raise BackupError(_damaged(file, str(fault))) from None


def _bring_along(copied: Database, file: Path) -> None:
    """See that the copy of a backup is whole, and bring it to the newest form."""
    try:
        with copied.read() as tx:
            damage = health.damage(tx)
        if damage:
            raise BackupError(_damaged(file, damage))
        migrate.to_newest(copied)
    except (DatabaseError, Unreachable) as fault:
        raise BackupError(_damaged(file, str(getattr(fault.__cause__, "orig", None) or fault))) from None
    except NewerDatabase:
        raise BackupError(f"{file} was written by a newer release of Launchpath: restore it with that one.") from None


def set_aside(file: Path, moment: datetime) -> Path:
    """Move a SQLite database away with all that belongs to it; where it is now."""
    aside = file.with_name(f"{file.name}.set-aside-{moment:%Y%m%dT%H%M%SZ}")
    for end in ("-wal", "-shm", ""):
        if (part := file.with_name(file.name + end)).exists():
            part.rename(aside.with_name(aside.name + end))
    return aside


@contextmanager
def _read_only(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


@contextmanager
def _opened(file: Path, vault: Vault) -> Iterator[Database]:
    database = Database(f"sqlite:///{file}", vault)
    try:
        yield database
    finally:
        database.close()


def is_empty(tx: Transaction) -> bool:
    """Whether nothing is there that a restore would destroy."""
    return all(tx.connection.execute(select(table).limit(1)).first() is None for table in _KEPT)


def others(tx: Transaction) -> int:
    """How many connections besides this one a PostgreSQL database has."""
    if tx.is_sqlite:
        return 0
    counted = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    return int(tx.connection.execute(counted).scalar_one())


def clear(tx: Transaction) -> None:
    """Remove every row of ours."""
    for table in (*_PASSING, *reversed(_KEPT)):
        tx.connection.execute(delete(table))


def copy(source: Transaction, target: Transaction) -> Mapping[str, int]:
    """Copy every row into tables that are empty; how many, by table."""
    copied: dict[str, int] = {}
    for table in _KEPT:
        found = source.connection.execute(
            select(table).order_by(*table.primary_key).execution_options(yield_per=_PART)
        ).mappings()
        copied[table.name] = 0
        for part in found.partitions():
            target.connection.execute(insert(table), [dict(row) for row in part])
            copied[table.name] += len(part)
        if "seq" in table.c and not target.is_sqlite:
            _count_on(target, table.name)
    full_text.rebuild(target)
    return copied


def _count_on(tx: Transaction, name: str) -> None:
    """Let PostgreSQL number new rows after those that brought their numbers along."""
    table = metadata.tables[name]
    last = tx.connection.execute(select(func.max(table.c.seq))).scalar_one()
    if last is not None:
        tx.connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "seq"), last)))
