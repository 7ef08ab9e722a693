"""Whether everything else has ground to stand on: the database, its form, and the key to its secrets."""

from collections.abc import Iterator

from sqlalchemy.exc import DatabaseError

from launchpath import trouble
from launchpath.doctor.finding import Finding, Patient, State
from launchpath.store import health, migrate, sealed
from launchpath.store.database import Database, Unreachable
from launchpath.store.migrate import NewerDatabase
from launchpath.store.vault import KEY_VARIABLE, VaultError, has_key, open_vault
from launchpath.work.durable import tables


def database(patient: Patient, opened: Database | None) -> Iterator[Finding]:
    """The database and its form."""
    if opened is None:
        found = f"There is no catalog in {patient.config.data} yet."
        yield Finding("database", State.PROBLEM, found, patient.config.command("serve"))
        return
    try:
        with opened.read() as tx:
            damage = health.damage(tx)
    except (DatabaseError, Unreachable) as fault:
        found = f"{opened.shown_url} can't be asked: {trouble.said(fault)}"
        yield Finding("database", State.PROBLEM, found, trouble.mend(patient.config, fault))
        return
    if damage:
        found = f"{opened.shown_url} is damaged: {damage}."
        yield Finding("database", State.PROBLEM, found, trouble.mend_damage(patient.config))
        return
    yield Finding("database", State.OK, f"{opened.shown_url} answers.")
    yield from _form(patient, opened)


def _form(patient: Patient, opened: Database) -> Iterator[Finding]:
    try:
        lacking = migrate.lacking(opened)
    except NewerDatabase as fault:
        # It says itself what helps.
        yield Finding("migrations", State.PROBLEM, f"{fault}.")
        return
    present, needed = tables.versions(opened)
    if lacking:
        numbers = ", ".join(one.number for one in lacking)
        found = f"The database lacks the {'migration' if len(lacking) == 1 else 'migrations'} {numbers}."
    elif present < needed:
        found = f"The queue's own tables are at version {present}, and {needed} is needed."
    else:
        yield Finding("migrations", State.OK, "The database has the form that this release needs.")
        return
    yield Finding("migrations", State.PROBLEM, found, patient.config.command("migrate"))


def key(patient: Patient, opened: Database) -> Iterator[Finding]:
    """Whether the secrets can be read."""
    kept_in = patient.config.data / "secret.key"
    mend = f"Put the key that the data was written with into {kept_in}, or set {KEY_VARIABLE} to it."
    if not has_key(patient.config.data):
        yield Finding("key", State.PROBLEM, "There is no secret key here.", mend)
        return
    try:
        open_vault(patient.config.data)
        with opened.read() as tx:
            any_sealed = sealed.check(tx)
    except VaultError as fault:
        yield Finding("key", State.PROBLEM, str(fault).partition(" Restore")[0], mend)
        return
    yield Finding("key", State.OK, "The secret key fits." if any_sealed else "No secret is stored yet.")
