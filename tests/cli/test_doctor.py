"""`launchpath doctor`: what is wrong, and the command that mends it."""

import json
import os
import shutil
from collections import namedtuple
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import insert, text, update

from launchpath import first_start
from launchpath.call import now
from launchpath.domain.record import Record, RecordStatus, RecordType
from launchpath.store import records as store
from launchpath.store.tables import records, workers
from launchpath.store.vault import KEY_VARIABLE
from launchpath.work.durable.queue import NO_REQUEST, Queue
from tests.cli.installed import Installed
from tests.fake_cloudformation import running
from tests.making import Making
from tests.postgresql import Fresh
from tests.running import RunningServer, ended

Kind = Callable[[], str | None]

#: Most problems are in the database: no engine needs to be started for a look at them.
NO_ENGINE = ("--engine", "none")


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@pytest.fixture
def patient(tmp_path: Path, each_kind: Kind) -> Installed:
    """An installation of each kind, with a queue and without a server."""
    made = Installed.at(tmp_path / "data", each_kind())
    made.said("migrate")
    return made


@pytest.fixture
def here(installed: Installed) -> Installed:
    """One on SQLite, for what is the same on both."""
    installed.said("migrate")
    return installed


def examined(patient: Installed, *options: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """The exit code, and what was found, by check."""
    code, output = patient.call("doctor", *(options or NO_ENGINE), "--json")
    told = json.loads(output)
    assert told["Well"] is (code == 0)
    found: dict[str, list[dict[str, str]]] = {}
    for finding in told["Findings"]:
        found.setdefault(finding["Check"], []).append(finding)
    return code, found


def only(patient: Installed, check: str, *options: str) -> Mapping[str, str]:
    """The one finding of a check."""
    (finding,) = examined(patient, *options)[1][check]
    return finding


def test_a_new_installation_is_well(patient: Installed) -> None:
    code, found = examined(patient)
    states = {check: findings[0]["State"] for check, findings in found.items()}
    assert code == 0
    assert states == {
        "disk": "ok",
        "database": "ok",
        "migrations": "ok",
        # Nobody serves, and there is no engine.
        "engine": "warning",
        "key": "ok",
        "clock": "ok",
        "workers": "warning",
        "records": "ok",
    }


def test_people_read_a_line_for_each_and_the_command_below(patient: Installed) -> None:
    said = patient.said("doctor", *NO_ENGINE)
    assert "ok       key         The secret key fits.\n" in said
    lines = said.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("warning  workers"))
    assert lines[place + 1].strip().startswith("launchpath ")


def test_a_migration_that_lacks_is_mended_by_migrate(patient: Installed) -> None:
    with patient.opened() as database, database.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    code, found = examined(patient)
    assert code == 1
    assert found["migrations"][0]["Found"].startswith("The database lacks the migrations 0002, ")
    assert found["migrations"][0]["Mend"].startswith(f"launchpath migrate --data {patient.folder}")
    # The rest can't be looked at in the form that it has.
    assert not {"key", "workers", "records"} & set(found)


def test_a_queue_of_an_earlier_release_is_mended_by_migrate(patient: Installed) -> None:
    with patient.opened() as database, database.write() as tx:
        prefix = "" if tx.is_sqlite else "dbos."
        tx.connection.execute(text(f"UPDATE {prefix}dbos_migrations SET version = version - 1"))
    finding = only(patient, "migrations")
    assert finding["Found"].startswith("The queue's own tables are at version ")
    assert finding["Mend"].startswith("launchpath migrate ")


def test_another_key_than_the_datas_is_a_problem(here: Installed) -> None:
    (here.folder / "secret.key").write_bytes(Fernet.generate_key())
    finding = only(here, "key")
    assert finding["State"] == "problem"
    assert "this data was written with another key" in finding["Found"]
    assert finding["Mend"].startswith("Put the key that the data was written with into ")


@pytest.mark.parametrize(("key", "told"), [(None, "There is no secret key here."), ("nonsense", "is not valid")])
def test_a_key_that_is_none_is_a_problem_and_none_is_made(here: Installed, key: str | None, told: str) -> None:
    kept_in = here.folder / "secret.key"
    kept_in.unlink() if key is None else kept_in.write_text(key)
    assert told in only(here, "key")["Found"]
    assert kept_in.exists() is (key is not None)


def test_a_key_that_can_not_be_read_is_told_in_a_sentence(here: Installed) -> None:
    (here.folder / "secret.key").unlink()
    (here.folder / "secret.key").mkdir()
    told = f"Can't read {here.folder / 'secret.key'}: Is a directory."
    assert only(here, "key")["Found"].startswith(told)
    assert here.refusal("backup", str(here.folder / "b")).startswith(told)


