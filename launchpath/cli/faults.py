"""What can go wrong in a command that works on an installation becomes a sentence and exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DatabaseError

from launchpath import trouble
from launchpath.first_start import FolderUnusable
from launchpath.installation import NotInstalled
from launchpath.store.backup import BackupError
from launchpath.store.database import Conflict, Unreachable
from launchpath.store.migrate import NewerDatabase
from launchpath.store.vault import VaultError

_TOLD = (BackupError, DatabaseError, FolderUnusable, NewerDatabase, NotInstalled, Unreachable, VaultError)


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """Let a command end with what is wrong, and without a trace of our code."""
    try:
        yield
    except Conflict:
        raise click.ClickException("Somebody else changed the same at the same moment. Repeat the command.") from None
    except _TOLD as fault:
        raise click.ClickException(sentence(fault)) from None


def sentence(fault: Exception) -> str:
    """What is wrong, in the words of whoever said so first."""
    said = trouble.said(fault)
    return f"The database can't be reached: {said}" if isinstance(fault, Unreachable) else said
