"""`launchpath migrate`: the form that this release needs, on both databases, said in words."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from launchpath.work.durable import tables
from tests.cli.installed import Installed
from tests.cli.running import launchpath
from tests.postgresql import Fresh
from tests.running import RunningServer

Kind = Callable[[], str | None]


def words(installed: Installed) -> list[str]:
    """`launchpath migrate` of this installation, for a process of its own."""
    where = ["--data", str(installed.folder)]
    return ["migrate", *where, *(["--database-url", installed.postgresql_url] if installed.postgresql_url else [])]


def test_what_was_done_is_said_migration_by_migration(tmp_path: Path, postgresql: Fresh) -> None:
    empty = Installed(tmp_path, postgresql())
    said = empty.said("migrate")
    assert said.startswith("0001  The first form of the database.\n0002  ")
    assert "The queue's own tables are at version" in said
    assert said.endswith("has the form that this release needs.\n")


def test_there_is_nothing_to_do_twice(tmp_path: Path, each_kind: Kind) -> None:
    installed = Installed.at(tmp_path / "data", each_kind())
    installed.said("migrate")
    assert installed.said("migrate").startswith("Nothing to do: ")
    assert installed.told("migrate")["Applied"] == []


def test_the_queue_is_brought_along(tmp_path: Path, each_kind: Kind) -> None:
    installed = Installed.at(tmp_path / "data", each_kind())
    queue = installed.told("migrate")["Queue"]
    assert queue["Before"] == 0
    with installed.opened() as database:
        assert tables.versions(database) == (queue["After"], queue["After"])


def test_two_at_once_wait_for_each_other(tmp_path: Path, postgresql: Fresh) -> None:
    empty = Installed(tmp_path, postgresql())
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: launchpath(*words(empty)), range(3)))
    assert [answer.returncode for answer in answers] == [0, 0, 0], answers
    assert sum("0001  " in answer.stdout for answer in answers) == 1


def test_sqlite_is_not_changed_under_a_server(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--engine", "none") as server:
        running = Installed(server.folder)
        # It has the newest form already.
        assert running.said("migrate").startswith("Nothing to do: ")
        with running.opened() as database, database.write() as tx:
            tx.connection.execute(text("UPDATE dbos_migrations SET version = 1"))
        assert running.refusal("migrate").startswith(f"Another launchpath serves from {server.folder} already")


def test_where_there_is_no_catalog_none_is_made(tmp_path: Path) -> None:
    assert Installed(tmp_path).refusal("migrate") == (
        f"There is no catalog in {tmp_path} yet. `launchpath serve` makes one."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_a_newer_release_is_left_alone(tmp_path: Path, each_kind: Kind) -> None:
    installed = Installed.at(tmp_path / "data", each_kind())
    with installed.opened() as database, database.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "It was written by a newer release of Launchpath (migration 9999" in installed.refusal("migrate")


def test_a_database_that_can_not_be_reached_is_told_in_a_sentence(tmp_path: Path) -> None:
    away = Installed(tmp_path, f"postgresql://nobody@/nothing?host={tmp_path}")
    assert away.refusal("migrate").startswith("The database can't be reached: ")


def test_the_commands_ask_for_it_when_it_is_missing(tmp_path: Path, each_kind: Kind) -> None:
    installed = Installed.at(tmp_path / "data", each_kind())
    with installed.opened() as database, database.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "Run `launchpath migrate --data " in installed.refusal("user", "list")
