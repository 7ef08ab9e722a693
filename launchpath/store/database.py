"""The database: transactions for reading and for writing, on SQLite and on PostgreSQL alike."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from msgspec import json
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from launchpath import tracing
from launchpath.store import database_url
from launchpath.store.vault import Vault


class Conflict(Exception):
    """Another transaction got there first: what this one had checked is no longer so. Do it again."""


class Unstorable(Exception):
    """A value that the database has no form for, such as a text with a NUL character in PostgreSQL."""


class Unreachable(Exception):
    """The database can't be asked just now. Nothing was changed."""


class OutOfRoom(Unreachable):
    """The disk that the database is on is full. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction, and the vault that its secrets are sealed with. Store functions take it first."""

    connection: Connection
    vault: Vault
    is_sqlite: bool
    #: The driver's own connection, which `connection` speaks through.
    driver: Any


class Database:
    """Where everything is remembered. `url`: sqlite:///data/launchpath.db or postgresql://user@host/name."""

    def __init__(self, url: str, vault: Vault) -> None:
        parts = make_url(url)
        self.shown_url = database_url.shown(url)
        self.is_sqlite = parts.get_backend_name() == "sqlite"
        if not self.is_sqlite:
            parts = database_url.impatient(parts.set(drivername="postgresql+psycopg"))
        #: For whoever opens connections of its own. It may hold a password: shown_url is for people.
        self.url = parts.render_as_string(hide_password=False)
        self.vault = vault
        self.engine = _sqlite_engine(parts) if self.is_sqlite else _postgresql_engine(parts)
        self._views = _Views(self.engine)
        self._writing = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent view; nothing may be written in it. Raises Unreachable."""
        with self._transaction("read", self._views.one() if self.is_sqlite else self._begun(_READING)) as transaction:
            yield transaction

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Committed as a whole when the block ends, rolled back when it raises. Raises Conflict and Unreachable.

        On SQLite there is one writer at a time. On PostgreSQL there are many: what must be unique has a unique index,
        what may be changed by one alone is changed by compare-and-set, and who comes second gets a Conflict.
        """
        with self._transaction("write", self._in_turn(self._begun(_WRITING))) as transaction:
            yield transaction

    def catalog_version(self) -> int:
        """The number that grows with every change of the catalog or of who may do what. Raises Unreachable.

        Every request reads it first, and so by the shortest way.
        """
        try:
            if self.is_sqlite:
                with self._views.one() as connection:
                    (number,) = _driver(connection).execute(_CATALOG_VERSION).fetchone()
            else:
                with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    number = connection.exec_driver_sql(_CATALOG_VERSION).scalar_one()
        except (sqlite3.OperationalError, OperationalError, InterfaceError, PoolTimeoutError) as fault:
            raise Unreachable(str(fault)) from fault
        return int(number)

    @contextmanager
    def _transaction(self, kind: str, opened: AbstractContextManager[Connection]) -> Iterator[Transaction]:
        try:
            with (
                tracing.span(f"transaction {kind}", {"db.system.name": self.engine.dialect.name}),
                opened as connection,
            ):
                yield Transaction(connection, self.vault, self.is_sqlite, _driver(connection))
        except IntegrityError as fault:
            raise Conflict(str(fault.orig)) from fault
        except DataError as fault:
            raise Unstorable(str(fault.orig)) from fault
        except (OperationalError, InterfaceError, InternalError, PoolTimeoutError) as fault:
            if getattr(getattr(fault, "orig", None), "sqlstate", None) in _LOST_RACES:
                raise Conflict(str(fault)) from fault
            raise (OutOfRoom if _is_full(fault) else Unreachable)(str(fault)) from fault

    @contextmanager
    def _begun(self, options: Mapping[str, Any]) -> Iterator[Connection]:
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def _in_turn(self, opened: AbstractContextManager[Connection]) -> Iterator[Connection]:
        """Wait for our turn to write on SQLite: who waits there sleeps, and sleeps on when it could go ahead."""
        if self.is_sqlite and not self._writing.acquire(timeout=_BUSY):
            raise OperationalError("BEGIN", None, sqlite3.OperationalError("database is locked"))
        try:
            with opened as connection:
                yield connection
        finally:
            if self.is_sqlite:
                self._writing.release()

    def close(self) -> None:
        """Give all connections back. It may be asked again, over new ones."""
        self._views.close()
        self.engine.dispose()


class _Views:
    """Connections to SQLite that stay open for reading: to open and close one takes five times what a view does."""

    #: So many may wait for their next reader.
    _IDLE = 8

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[Connection] = []

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """A connection on which a transaction has begun; it ends with the block."""
        connection = self._taken()
        driver = _driver(connection)
        try:
            _execute(driver, "BEGIN")
            yield connection
            _execute(driver, "COMMIT")
        except BaseException:
            # What is closed is rolled back.
            connection.close()
            raise
        if len(self._idle) < self._IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _taken(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._engine.connect()

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def _driver(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


def _execute(driver: Any, statement: str) -> None:
    try:
        driver.execute(statement)
    except sqlite3.Error as fault:
        raise OperationalError(statement, None, fault) from fault


#: What SQLAlchemy and the listener below are told of a transaction on PostgreSQL that reads, and of one that writes.
_READING: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_WRITING: Mapping[str, Any] = {"writes": True}

#: Seconds to wait for others to have written.
_BUSY = 30

_CATALOG_VERSION = "SELECT number FROM catalog_version"

#: PostgreSQL's disk_full, and what SQLite says then.
_DISK_FULL, _FULL = "53100", "database or disk is full"


def _is_full(fault: Exception) -> bool:
    orig = getattr(fault, "orig", None)
    return getattr(orig, "sqlstate", None) == _DISK_FULL or str(orig) == _FULL


#: PostgreSQL's serialization_failure and deadlock_detected.
_LOST_RACES = ("40001", "40P01")


#: A process that hangs in the middle of a transaction keeps its session, and its locks. So many milliseconds PostgreSQL
#: bears with it: less than the ten seconds within which others have to take over.
IDLE_IN_TRANSACTION = 8_000


def _postgresql_engine(url: URL) -> Engine:
    # A connection that the server has cut is noticed before it is used, and replaced.
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=30,
        pool_pre_ping=True,
        hide_parameters=True,
        json_deserializer=json.decode,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.execute(f"SET idle_in_transaction_session_timeout = {IDLE_IN_TRANSACTION}")
        connection.commit()

    return engine


def _lower(text: object) -> str | None:
    return None if text is None else str(text).lower()


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, pool_size=20, max_overflow=20, hide_parameters=True, json_deserializer=json.decode)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        # We begin transactions ourselves (see below), so the driver must not.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={_BUSY * 1000}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # SQLite's own knows A to Z only, and would tell Ä from ä.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver = _driver(connection)
        # A view has begun its own.
        if not driver.in_transaction:
            # A writer takes the lock at once: one that began by reading could be refused when it comes to write.
            writes = connection.get_execution_options().get("writes", False)
            _execute(driver, "BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
