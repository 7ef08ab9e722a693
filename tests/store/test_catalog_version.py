"""The number that grows with every change of the catalog, and of who may do what."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, update

from launchpath.store import tables
from launchpath.store.database import Database, Transaction

OPTION = {"id": "tag-1", "account": "123456789012", "key": "cost", "value": "1", "active": True}
KEY = {"id": "AKIDANN", "identity_arn": "arn:ann", "secret": b"", "disabled": False, "created_at": 0}
ANN = {"arn": "arn:ann", "account": "123456789012", "kind": "user", "name": "ann", "disabled": False, "created_at": 0}


def add_option(tx: Transaction) -> None:
    tx.connection.execute(insert(tables.tag_options).values(OPTION))


def change_option(tx: Transaction) -> None:
    tx.connection.execute(update(tables.tag_options).values(active=False))


def remove_option(tx: Transaction) -> None:
    tx.connection.execute(delete(tables.tag_options))


def disable_key(tx: Transaction) -> None:
    tx.connection.execute(update(tables.access_keys).values(disabled=True))


def remove_ann(tx: Transaction) -> None:
    tx.connection.execute(delete(tables.identities))


@pytest.fixture
def settled(database: Database) -> Database:
    """A database with one of everything that is changed below."""
    with database.write() as tx:
        tx.connection.execute(insert(tables.identities).values(ANN))
        tx.connection.execute(insert(tables.access_keys).values(KEY))
        tx.connection.execute(insert(tables.tag_options).values(OPTION | {"id": "tag-2", "value": "2"}))
    return database


@pytest.mark.parametrize("change", [add_option, change_option, remove_option, disable_key, remove_ann])
def test_every_change_makes_it_grow(settled: Database, change: Callable[[Transaction], None]) -> None:
    before = settled.catalog_version()
    with settled.write() as tx:
        change(tx)
    assert settled.catalog_version() > before


def test_it_grows_when_the_change_is_committed_and_not_before(settled: Database) -> None:
    before = settled.catalog_version()
    with settled.write() as tx:
        add_option(tx)
        assert settled.catalog_version() == before
    assert settled.catalog_version() > before


def test_a_change_that_is_rolled_back_leaves_it(settled: Database) -> None:
    before = settled.catalog_version()
    with settled.write() as tx:
        add_option(tx)
        tx.connection.rollback()
    assert settled.catalog_version() == before


def test_neither_a_new_key_nor_what_was_launched_counts(settled: Database) -> None:
    before = settled.catalog_version()
    with settled.write() as tx:
        tx.connection.execute(insert(tables.access_keys).values(KEY | {"id": "AKIDANN2"}))
        tx.connection.execute(insert(tables.settings).values(name="colour", value="blue"))
    assert settled.catalog_version() == before


def test_two_changes_of_one_transaction_are_seen_together(settled: Database) -> None:
    with settled.write() as tx:
        add_option(tx)
        change_option(tx)
    between = settled.catalog_version()
    with settled.write() as tx:
        remove_option(tx)
    assert settled.catalog_version() > between
