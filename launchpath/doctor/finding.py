"""What a look at an installation finds, and what it is looked at with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from launchpath import installation
from launchpath.config import Config
from launchpath.store.database import Database


class State(StrEnum):
    OK = "ok"
    #: It works, but somebody should look.
    WARNING = "warning"
    #: Something does not work.
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    state: State
    #: What was found, in a sentence.
    found: str
    #: The command that mends it, or what is to be done; empty: nothing.
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """The installation that is looked at."""

    config: Config
    #: Its engines; none: those of the last start.
    engines: tuple[str, ...] = ()

    @contextmanager
    def opened(self) -> Iterator[Database | None]:
        """Its database; None: there is none."""
        if not installation.has_database(self.config):
            yield None
            return
        database = installation.with_its_key(self.config)
        try:
            yield database
        finally:
            database.close()
