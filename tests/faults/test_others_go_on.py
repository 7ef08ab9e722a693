"""One request that waits for the database keeps no other waiting, at whichever door it came in."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from tests.making import QUEUE, Making
from tests.postgresql import Fresh
from tests.running import RunningServer

DOORS: dict[str, Callable[[RunningServer], Any]] = {
    "the API": lambda server: server.client("admin").list_portfolios(),
    "STS": lambda server: server.client("admin", "sts").get_caller_identity(),
    "the artifact store": lambda server: Making(server).upload(QUEUE),
}


@contextmanager
def asked(server: RunningServer, ask: Callable[[], Any]) -> Iterator[Future[Any]]:
    """A request that waits within, while others are answered."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask)
        # It takes a moment to come there.
        until = time.monotonic() + 1
        while time.monotonic() < until:
            assert server.get("/healthz")[0] == 200
        assert not waiting.done()
        yield waiting


@pytest.mark.parametrize("door", DOORS)
def test_who_waits_for_postgresql_keeps_nobody_waiting(tmp_path: Path, postgresql: Fresh, door: str) -> None:
    url = postgresql()
    with RunningServer(tmp_path, "--engine", "none", "--database-url", url) as server, psycopg.connect(url) as other:
        other.execute("LOCK TABLE catalog_version IN ACCESS EXCLUSIVE MODE")
        with asked(server, lambda: DOORS[door](server)) as waiting:
            other.rollback()
            assert waiting.result(30)


def test_a_refusal_that_waits_to_be_put_on_record_keeps_nobody_waiting(tmp_path: Path) -> None:
    with (
        RunningServer(tmp_path, "--engine", "none", "--demo") as server,
        closing(sqlite3.connect(server.folder / "launchpath.db", isolation_level=None)) as other,
    ):
        developer = server.client("developer")
        other.execute("BEGIN IMMEDIATE")
        with asked(server, developer.list_portfolios) as waiting:
            other.execute("ROLLBACK")
            with pytest.raises(ClientError, match="AccessDenied"):
                waiting.result(30)
        (noted,) = other.execute("SELECT outcome FROM audit WHERE operation = 'ListPortfolios'")
        assert noted == ("AccessDeniedException",)
