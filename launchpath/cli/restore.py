"""launchpath restore: puts a backup in the place of what is there."""

from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DatabaseError

from launchpath import first_start, installation, trouble
from launchpath.cli.directory import directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.options import config_of, json_option, option
from launchpath.cli.output import Answer, say
from launchpath.config import Config
from launchpath.store import backup as backups
from launchpath.store import health, migrate, records, sealed
from launchpath.store.backup import BackupError, Label
from launchpath.store.database import Database, Unreachable
from launchpath.store.migrate import NewerDatabase
from launchpath.store.vault import KEY_VARIABLE, Vault, VaultError, has_key, keep_key, open_vault
from launchpath.work.durable import tables
from launchpath.work.durable.queue import NO_REQUEST, Queue


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE")
@option(
    "--force", is_flag=True, help="Replace what is there: it is lost. An SQLite file that can't be used is set aside."
)
@json_option
@directory_options
def restore(file: Path, force: bool, json: bool, **settings: Any) -> None:
    """Put what `launchpath backup` wrote into FILE in the place of what is there.

    All servers and workers have to be stopped. The database may be another one, and of another kind, than the one that
    the backup comes from. What had not ended goes on at the next start; people sign in again. `launchpath doctor` tells
    afterwards what was made since the backup and is not known any more.
    """
    config = config_of(settings)
    with told_in_a_sentence(), ExitStack() as stack:
        label = backups.read_label(file)
        first_start.make_folder(config.data)
        if config.postgresql_url is None:
            stack.enter_context(first_start.lock(config.data))
        vault = _vault(config.data, label)
        copied = stack.enter_context(backups.opened(file, vault, config.data))
        _check_key(copied, config.data, label)
        aside = _set_aside(config, force=force)
        if config.postgresql_url is None:
            # SQLite would let others read it. Its journals are given the same mode.
            config.database_file.touch(mode=0o600)
        database = Database(config.database_url, vault)
        stack.callback(database.close)
        _check_alone(database)
        answer = {**_restored(copied, database, label, config, force=force), "SetAside": aside}
    say(_told(answer, config), answer, as_json=json)


def _vault(folder: Path, label: Label) -> Vault:
    """The key that is there, else the one that the backup brings along."""
    if has_key(folder):
        return open_vault(folder)
    if label.secret_key is None:
        raise BackupError(
            f"The backup does not hold the secret key, and {folder} has none: no access key would work. Put the "
            f"secret.key of the backed up installation there, or set {KEY_VARIABLE}, and repeat the command."
        )
    return Vault(label.secret_key.encode())


def _set_aside(config: Config, *, force: bool) -> str | None:
    """Move SQLite's file away if nothing can be restored into it; where it is now. Raises BackupError."""
    if config.postgresql_url is not None or not config.database_file.exists():
        return None
    with closing(installation.without_key(config)) as present:
        reason = _unusable(present)
    if reason is None:
        return None
    if not force:
        raise BackupError(f"{present.shown_url} can't be used: {reason}. --force sets it aside, and makes a new one.")
    return str(backups.set_aside(config.database_file, datetime.now(UTC)))


def _unusable(present: Database) -> str | None:
    """Why nothing can be restored into it; None: something can."""
    try:
        with present.read() as tx:
            damage = health.damage(tx)
        migrate.lacking(present)
    except NewerDatabase:
        return "it was written by a newer release of Launchpath"
    except (DatabaseError, Unreachable) as fault:
        if not trouble.is_damage(fault):
            raise
        return trouble.said(fault)
    return damage


def _check_alone(database: Database) -> None:
    with database.read() as tx:
        others = backups.others(tx)
    if others:
        raise BackupError(
            f"{others} {'connection is' if others == 1 else 'connections are'} open to {database.shown_url}. "
            "Stop all servers and workers (and psql and the like), then repeat the command."
        )


def _restored(copied: Database, database: Database, label: Label, config: Config, *, force: bool) -> Answer:
    """Replace everything, as a whole or not at all."""
    migrate.to_newest(database)
    queue = Queue(database)
    try:
        with copied.read() as source, database.write() as target:
            if not force and not backups.is_empty(target):
                raise BackupError(
                    f"There is something in {database.shown_url} already. --force replaces it; it is lost then: make a "
                    "backup of it before."
                )
            backups.clear(target)
            rows = backups.copy(source, target)
            tables.forget(target)
            going_on = records.unfinished(target)
            for record in going_on:
                queue.enqueue(target, record.id, record.account, NO_REQUEST)
            if label.secret_key is not None and not has_key(config.data):
                keep_key(config.data, label.secret_key.encode())
    finally:
        queue.close()
    return {
        "Database": database.shown_url,
        "MadeAt": label.made_at,
        "Account": label.account,
        "Region": label.region,
        "Rows": sum(rows.values()),
        "GoingOn": [record.id for record in going_on],
    }


def _check_key(copied: Database, folder: Path, label: Label) -> None:
    try:
        with copied.read() as source:
            sealed.check(source)
    except VaultError:
        way = (
            f"Move {folder / 'secret.key'} away, or unset {KEY_VARIABLE}: the backup brings its own key."
            if label.secret_key
            else f"Put the secret.key of the backed up installation into {folder}, or set {KEY_VARIABLE} to it."
        )
        raise BackupError(f"The backup was written with another secret key than the one that is here. {way}") from None


def _told(answer: Answer, config: Config) -> str:
    told = (
        f"{answer['Database']} is now as it was at {answer['MadeAt']}: account {answer['Account']} in "
        f"{answer['Region']}, {answer['Rows']:,} rows."
    )
    if answer["SetAside"]:
        told = (
            f"What could not be used is set aside, as {answer['SetAside']}: remove it when you need it no more.\n{told}"
        )
    if number := len(answer["GoingOn"]):
        told += f" {number} {'operation goes' if number == 1 else 'operations go'} on at the next start."
    return f"{told}\nStart everything again, then see `{config.command('doctor')}`."
