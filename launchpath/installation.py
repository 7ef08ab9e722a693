"""What a data folder remembers of its first start, and how commands open it while a server runs or not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy.exc import DatabaseError

from launchpath.config import Config
from launchpath.store import migrate, settings
from launchpath.store.database import Database, Transaction, Unreachable
from launchpath.store.vault import KEY_VARIABLE, Vault, VaultError, has_key, open_vault

#: The settings, by name: the account and the region; the environment variables that env files have beside the key;
#: the engines of the last start, as they were given, with blanks between them.
IDENTITY = "installation"
VARIABLES = "variables"

#: One more setting, sealed with the installation's key: whoever comes with another key can't open it.
SEAL = "seal"
ENGINE = "engine"


class NotInstalled(Exception):
    """There is no catalog in the data folder that this release can work on; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """An opened data folder."""

    data: Path
    database: Database
    account: str
    region: str
    #: Where the server, and the engine's world, were at the last start.
    variables: Mapping[str, str]


def remembered(config: Config) -> Mapping[str, str]:
    """The account and the region of the first start; nothing if there was none, or if it can't be read."""
    if not has_database(config):
        return {}
    database = without_key(config)
    try:
        with database.read() as tx:
            return settings.find(tx, IDENTITY) or {}
    except (DatabaseError, Unreachable):
        # The start itself will say what is wrong.
        return {}
    finally:
        database.close()


def check_key(tx: Transaction) -> None:
    """Notice a wrong key before anything is written with it. Raises VaultError."""
    sealed = settings.find(tx, SEAL)
    if sealed is not None:
        tx.vault.open(sealed.encode())


def check_needs_no_key(database: Database, folder: Path) -> None:
    """Notice a lost key before a new one is made: it would fit nothing that is stored. Raises VaultError."""
    with database.read() as tx:
        # Another process of the same installation may have made both a moment ago.
        if settings.find(tx, IDENTITY) is not None and not has_key(folder):
            raise VaultError(_no_key(folder))


def _no_key(folder: Path) -> str:
    return f"The key of the catalog in {folder} is missing. Restore the folder's secret.key, or set {KEY_VARIABLE}."


def without_key(config: Config) -> Database:
    """The database, for what reads no secret: the first start, and nothing else, makes the data folder's key."""
    return Database(config.database_url, Vault(Fernet.generate_key()))


def with_its_key(config: Config) -> Database:
    """The database with the key that is there, if there is one that can be one."""
    try:
        return Database(config.database_url, open_vault(config.data)) if has_key(config.data) else without_key(config)
    except VaultError:
        return without_key(config)


@contextmanager
def opened(config: Config) -> Iterator[Installation]:
    """The installation in a data folder. Raises NotInstalled, NewerDatabase, Unreachable and VaultError."""
    start = f"Start `launchpath serve --data {config.data}`"
    if not has_database(config):
        raise NotInstalled(
            f"There is no catalog in {config.data} yet. {start} once, or name another folder with --data."
        )
    if not has_key(config.data):
        raise NotInstalled(_no_key(config.data))
    database = Database(config.database_url, open_vault(config.data))
    try:
        if migrate.lacking(database):
            way = config.command("migrate")
            raise NotInstalled(f"The catalog in {config.data} is of an earlier release. Run `{way}`.")
        with database.read() as tx:
            check_key(tx)
            known = settings.find(tx, IDENTITY)
            variables = settings.find(tx, VARIABLES) or {}
        if known is None:
            raise NotInstalled(f"The catalog in {config.data} was never served. {start} once.")
        yield Installation(data=config.data, database=database, variables=variables, **known)
    finally:
        database.close()


def has_database(config: Config) -> bool:
    """Whether there is one: a look at it must not make one. Raises NotInstalled."""
    try:
        return config.postgresql_url is not None or config.database_file.exists()
    except OSError as fault:
        raise NotInstalled(
            f"Can't look into {config.data}: {fault.strerror}. Run the command as the account that the service runs "
            "as, or name another folder with --data."
        ) from None
