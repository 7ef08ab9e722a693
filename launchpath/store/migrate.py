"""Brings a database to the newest form. Migrations are numbered and append-only: expand first, contract later."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from launchpath.store.database import Database, Transaction

if TYPE_CHECKING:
    from alembic.config import Config

#: Any number, as long as nobody else in the database locks by it: "launchpa" in ASCII.
_LOCK = 0x6C61756E63687061

_FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database has migrations that this release does not know."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the database's form."""

    number: str
    does: str


def to_newest(database: Database) -> tuple[Migration, ...]:
    """Apply the migrations that the database lacks, in one transaction; a second process waits for it.

    Which ones these were. Raises NewerDatabase.
    """
    with database.write() as tx:
        if not tx.is_sqlite:
            # A migration may think for longer than others have to.
            tx.connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        missing = _lacking(tx)
        if missing:
            _upgrade(tx)
    return missing


def _upgrade(tx: Transaction) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = tx.connection
    command.upgrade(config, "head")


def lacking(database: Database) -> tuple[Migration, ...]:
    """The migrations that the database lacks, oldest first. Raises NewerDatabase."""
    with database.read() as tx:
        return _lacking(tx)


def _lacking(tx: Transaction) -> tuple[Migration, ...]:
    present = _revision(tx)
    if present == _newest():
        return ()
    known = _known()
    numbers = [one.number for one in known]
    if present is None:
        return tuple(known)
    if present not in numbers:
        way = (
            "with `launchpath restore --force`"
            if tx.is_sqlite
            else "into a new, empty database that you name with --database-url"
        )
        raise NewerDatabase(
            f"It was written by a newer release of Launchpath (migration {present} is not known to this one): "
            f"install that release again, or restore a backup from before the upgrade {way}"
        )
    return tuple(known[numbers.index(present) + 1 :])


def _revision(tx: Transaction) -> str | None:
    """The last migration that was applied; None: none was."""
    if not inspect(tx.connection).has_table("alembic_version"):
        return None
    return tx.connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _newest() -> str:
    """The number of the last migration that there is: its file's name begins with it."""
    return max(file.name for file in (_FOLDER / "versions").glob("*.py")).partition("_")[0]


def _known() -> list[Migration]:
    """All migrations, oldest first. Alembic is loaded only by who needs it: that takes a tenth of a start."""
    from alembic.script import ScriptDirectory

    scripts = [*ScriptDirectory.from_config(_config()).walk_revisions()][::-1]
    return [Migration(script.revision, (script.doc or "").partition("\n")[0]) for script in scripts]


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
