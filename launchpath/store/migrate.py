"""Brings a database to the newest form. Migrations are numbered and append-only: expand first, contract later."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from launchpath.store.database import Database, Transaction

#: Any number, as long as nobody else in the database locks by it: "launchpa" in ASCII.
_LOCK = 0x6C61756E63687061

_FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database has migrations that this release does not know."""


def to_newest(database: Database) -> None:
    """Apply the migrations that the database lacks, in one transaction; a second process waits for it.

    Raises NewerDatabase.
    """
    with database.write() as tx:
        if not tx.is_sqlite:
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _check_known(tx)
        config = _config()
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "head")


def _check_known(tx: Transaction) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    present = _revision(tx)
    if present is not None and present not in known:
        raise NewerDatabase(
            f"It was written by a newer release of Launchpath (migration {present} is not known to this one): "
            "install that release again"
        )


def is_newest(database: Database) -> bool:
    """Whether the database has every migration of this release."""
    with database.read() as tx:
        present = _revision(tx)
    return present == ScriptDirectory.from_config(_config()).get_current_head()


def _revision(tx: Transaction) -> str | None:
    """The last migration that was applied; None: none was."""
    return MigrationContext.configure(tx.connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