def test_a_clock_that_goes_wrong_is_a_problem(here: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    real = now()
    monkeypatch.setattr("launchpath.doctor.machine.now", lambda: real + 120_000)
    finding = only(here, "clock")
    assert finding["State"] == "problem"
    assert finding["Mend"].endswith("timedatectl set-ntp true")


def test_a_full_disk_is_a_problem(here: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 10**7))
    finding = only(here, "disk")
    assert (finding["State"], finding["Mend"].startswith("Make room: du ")) == ("problem", True)


def test_a_database_that_can_not_be_reached_is_a_problem(tmp_path: Path) -> None:
    away = Installed(tmp_path, f"postgresql://nobody@/nothing?host={tmp_path}")
    finding = only(away, "database")
    assert finding["State"] == "problem"
    assert "can't be asked: " in finding["Found"]
    assert "psql 'postgresql://nobody@/nothing?host=" in finding["Mend"]


def test_a_command_that_is_named_can_be_run_where_the_doctor_was(
    tmp_path: Path, postgresql: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Installed(tmp_path, postgresql())
    named = f"launchpath migrate --data {tmp_path}"
    assert only(away, "migrations")["Mend"] == f'{named} --database-url "$LAUNCHPATH_DATABASE_URL"'
    monkeypatch.setenv("LAUNCHPATH_DATABASE_URL", str(away.postgresql_url))
    assert only(away, "migrations")["Mend"] == named


def test_a_file_that_is_no_database_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "launchpath.db").write_text("no database, whatever its name is\n" * 100)
    finding = only(Installed(tmp_path), "database")
    assert "file is not a database" in finding["Found"]
    assert finding["Mend"].endswith(f"launchpath restore BACKUP --force --data {tmp_path}")


def test_a_file_that_can_not_be_opened_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "launchpath.db").mkdir()
    finding = only(Installed(tmp_path), "database")
    assert finding["Found"].endswith("can't be asked: unable to open database file")
    assert finding["Mend"].startswith("See that this account may read and write it")


def test_a_folder_that_can_not_be_looked_into_is_told_in_a_sentence(tmp_path: Path) -> None:
    told = Installed(tmp_path / ("d" * 300)).refusal("doctor", *NO_ENGINE)
    assert told.endswith(
        "File name too long. Run the command as the account that the service runs as, or name another folder with "
        "--data."
    )


def test_where_there_is_no_catalog_none_is_made(tmp_path: Path) -> None:
    finding = only(Installed(tmp_path), "database")
    assert (finding["State"], finding["Found"]) == ("problem", f"There is no catalog in {tmp_path} yet.")
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_is_not_installed_is_a_problem(here: Installed) -> None:
    finding = only(here, "engine", "--engine", "teleport")
    assert (finding["State"], finding["Found"].split(".")[0]) == ("problem", "There is no engine 'teleport'")


def test_a_worker_that_gives_no_sign_of_life_does_not_count(tmp_path: Path, postgresql: Callable[[], str]) -> None:
    patient = Installed.at(tmp_path / "data", postgresql())
    patient.said("migrate")
    with patient.opened() as database, database.write() as tx:
        tx.connection.execute(insert(workers).values(id="silent", host="here", beat_at=now() - 20_000))
    assert only(patient, "workers")["Found"] == "No worker gives a sign of life."
    with patient.opened() as database, database.write() as tx:
        tx.connection.execute(insert(workers).values(id="lively", host="here", beat_at=now()))
    assert only(patient, "workers")["Found"] == "1 worker is alive: lively."


def test_a_server_that_works_is_well_and_what_it_lost_is_handed_in_again(tmp_path: Path, each_kind: Kind) -> None:
    url = each_kind()
    with RunningServer(tmp_path, *(["--database-url", url] if url else [])) as server:
        patient = Installed(server.folder, url)
        making = Making(server)
        product = making.product()
        making.portfolio(product, user="admin")
        record_id = product.launched(making.admin)["RecordId"]
        # Its engine is the one that it was started with.
        code, found = examined(patient, "--data", str(patient.folder))
        assert code == 0
        assert found["engine"][0]["Found"] == "The engine sandbox can be loaded and is ready."
        assert (found["workers"][0]["State"], found["records"][0]["State"]) == ("ok", "ok")
        ended(making.admin, record_id)
        server.kill()
        _lose(patient, record_id)
        lost = only(patient, "records")
        assert lost["Found"] == f"{record_id} has not ended, and no worker will take it."
        assert lost["Mend"].startswith("launchpath doctor --mend ")
        assert f"{record_id} is handed in again." in patient.call("doctor", "--mend", *NO_ENGINE)[1]
        server.start()
        assert ended(server.client("admin"), record_id)["Status"] == "SUCCEEDED"
    assert patient.audited()[-1] == ("HandInAgain", {"record_id": record_id})


def _lose(patient: Installed, record_id: str) -> None:
    """As if a record had not ended when its workflow did."""
    with patient.opened() as database, database.write() as tx:
        under_way = update(records).where(records.c.id == record_id).values(status=RecordStatus.IN_PROGRESS)
        tx.connection.execute(under_way)


