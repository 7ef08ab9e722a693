"""What the commands about people work on: the installation in the data folder, whether a server runs or not."""

import getpass
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import click
from sqlalchemy.exc import DatabaseError

from launchpath import installation
from launchpath.call import now
from launchpath.cli.faults import sentence
from launchpath.cli.options import data_option, database_option, database_url
from launchpath.config import Config
from launchpath.domain import arn
from launchpath.domain.identity import Identity, IdentityError, Kind
from launchpath.domain.policy_document import PolicyError
from launchpath.installation import Installation, NotInstalled
from launchpath.store import audit, identities
from launchpath.store.database import Conflict, Transaction, Unreachable
from launchpath.store.migrate import NewerDatabase
from launchpath.store.vault import VaultError

Command = TypeVar("Command", bound=Callable[..., Any])

#: What an operator is told with a sentence and exit code 1.
_REFUSALS = (IdentityError, PolicyError, NewerDatabase, NotInstalled, VaultError, DatabaseError, Unreachable, OSError)


def directory_options(command: Command) -> Command:
    """The options that say which installation is meant."""
    return data_option(database_option(command))


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The people, keys and policies of one installation, in an open transaction."""

    installation: Installation
    tx: Transaction
    now: int

    @property
    def account(self) -> str:
        return self.installation.account

    def arn(self, kind: Kind, name: str) -> str:
        return arn.identity(self.installation.region, self.account, kind, name)

    def get(self, kind: Kind, name: str) -> Identity:
        return identities.get(self.tx, self.account, kind, name)

    def named(self, text: str) -> Identity:
        """The identity that is meant by user/ann, group/dev or role/ops, or by an ARN."""
        head, _, rest = text.removeprefix(self.arn(Kind.USER, "").removesuffix("user/")).partition("/")
        if head not in set(Kind) or not rest:
            raise IdentityError(f"{text!r} names nobody. Write user/NAME, group/NAME or role/NAME, or a whole ARN.")
        return self.get(Kind(head), rest)

    def note(self, operation: str, subjects: Mapping[str, str]) -> None:
        """Put a change on record: who made it is known to the machine alone."""
        line = audit.Line(
            at=self.now,
            account=self.account,
            caller=f"command line ({_operator()})",
            operation=operation,
            outcome="OK",
            request_id=str(uuid.uuid4()),
            subjects=subjects,
        )
        audit.append(self.tx, line)


@contextmanager
def reading(settings: Mapping[str, Any]) -> Iterator[Directory]:
    """A look at the directory. What is wrong becomes a sentence."""
    with _opened(settings) as opened, opened.database.read() as tx:
        yield Directory(installation=opened, tx=tx, now=now())


@contextmanager
def changing(settings: Mapping[str, Any], operation: str, **subjects: str) -> Iterator[Directory]:
    """A change of the directory, as a whole or not at all, and its line in the audit."""
    with _opened(settings) as opened, opened.database.write() as tx:
        directory = Directory(installation=opened, tx=tx, now=now())
        yield directory
        directory.note(operation, subjects)


@contextmanager
def _opened(settings: Mapping[str, Any]) -> Iterator[Installation]:
    config = Config(data=settings["data"].absolute(), postgresql_url=database_url(settings["database_url"]))
    try:
        with installation.opened(config) as opened:
            yield opened
    except Conflict:
        raise click.ClickException("Somebody else changed the same at the same moment. Repeat the command.") from None
    except _REFUSALS as fault:
        raise click.ClickException(sentence(fault)) from None


def _operator() -> str:
    """Whom the machine takes us for."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container, say, that has no name for its user.
        return str(os.getuid())
