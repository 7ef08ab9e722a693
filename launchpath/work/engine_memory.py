"""The memory that the house gives to its engines: the database, and processes that find it (engines/memory.py)."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

from launchpath.engines.base import EngineUnavailable
from launchpath.engines.memory import PATIENCE, Heir
from launchpath.store import engine_documents, migrate
from launchpath.store.database import Conflict, Database, Transaction, Unreachable
from launchpath.store.vault import Vault


@contextmanager
def memory_in(folder: Path) -> Iterator["DatabaseMemory"]:
    """A memory on an empty database in this folder: for the tests of engines, which have no house."""
    key = Fernet.generate_key()
    database = Database(f"sqlite:///{folder / 'launchpath.db'}", Vault(key))
    try:
        migrate.to_newest(database)
        yield DatabaseMemory(database, key)
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class DatabaseMemory:
    """A Memory (engines/memory.py)."""

    database: Database
    #: The vault's, for heirs.
    key: bytes = field(repr=False)

    def take(self, product_id: str, holder: str) -> bool:
        with self._told(), suppress(Conflict), self.database.write() as tx:
            return engine_documents.take(tx, product_id, holder, round(PATIENCE * 1000))
        # Another was quicker.
        return False

    def renew(self, product_id: str, holder: str) -> bool:
        with self._write() as tx:
            return engine_documents.renew(tx, product_id, holder)

    def release(self, product_id: str, holder: str) -> None:
        with self._write() as tx:
            engine_documents.release(tx, product_id, holder)

    def newest(self, product_id: str) -> Mapping[str, str]:
        with self._read() as tx:
            return engine_documents.newest(tx, product_id)

    def every(self, name: str) -> Mapping[str, str]:
        with self._read() as tx:
            return engine_documents.every(tx, name)

    def save(self, product_id: str, holder: str, record_id: str, documents: Mapping[str, str]) -> bool:
        with self._write() as tx:
            return engine_documents.save(tx, product_id, holder, record_id, documents)

    def forget(self, product_id: str, holder: str) -> bool:
        with self._write() as tx:
            return engine_documents.forget(tx, product_id, holder)

    def heir(self, function: str, given: str) -> Heir:
        told = {"database_url": self.database.url, "key": self.key.decode(), "function": function, "given": given}
        # -P: nothing in the current folder may pose as one of our modules.
        return Heir((sys.executable, "-P", "-m", "launchpath.work.heir"), json.dumps(told))

    @contextmanager
    def _read(self) -> Iterator[Transaction]:
        with self._told(), self.database.read() as tx:
            yield tx

    @contextmanager
    def _write(self) -> Iterator[Transaction]:
        with self._told(), self.database.write() as tx:
            yield tx

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The database's faults as engines know them: the same is to be done again later."""
        try:
            yield
        except (Conflict, Unreachable) as fault:
            raise EngineUnavailable(str(fault)) from fault
