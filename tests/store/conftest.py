"""What store tests need: a database in its newest form, with nothing in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from launchpath.store import migrate
from launchpath.store.database import Database, Transaction
from launchpath.store.vault import Vault
from tests.postgresql import Fresh


@pytest.fixture
def vault() -> Vault:
    return Vault(Fernet.generate_key())


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """What the store promises, it promises on both databases."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Where a database may be made."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'launchpath.db'}"
    fresh: Fresh = request.getfixturevalue("postgresql")
    return fresh()


@pytest.fixture
def database(url: str, vault: Vault) -> Iterator[Database]:
    made = Database(url, vault)
    migrate.to_newest(made)
    yield made
    made.close()


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    """A transaction that writes."""
    with database.write() as open_one:
        yield open_one
