"""Brings a database to the newest form. Migrations are numbered and append-only: expand first, contract later."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from launchpath.store.database import Database

#: Any number, as long as nobody else in the database locks by it: "launchpa" in ASCII.
_LOCK = 0x6C61756E63687061

_FOLDER = Path(__file__).parent / "migrations"


def to_newest(database: Database) -> None:
    """Apply the migrations that the database lacks, in one transaction; a second process waits for it."""
    with database.write() as tx:
        if not tx.is_sqlite:
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config()
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "head")


def is_newest(database: Database) -> bool:
    """Whether the database has every migration of this release."""
    with database.read() as tx:
        present = MigrationContext.configure(tx.connection).get_current_revision()
    return present == ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
