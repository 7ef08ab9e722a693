"""Transactions: what one sees of another, who waits for whom, and what a failure leaves behind."""

import sqlite3
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import event, insert, select

from launchpath.store import tables
from launchpath.store.database import Conflict, Database, Transaction, Unreachable, Unstorable

#: What is said of SQLite's own ways.
only_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
#: What is said of PostgreSQL's.
only_postgresql = pytest.mark.parametrize("kind", ["postgresql"])


def keep(tx: Transaction, key: str) -> None:
    tx.connection.execute(insert(tables.templates).values(hash=key, body="", created_at=0))


def kept(tx: Transaction) -> list[str]:
    return list(tx.connection.execute(select(tables.templates.c.hash).order_by(tables.templates.c.hash)).scalars())


@pytest.fixture
def said(database: Database) -> Iterator[list[str]]:
    """Every transaction that SQLite is told to begin."""
    statements: list[str] = []

    def begins(statement: str) -> None:
        if statement.startswith("BEGIN"):
            statements.append(statement)

    def listen(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(begins)

    database.engine.dispose()
    event.listen(database.engine, "connect", listen)
    yield statements
    event.remove(database.engine, "connect", listen)


def test_what_is_written_is_there_afterwards(database: Database) -> None:
    with database.write() as tx:
        keep(tx, "a")
    with database.read() as tx:
        assert kept(tx) == ["a"]


def test_a_block_that_raises_changes_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as tx:
            keep(tx, "a")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with database.read() as tx:
        assert kept(tx) == []


@only_sqlite
def test_writing_takes_the_lock_at_once_and_reading_never(database: Database, said: list[str]) -> None:
    with database.write():
        pass
    assert said == ["BEGIN IMMEDIATE"]
    with database.read():
        pass
    assert said == ["BEGIN IMMEDIATE", "BEGIN"]


@only_sqlite
def test_a_connection_that_wrote_reads_without_the_lock(database: Database, said: list[str]) -> None:
    # Connections are used again: the option of one transaction must not stay for the next.
    for _ in range(3):
        with database.write() as tx:
            keep(tx, str(len(said)))
        with database.read() as tx:
            kept(tx)
    assert said == ["BEGIN IMMEDIATE", "BEGIN"] * 3


@only_sqlite
def test_a_writer_waits_for_the_writer_before_it(database: Database) -> None:
    order: list[str] = []
    second_asks = threading.Event()

    def second() -> None:
        second_asks.set()
        with database.write() as tx:
            order.append("second")
            assert kept(tx) == ["a"]

    thread = threading.Thread(target=second)
    with database.write() as tx:
        thread.start()
        second_asks.wait()
        keep(tx, "a")
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


@only_sqlite
def test_no_second_writer_gets_in_while_one_writes(database: Database) -> None:
    impatient = sqlite3.connect(str(database.engine.url.database), timeout=0, isolation_level=None)
    with database.write(), pytest.raises(sqlite3.OperationalError, match="database is locked"):
        impatient.execute("BEGIN IMMEDIATE")
    impatient.execute("BEGIN IMMEDIATE")
    impatient.close()


def test_a_reader_waits_for_nobody_and_sees_one_view(database: Database) -> None:
    with database.write() as tx:
        keep(tx, "a")
    with database.read() as reader:
        assert kept(reader) == ["a"]
        with database.write() as writer:
            keep(writer, "b")
            assert kept(reader) == ["a"]
        assert kept(reader) == ["a"]
    with database.read() as reader:
        assert kept(reader) == ["a", "b"]


def test_many_writers_lose_nothing(database: Database) -> None:
    def write(number: int) -> None:
        for round_ in range(5):
            with database.write() as tx:
                keep(tx, f"{number}-{round_}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as tx:
        assert len(kept(tx)) == 50


@only_postgresql
def test_a_writer_that_hangs_is_given_up_by_the_database_and_has_written_nothing(database: Database) -> None:
    """A process that hangs keeps its session, and with it the locks of a transaction that it had open."""

    def write_and_hang() -> None:
        with database.write() as tx:
            keep(tx, "a")
            with database.write() as other:
                keep(other, "a")
            keep(tx, "b")

    with pytest.raises(Unreachable):
        write_and_hang()
    with database.read() as tx:
        assert kept(tx) == ["a"]


def test_what_is_there_already_is_a_conflict(database: Database) -> None:
    with database.write() as tx:
        keep(tx, "a")
    with pytest.raises(Conflict), database.write() as tx:
        keep(tx, "a")


def test_a_reference_to_nothing_is_a_conflict(database: Database) -> None:
    with pytest.raises(Conflict), database.write() as tx:
        tx.connection.execute(insert(tables.portfolio_products).values(portfolio_id="port-1", product_id="prod-1"))


def test_a_database_that_can_not_be_opened_is_unreachable(database: Database) -> None:
    absent = Database("sqlite:////nonexistent-folder/launchpath.db", database.vault)
    with pytest.raises(Unreachable), absent.read():
        pass


@only_sqlite
def test_every_commit_reaches_the_disk(database: Database) -> None:
    # What was answered with a record id survives a power cut.
    with database.read() as tx:
        pragmas = ("journal_mode", "synchronous", "foreign_keys")
        found = [tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas]
    assert found == ["wal", 2, 1]


def test_case_is_folded_beyond_ascii(database: Database) -> None:
    with database.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT lower('ÄÖÜ'), lower(NULL)").one() == ("äöü", None)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_text_that_postgresql_has_no_form_for_is_unstorable(database: Database) -> None:
    with pytest.raises(Unstorable), database.write() as tx:
        keep(tx, "a\x00b")
