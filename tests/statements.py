"""What a database is asked, as its driver hears it: whoever puts a statement together, it comes along here."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event

from launchpath.store.database import Database


@contextmanager
def heard(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent meanwhile, with their parameters; on SQLite these stand in the statement."""
    found: list[tuple[str, Any]] = []

    def note(statement: str) -> None:
        # What SQLite asks itself, for a trigger or a table of words, looks like a comment.
        if not statement.startswith("--"):
            found.append((statement, ()))

    class Noting(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            found.append((str(query), params))
            return super().execute(query, params, **more)

    def begin(connection: Any, *_: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(note)
        else:
            connection.cursor_factory = Noting

    def end(connection: Any, *_: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(None)
        else:
            connection.cursor_factory = psycopg.Cursor

    with on_connections(database, begin, end):
        yield found


@contextmanager
def on_connections(database: Database, begin: Callable[..., None], end: Callable[..., None]) -> Iterator[None]:
    """Within, `begin` is done to each of the driver's connections before it is used, and `end` afterwards."""
    event.listen(database.engine, "checkout", begin)
    event.listen(database.engine, "checkin", end)
    # Also to those that it has kept for the next reader.
    database.close()
    try:
        yield
    finally:
        database.close()
        event.remove(database.engine, "checkout", begin)
        event.remove(database.engine, "checkin", end)
