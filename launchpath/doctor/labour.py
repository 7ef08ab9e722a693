"""Whether what was accepted is being carried out."""

from collections.abc import Iterator

from launchpath import first_start
from launchpath.call import now
from launchpath.doctor.finding import Finding, Patient, State
from launchpath.domain.record import Record, RecordStatus
from launchpath.first_start import FolderUnusable
from launchpath.store import records as store
from launchpath.store import workers as signs
from launchpath.store.database import Database
from launchpath.work.durable import tables

#: Milliseconds after which it should be asked why a record waits, and why one in work does not move.
_LONG_WAIT, _LONG_WORK = 60_000, 60 * 60_000


def workers(patient: Patient, database: Database) -> Iterator[Finding]:
    """Whether anybody works."""
    number, who = _working(patient, database)
    if number:
        yield Finding("workers", State.OK, who)
        return
    with database.read() as tx:
        waiting = len(store.unfinished(tx))
    start = _start(patient, database)
    if waiting:
        wait = "operation waits" if waiting == 1 else "operations wait"
        yield Finding("workers", State.PROBLEM, f"{who} {waiting} accepted {wait}.", start)
    else:
        yield Finding("workers", State.WARNING, who, start)


def _start(patient: Patient, database: Database) -> str:
    """The command that lets somebody work: on SQLite the server does it itself."""
    return patient.config.command("serve" if database.is_sqlite else "worker")


def _working(patient: Patient, database: Database) -> tuple[int, str]:
    if database.is_sqlite:
        try:
            first_start.lock(patient.config.data).close()
        except FolderUnusable:
            return 1, "A server works on the data folder."
        return 0, "No server works on the data folder."
    with database.read() as tx:
        living = signs.living(tx)
    if not living:
        return 0, "No worker gives a sign of life."
    return len(
        living
    ), f"{len(living)} {'worker is' if len(living) == 1 else 'workers are'} alive: {', '.join(living)}."


def records(patient: Patient, database: Database) -> Iterator[Finding]:
    """Records that nobody will end, and those that take long."""
    with database.read() as tx:
        unfinished = {record.id: record for record in store.unfinished(tx)}
        lost = tables.abandoned(tx)
    for record_id in lost:
        found = f"{record_id} has not ended, and no worker will take it."
        yield Finding("records", State.PROBLEM, found, patient.config.command("doctor --mend"))
    slow = [record for record_id, record in unfinished.items() if record_id not in lost and _is_slow(record)]
    in_work = sum(record.status is not RecordStatus.CREATED for record in unfinished.values())
    for record in slow:
        if record.status is RecordStatus.CREATED:
            yield _waiting(patient, database, record, in_work)
        else:
            yield _moves_no_more(patient, record)
    if not lost and not slow:
        yield Finding("records", State.OK, f"{len(unfinished)} operations are under way, and none is stuck.")


def _is_slow(record: Record) -> bool:
    if record.status is RecordStatus.CREATED:
        return now() - record.created_at > _LONG_WAIT
    return now() - record.updated_at > _LONG_WORK


def _waiting(patient: Patient, database: Database, record: Record, in_work: int) -> Finding:
    found = f"{record.id} has been waiting for {_duration(record.created_at)}; {in_work} are in work."
    if not _working(patient, database)[0]:
        return Finding("records", State.WARNING, found, _start(patient, database))
    mend = "If that is as many as --most-launches and the like allow, raise them where it is started."
    if not database.is_sqlite:
        mend += f" If the workers are busy, start another one: {_start(patient, database)}"
    return Finding("records", State.WARNING, found, mend)


def _moves_no_more(patient: Patient, record: Record) -> Finding:
    found = f"{record.id} ({record.provisioned_product_name}) is {record.status} since {_duration(record.updated_at)}."
    return Finding("records", State.WARNING, found, f"launchpath events {record.id} --data {patient.config.data}")


def _duration(since: int) -> str:
    minutes = (now() - since) // 60_000
    number, unit = (minutes, "minute") if minutes < 120 else (minutes // 60, "hour")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
