"""A database of any earlier release goes on with this one: nothing is lost, and the earlier code still finds its way.

Expand, then contract: while hosts are upgraded one after the other, the old code works on the new tables.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Boolean, Column, Integer, LargeBinary, MetaData, Table, insert, select, update

from launchpath.store import full_text, migrate
from launchpath.store.database import Database
from launchpath.store.vault import Vault

_SCRIPTS = ScriptDirectory.from_config(migrate._config())
_EARLIER = [one.revision for one in _SCRIPTS.walk_revisions()][:0:-1]


@pytest.fixture
def unmade(url: str, vault: Vault) -> Iterator[Database]:
    """A database before its first migration."""
    made = Database(url, vault)
    yield made
    made.close()


@pytest.mark.parametrize("revision", _EARLIER)
def test_an_upgrade_keeps_every_row(unmade: Database, revision: str) -> None:
    tables = made_at(unmade, revision)
    fill(unmade, tables, 1)
    before = contents(unmade, tables)
    assert all(before.values())
    migrate.to_newest(unmade)
    assert contents(unmade, tables) == before


@pytest.mark.parametrize("revision", _EARLIER)
def test_the_statements_of_an_earlier_release_work_on_the_newest_tables(unmade: Database, revision: str) -> None:
    tables = made_at(unmade, revision)
    fill(unmade, tables, 1)
    migrate.to_newest(unmade)
    fill(unmade, tables, 2)
    with unmade.write() as tx:
        for table in tables:
            key, *_ = table.primary_key.columns
            tx.connection.execute(update(table).where(key == row(table, 2)[key.name]).values(row(table, 2)))
    assert {len(rows) for rows in contents(unmade, tables).values()} == {2}


def made_at(database: Database, revision: str) -> list[Table]:
    """Make the tables as they were at this revision; each comes after those that it refers to."""
    with database.write() as tx:
        config = migrate._config()
        config.attributes["connection"] = tx.connection
        command.upgrade(config, revision)
        there = MetaData()
        there.reflect(tx.connection, only=lambda name, _: not name.startswith(_KEPT_BY_THE_DATABASE))
    return there.sorted_tables


def fill(database: Database, tables: list[Table], number: int) -> None:
    """Put one more row into every table."""
    with database.write() as tx:
        for table in tables:
            tx.connection.execute(insert(table).values(row(table, number)))


def contents(database: Database, tables: list[Table]) -> dict[str, list[Any]]:
    with database.read() as tx:
        return {
            table.name: [tuple(one) for one in tx.connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }


def row(table: Table, number: int) -> dict[str, Any]:
    """A row with a value in every column that takes one."""
    return {column.name: _value(column, number) for column in table.columns if column.computed is None}


def _value(column: Column[Any], number: int) -> Any:
    target = next(iter(column.foreign_keys), None)
    if target is not None:
        return _value(target.column, number)
    told = f"{column.table.name}.{column.name} {number}"
    kinds = {Boolean: number == 1, Integer: number, JSON: {"told": told}, LargeBinary: told.encode()}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), told)


#: What nobody writes but the database itself, and Alembic.
_KEPT_BY_THE_DATABASE = (full_text.CREATE["sqlite"].split()[3], "catalog_version", "alembic_version")
