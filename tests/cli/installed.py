"""An installation without a server, and the commands that work on it, called in this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from sqlalchemy import select

from launchpath import house
from launchpath.cli import main
from launchpath.config import Config
from launchpath.store.database import Database
from launchpath.store.tables import audit


@dataclass(frozen=True)
class Installed:
    """A data folder as the first start of a server leaves it."""

    folder: Path
    #: None: SQLite in the data folder.
    postgresql_url: str | None = None

    @classmethod
    def at(cls, folder: Path, postgresql_url: str | None = None, **settings: Any) -> "Installed":
        folder.mkdir(parents=True)
        made = cls(folder, postgresql_url)
        house.open_database(Config(data=folder, postgresql_url=postgresql_url, **settings)).close()
        return made

    def call(self, *words: str, given: str | None = None) -> tuple[int, str]:
        """`launchpath WORDS...`: its exit code, and what it said."""
        where = ["--data", str(self.folder)]
        if self.postgresql_url:
            where += ["--database-url", self.postgresql_url]
        answer = CliRunner().invoke(main, [*words, *where], input=given)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exc_info
        return answer.exit_code, answer.output

    def said(self, *words: str, given: str | None = None) -> str:
        """What a command that works says."""
        code, output = self.call(*words, given=given)
        assert code == 0, output
        return output

    def told(self, *words: str, given: str | None = None) -> Any:
        """What a command that works tells scripts."""
        return json.loads(self.said(*words, "--json", given=given))

    def refusal(self, *words: str, given: str | None = None) -> str:
        """The sentence of a command that refuses."""
        code, output = self.call(*words, given=given)
        assert code == 1, output
        return " ".join(output.removeprefix("Error: ").split())

    def audited(self) -> list[tuple[str, dict[str, str]]]:
        """What the audit says was done, and to what, oldest first."""
        with self.opened() as database, database.read() as tx:
            lines = tx.connection.execute(select(audit.c.operation, audit.c.subjects).order_by(audit.c.seq)).all()
        return [(operation, subjects) for operation, subjects in lines]

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """Its database, for a look or a change past the commands."""
        database = house.open_database(Config(data=self.folder, postgresql_url=self.postgresql_url))
        try:
            yield database
        finally:
            database.close()
