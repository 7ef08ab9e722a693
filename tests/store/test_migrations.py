"""The migrations lead to exactly the tables of tables.py."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from launchpath.store import full_text, migrate, tables
from launchpath.store.database import Database
from launchpath.store.vault import Vault

#: Full-text search keeps tables of its own.
_FULL_TEXT = re.compile(r"CREATE VIRTUAL TABLE (\w+)").match(full_text.CREATE["sqlite"])[1]  # type: ignore[index]


def _ours(item: Any, name: str | None, kind: str, *_: Any) -> bool:
    if kind == "index" and name == "ix_products_words":
        return False
    return not (kind == "table" and str(name).startswith((_FULL_TEXT, "alembic_version")))


@pytest.fixture
def unmade(url: str, vault: Vault) -> Iterator[Database]:
    """A database before its first migration."""
    made = Database(url, vault)
    yield made
    made.close()


@pytest.fixture
def declared(kind: str, tmp_path: Path, vault: Vault, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A second database, in which nothing is made yet."""
    other = f"sqlite:///{tmp_path / 'declared.db'}" if kind == "sqlite" else request.getfixturevalue("postgresql")()
    made = Database(other, vault)
    yield made
    made.close()


def test_alembic_finds_no_difference(database: Database) -> None:
    options = {"compare_type": True, "compare_server_default": True, "include_object": _ours}
    with database.read() as tx:
        context = MigrationContext.configure(tx.connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []


def test_every_index_is_made_as_tables_py_says(database: Database, declared: Database) -> None:
    # Alembic does not compare the conditions of partial indexes.
    tables.metadata.create_all(declared.engine)
    assert _indexes(database) == _indexes(declared)


def _indexes(database: Database) -> dict[str, str]:
    """Those of our tables, but for the full text's, which alone has no place in tables.py."""
    mine = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"
    if not database.is_sqlite:
        mine = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
    with database.read() as tx:
        made = {name: " ".join(sql.split()) for name, sql in tx.connection.execute(text(mine))}
    return {name: sql for name, sql in made.items() if name != "ix_products_words"}


def test_a_new_database_has_every_table_and_nothing_in_it(database: Database) -> None:
    with database.read() as tx:
        present = set(inspect(tx.connection).get_table_names())
        assert {table.name for table in tables.metadata.sorted_tables} <= present
        for table in set(tables.metadata.sorted_tables) - {tables.catalog_version}:
            assert tx.connection.execute(select(table)).all() == []


def test_a_database_before_its_first_migration_is_not_the_newest(unmade: Database) -> None:
    assert migrate.lacking(unmade)
    migrate.to_newest(unmade)
    assert not migrate.lacking(unmade)


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = _schema(database)
    migrate.to_newest(database)
    assert _schema(database) == before


def _schema(database: Database) -> list[Any]:
    everything = "SELECT name, sql FROM sqlite_master ORDER BY name"
    if not database.is_sqlite:
        everything = (
            "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
        )
    with database.read() as tx:
        return list(tx.connection.execute(text(everything)).all())


def test_a_migration_that_fails_leaves_nothing_behind(unmade: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for dialect in full_text.CREATE:
        monkeypatch.setitem(full_text.CREATE, dialect, "CREATE NONSENSE")
    with pytest.raises(Exception, match="NONSENSE"):
        migrate.to_newest(unmade)
    assert _schema(unmade) == []


def test_a_database_of_a_newer_release_is_refused_with_a_sentence_and_left_as_it_is(database: Database) -> None:
    with database.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = _schema(database)
    with pytest.raises(migrate.NewerDatabase, match=r"^It was written by a newer release of Launchpath"):
        migrate.to_newest(database)
    assert _schema(database) == before


def test_migrations_are_one_numbered_line() -> None:
    folder = ScriptDirectory.from_config(migrate._config())
    line = [script.revision for script in folder.walk_revisions()][::-1]
    assert line == [f"{number:04}" for number in range(1, len(line) + 1)]
