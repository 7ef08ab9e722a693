"""The database: transactions for reading and for writing, on SQLite and on PostgreSQL alike."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from launchpath.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction, and the vault that its secrets are sealed with. Store functions take it first."""

    connection: Connection
    vault: Vault


class Database:
    """Where everything is remembered. `url` as SQLAlchemy writes it, e.g. sqlite:///data/launchpath.db."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = url
        self.vault = vault
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = (
            _sqlite_engine(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True, hide_parameters=True)
        )

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent view; nothing may be written in it."""
        with self.engine.connect() as connection, connection.begin():
            yield Transaction(connection, self.vault)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Committed as a whole when the block ends, rolled back when it raises."""
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield Transaction(connection, self.vault)

    def close(self) -> None:
        self.engine.dispose()


def _lower(text: object) -> str | None:
    return None if text is None else str(text).lower()


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=20, max_overflow=20, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        # We begin transactions ourselves (see below), so the driver must not.
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # SQLite's own knows A to Z only, and would tell Ä from ä.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at once: one that began by reading could be refused when it comes to write.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
