"""A house without doors: for operations that the portal alone asks for, and no client of the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from msgspec import Struct
from sqlalchemy import update

from launchpath.call import now
from launchpath.domain.managed_policy import END_USER, PEOPLE
from launchpath.domain.principal import Caller
from launchpath.operations.sign_in import DescribeSessionInput, SignInInput, StartSessionInput
from launchpath.perform import House, perform
from launchpath.sources import Sources
from launchpath.store import identities, migrate, passwords, policies, tables
from launchpath.store.database import Database
from launchpath.store.vault import Vault

ANN = "arn:aws:iam::123456789012:user/ann"
ROOT = "arn:aws:iam::123456789012:user/root"
PASSWORD = "correct horse battery"


class NoWork:
    def enqueue(self, tx: object, record_id: str, account: str, request_id: str) -> None:
        raise AssertionError("nothing here is carried out")


class Portal:
    """A house that people sign in to, without its pages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.house = House(database, {}, Sources("us-east-1", None, frozenset()), NoWork())  # type: ignore[arg-type]

    def nobody(self, address: str = "192.0.2.1") -> Caller:
        name = f"anonymous/{address}"
        return Caller(account="123456789012", region="us-east-1", arn=name, session_arn=name)

    def ask(self, request: Struct, caller: Caller | None = None) -> Any:
        name = type(request).__name__.removesuffix("Input")
        return perform(self.house, caller or self.nobody(), name, request, "test")

    def sign_in(self, name: str = "ann", word: str = PASSWORD, address: str = "192.0.2.1") -> Caller:
        caller: Caller = self.ask(SignInInput(user_name=name, password=word), self.nobody(address)).caller
        return caller

    def session(self) -> str:
        token: str = self.ask(StartSessionInput(), self.sign_in()).token
        return token

    def whose(self, token: str) -> Caller | None:
        caller: Caller | None = self.ask(DescribeSessionInput(token=token)).caller
        return caller

    def later(self, milliseconds: int) -> None:
        """Let every session and failure be as much older."""
        with self.database.write() as tx:
            sessions, audit = tables.portal_sessions.c, tables.audit.c
            older = {name: getattr(sessions, name) - milliseconds for name in ("created_at", "expires_at")}
            tx.connection.execute(update(tables.portal_sessions).values(older))
            tx.connection.execute(update(tables.audit).values(at=audit.at - milliseconds))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}", Vault(Fernet.generate_key()))
    migrate.to_newest(database)
    with database.write() as tx:
        for arn, policy in ((ANN, END_USER), (ROOT, PEOPLE)):
            identities.add(tx, arn=arn, account="123456789012", kind="user", name=arn.rpartition("/")[2], now=now())
            policies.attach(tx, arn, policy)
            passwords.put(tx, arn, PASSWORD, now())
        for name in ("platform", "finance"):
            arn = f"arn:aws:iam::123456789012:group/{name}"
            identities.add(tx, arn=arn, account="123456789012", kind="group", name=name, now=now())
    yield Portal(database)
    database.close()
