"""A worker that was given up begins anew, whatever it meets on the way: it is never alive and idle."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.making import Making
from tests.postgresql import Fresh
from tests.running import RunningServer, ended, wait_for

#: The worker learns that it was given up; to give its claim back, and to make a new one, meets a fault.
BREAK = """
    CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the table is missing' USING ERRCODE = 'undefined_table'; END $$;
    DELETE FROM workers;
    CREATE TRIGGER broken BEFORE INSERT OR DELETE ON workers FOR EACH STATEMENT EXECUTE FUNCTION break_down();
"""
MEND = "DROP FUNCTION break_down CASCADE"


@pytest.fixture
def url(postgresql: Fresh) -> str:
    return postgresql()


@pytest.fixture
def server(tmp_path: Path, url: str) -> Iterator[RunningServer]:
    with RunningServer(tmp_path, "--database-url", url) as one:
        yield one


def order(url: str, statements: str) -> None:
    """Have the database do all of these at once."""
    with psycopg.connect(url) as connection:
        connection.execute(statements.encode())


def heard(server: RunningServer, text: str) -> None:
    wait_for(lambda: text in server.log.read_text(), lambda: server.log.read_text()[-4000:])


def test_a_fault_of_the_database_while_a_worker_begins_anew_is_outlived(server: RunningServer, url: str) -> None:
    making = Making(server)
    product = making.product()
    making.portfolio(product, user="admin")
    order(url, BREAK)
    heard(server, "can't begin anew yet")
    order(url, MEND)
    heard(server, "began anew")
    assert ended(making.admin, product.launched(making.admin)["RecordId"])["Status"] == "SUCCEEDED"