def test_what_waits_while_nobody_works_is_a_problem(patient: Installed) -> None:
    _accept(patient, RecordStatus.CREATED, now())
    finding = only(patient, "workers")
    assert (finding["State"], finding["Found"].endswith("1 accepted operation waits.")) == ("problem", True)


@pytest.mark.parametrize(
    ("status", "minutes", "told"),
    [
        (RecordStatus.CREATED, 1, "rec-slow has been waiting for 1 minute; 0 are in work."),
        (RecordStatus.CREATED, 5, "rec-slow has been waiting for 5 minutes; 0 are in work."),
        (RecordStatus.IN_PROGRESS, 180, "rec-slow (orders) is IN_PROGRESS since 3 hours."),
    ],
)
def test_records_that_take_long_are_named(here: Installed, status: RecordStatus, minutes: int, told: str) -> None:
    _accept(here, status, now() - minutes * 60_000 - 1)
    finding = only(here, "records")
    assert (finding["State"], finding["Found"]) == ("warning", told)


def test_for_what_waits_the_command_is_named_that_the_database_takes(patient: Installed) -> None:
    _accept(patient, RecordStatus.CREATED, now() - 300_000)
    command = "launchpath worker " if patient.postgresql_url else "launchpath serve "
    assert only(patient, "records")["Mend"].startswith(command)
    assert only(patient, "workers")["Mend"].startswith(command)


def test_where_somebody_works_and_something_waits_the_limits_are_named(here: Installed) -> None:
    _accept(here, RecordStatus.CREATED, now() - 300_000)
    with first_start.lock(here.folder):
        mend = only(here, "records")["Mend"]
    assert ("--most-launches" in mend, "worker" in mend) == (True, False)


def _accept(patient: Installed, status: RecordStatus, at: int) -> None:
    """A record that is in the queue."""
    record = Record(
        id="rec-slow",
        account="123456789012",
        type=RecordType.PROVISION,
        status=status,
        created_at=at,
        updated_at=at,
        provisioned_product_id="pp-slow",
        provisioned_product_name="orders",
        provisioned_product_type="CFN_STACK",
        product_id="prod-1",
        artifact_id="pa-1",
        path_id="lpv2-1",
        launch_role_arn=None,
        user_arn="arn:aws:iam::123456789012:user/admin",
        user_arn_session="arn:aws:iam::123456789012:user/admin",
    )
    with patient.opened() as database, closing(Queue(database)) as queue, database.write() as tx:
        store.add(tx, record, {})
        queue.enqueue(tx, record.id, record.account, NO_REQUEST)


def test_a_stack_that_nobody_knows_any_more_is_an_orphan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    with running() as fake:
        environment = {
            "AWS_ACCESS_KEY_ID": "AKIAOPERATOR00000001",
            "AWS_SECRET_ACCESS_KEY": "a secret",
            "AWS_CONFIG_FILE": os.devnull,
            "LAUNCHPATH_CLOUDFORMATION_ENDPOINT": fake.url,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        engines = ("--engine", "cloudformation", "--engine", "cloudformation-stacksets")
        with RunningServer(tmp_path, *engines, environment=environment) as server:
            patient = Installed(server.folder)
            making = Making(server)
            product = making.product()
            making.portfolio(product, user="admin")
            known, lost, kept = (product.launched(making.admin)["ProvisionedProductId"] for _ in range(3))
            retired = making.admin.terminate_provisioned_product(
                ProvisionedProductId=kept, RetainPhysicalResources=True
            )["RecordDetail"]
            ended(making.admin, retired["RecordId"])
            patient.said("backup", str(tmp_path / "b"))
            assert only(patient, "orphans", "--engine", "cloudformation")["State"] == "ok"
            with patient.opened() as database, database.write() as tx:
                gone = text(f"UPDATE provisioned_products SET terminated_at = 1 WHERE id = '{lost}'")
                tx.connection.execute(gone)
            code, found = examined(patient, "--data", str(patient.folder))
            orphan, sets = found["orphans"]
            assert sets["Found"].startswith("0 products stand in the world of the engine cloudformation-stacksets, ")
            stack = fake.stack(f"SC-123456789012-{lost}")["id"]
            assert (code, orphan["State"]) == (1, "problem")
            assert orphan["Found"] == f"{stack} stands, and {lost} does not live any more."
            assert orphan["Mend"].startswith(f"aws cloudformation delete-stack --stack-name {stack} ")
            fake.fault("ListStacks", "denied", times=9)
            _, found = examined(patient, "--engine", "cloudformation", "--engine", "cloudformation-stacksets")
            assert [one["State"] for one in found["engine"]] == ["ok", "ok"]
            unseen, sets = found["orphans"]
            assert unseen["State"] == "warning"
            assert "AccessDenied" in unseen["Found"]
            assert sets["State"] == "ok"
            assert known
