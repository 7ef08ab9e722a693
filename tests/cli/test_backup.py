"""`launchpath backup` and `restore`: everything comes back, on either database; nothing is destroyed by accident."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from launchpath.domain.record import RecordStatus
from launchpath.store import sealed
from launchpath.store.database import Database
from launchpath.store.tables import catalog_version, metadata, records, templates, workers
from launchpath.store.vault import KEY_VARIABLE
from tests.cli.installed import Installed
from tests.making import Making
from tests.postgresql import Fresh
from tests.running import RunningServer, ended

Kind = Callable[[], str | None]


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def installed(folder: Path, url: str | None) -> Installed:
    """An installation with a user and a template."""
    made = Installed.at(folder, url)
    made.said("user", "create", "ann")
    made.said("key", "create", "ann")
    with made.opened() as database, database.write() as tx:
        tx.connection.execute(insert(templates).values(hash="abc", body="Resources: {}\n# ünï", created_at=1))
        tx.connection.execute(insert(workers).values(id="w", host="h", beat_at=1))
    return made


def empty(folder: Path, url: str | None, key_of: Installed | None) -> Installed:
    """A place to restore into, with the key of another."""
    folder.mkdir()
    if key_of:
        shutil.copy(key_of.folder / "secret.key", folder)
    return Installed(folder, url)


def everything(database: Database) -> Mapping[str, list[dict[str, Any]]]:
    """All rows but those that are true of the moment, or that each database counts by itself."""
    with database.read() as tx:
        return {
            table.name: [
                dict(row) for row in tx.connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in metadata.sorted_tables
            if table not in (workers, catalog_version)
        }


@pytest.fixture(params=[(False, False), (False, True), (True, False), (True, True)], ids=["ss", "sp", "ps", "pp"])
def urls(request: pytest.FixtureRequest) -> list[str | None]:
    """From each kind of database to each."""
    if not any(request.param):
        return [None, None]
    fresh: Fresh = request.getfixturevalue("postgresql")
    return [fresh() if wanted else None for wanted in request.param]


def test_everything_comes_back_whatever_the_database(tmp_path: Path, urls: list[str | None]) -> None:
    source = installed(tmp_path / "source", urls[0])
    source.said("backup", str(tmp_path / "b"))
    target = empty(tmp_path / "target", urls[1], source)
    said = target.said("restore", str(tmp_path / "b"))
    assert "account 123456789012 in us-east-1" in said
    with source.opened() as before, target.opened() as after:
        assert everything(after) == everything(before)
        with after.read() as tx:
            assert sealed.check(tx)
            assert tx.connection.execute(select(func.count()).select_from(workers)).scalar_one() == 0
    # New rows are numbered after those that came along.
    target.said("user", "create", "ben")


def test_the_secret_key_is_not_in_a_backup_and_that_is_said(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    said = source.said("backup", str(tmp_path / "b"))
    assert f"The secret key is NOT in it. Keep a copy of {source.folder / 'secret.key'}" in said
    assert (source.folder / "secret.key").read_bytes().strip() not in (tmp_path / "b").read_bytes()
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["b"]


def test_with_key_brings_the_key_along(tmp_path: Path, each_kind: Kind) -> None:
    source = installed(tmp_path / "source", None)
    assert "The secret key is in it" in source.said("backup", str(tmp_path / "b"), "--with-key")
    target = empty(tmp_path / "target", each_kind(), None)
    target.said("restore", str(tmp_path / "b"))
    assert (target.folder / "secret.key").read_bytes() == (source.folder / "secret.key").read_bytes()
    assert (target.folder / "secret.key").stat().st_mode & 0o777 == 0o600


def test_without_any_key_a_restore_is_refused(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    target = empty(tmp_path / "target", None, None)
    assert "The backup does not hold the secret key" in target.refusal("restore", str(tmp_path / "b"))
    assert not (target.folder / "launchpath.db").exists()


def test_another_key_is_noticed_before_anything_is_changed(tmp_path: Path, each_kind: Kind) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    target = Installed.at(tmp_path / "target", each_kind())
    assert "written with another secret key" in target.refusal("restore", str(tmp_path / "b"), "--force")
    assert [one["Name"] for one in target.told("user", "list")] == ["admin"]


def test_what_is_there_is_not_replaced_unless_forced(tmp_path: Path, each_kind: Kind) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    target = empty(tmp_path / "target", each_kind(), source)
    target.said("restore", str(tmp_path / "b"))
    target.said("user", "delete", "ann")
    assert "There is something in " in target.refusal("restore", str(tmp_path / "b"))
    assert [one["Name"] for one in target.told("user", "list")] == ["admin"]
    target.said("restore", str(tmp_path / "b"), "--force")
    assert [one["Name"] for one in target.told("user", "list")] == ["admin", "ann"]


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    (tmp_path / "b").write_text("dear to me")
    assert source.refusal("backup", str(tmp_path / "b")).startswith(f"{tmp_path / 'b'} is there already.")
    assert (tmp_path / "b").read_text() == "dear to me"


def test_where_a_backup_can_not_be_written_it_says_so(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    told = source.refusal("backup", str(tmp_path / "nowhere" / "b"))
    assert told == f"Can't write {tmp_path / 'nowhere' / 'b'}: No such file or directory."
    assert "File name too long" in source.refusal("backup", str(tmp_path / ("b" * 300)))


def test_what_is_no_backup_is_told_so(tmp_path: Path) -> None:
    target = installed(tmp_path / "target", None)
    (tmp_path / "text").write_text("no database at all\n" * 100)
    for file in (tmp_path / "text", target.folder / "launchpath.db"):
        assert "is not a backup of Launchpath's" in target.refusal("restore", str(file), "--force")


def test_a_backup_that_was_cut_off_is_told_to_be_damaged(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    whole = (tmp_path / "b").read_bytes()
    for part in (4096, len(whole) // 2, len(whole) - 4096):
        (tmp_path / "b").write_bytes(whole[:part])
        assert f"{tmp_path / 'b'} is damaged" in source.refusal("restore", str(tmp_path / "b"), "--force")
    assert [one["Name"] for one in source.told("user", "list")] == ["admin", "ann"]


def _scratched(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:8192] + os.urandom(len(content) // 2) + content[8192 + len(content) // 2 :])


def _without_its_schema(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:100] + os.urandom(3996) + content[4096:])


def _no_database(file: Path) -> None:
    file.write_text("no database at all\n" * 100)


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as present:
        present.execute("UPDATE alembic_version SET version_num = '9999'")
        present.commit()


@pytest.mark.parametrize("accident", [_scratched, _without_its_schema, _no_database, _newer])
def test_what_can_not_be_used_is_set_aside_if_that_is_forced(tmp_path: Path, accident: Callable[[Path], None]) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    accident(source.folder / "launchpath.db")
    broken = (source.folder / "launchpath.db").read_bytes()
    assert "can't be used: " in source.refusal("restore", str(tmp_path / "b"))
    aside = Path(source.told("restore", str(tmp_path / "b"), "--force")["SetAside"])
    assert aside.name.startswith("launchpath.db.set-aside-")
    assert len(aside.read_bytes()) == len(broken)
    assert [one["Name"] for one in source.told("user", "list")] == ["admin", "ann"]


def test_another_key_is_noticed_before_anything_is_set_aside(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    target = Installed.at(tmp_path / "target")
    _no_database(target.folder / "launchpath.db")
    assert "written with another secret key" in target.refusal("restore", str(tmp_path / "b"), "--force")
    assert (target.folder / "launchpath.db").read_text().startswith("no database")


def test_a_newer_postgresql_is_left_alone_and_another_one_is_asked_for(tmp_path: Path, postgresql: Fresh) -> None:
    source = installed(tmp_path / "source", postgresql())
    source.said("backup", str(tmp_path / "b"))
    with source.opened() as database, database.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    told = source.refusal("restore", str(tmp_path / "b"), "--force")
    assert "restore a backup from before the upgrade into a new, empty database that you name with" in told
    assert told == source.refusal("backup", str(tmp_path / "c"))


def test_nobody_else_may_read_what_was_restored(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    target = empty(tmp_path / "target", None, source)
    target.said("restore", str(tmp_path / "b"))
    assert (target.folder / "launchpath.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    source = installed(tmp_path / "source", None)
    source.said("backup", str(tmp_path / "b"))
    _newer(tmp_path / "b")
    assert "written by a newer release" in source.refusal("restore", str(tmp_path / "b"), "--force")
    assert list(source.folder.glob(".restoring*")) == []


def test_a_server_has_to_be_stopped_for_a_restore_and_not_for_a_backup(tmp_path: Path, each_kind: Kind) -> None:
    url = each_kind()
    options = ["--engine", "none", *(["--database-url", url] if url else [])]
    with RunningServer(tmp_path, *options) as server:
        running = Installed(server.folder, url)
        running.said("backup", str(tmp_path / "b"))
        told = running.refusal("restore", str(tmp_path / "b"), "--force")
        assert ("connections are open to" if url else "Another launchpath serves from") in told
    running.said("restore", str(tmp_path / "b"), "--force")


def serving(folder: Path, url: str | None, *options: str) -> RunningServer:
    folder.mkdir(exist_ok=True)
    return RunningServer(folder, *options, *(["--database-url", url] if url else []))


@pytest.mark.parametrize("urls", [(False, True), (True, False)], ids=["sp", "ps"], indirect=True)
def test_a_restored_catalog_is_served_and_what_was_under_way_goes_on(tmp_path: Path, urls: list[str | None]) -> None:
    before, after = serving(tmp_path / "before", urls[0]), serving(tmp_path / "after", urls[1])
    with before as server:
        making = Making(server)
        product = making.product(Name="Zebra crossing")
        making.portfolio(product, user="admin")
        done, going_on = product.launched(making.admin), product.launched(making.admin)
    source = Installed(before.folder, urls[0])
    # As if it had been in work when the backup was made.
    with source.opened() as database, database.write() as tx:
        status = {"status": RecordStatus.IN_PROGRESS}
        tx.connection.execute(update(records).where(records.c.id == going_on["RecordId"]).values(status))
    source.said("backup", str(tmp_path / "b"), "--with-key")
    target = empty(after.folder, urls[1], None)
    assert target.told("restore", str(tmp_path / "b"))["GoingOn"] == [going_on["RecordId"]]
    with after as server:
        client = server.client("admin")
        assert ended(client, going_on["RecordId"])["Status"] == "SUCCEEDED"
        assert client.get_provisioned_product_outputs(ProvisionedProductId=done["ProvisionedProductId"])["Outputs"]
        found = client.search_products(Filters={"FullTextSearch": ["zebra"]})["ProductViewSummaries"]
        assert [one["ProductId"] for one in found] == [product.id]
