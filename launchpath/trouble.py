"""What keeps a database from being used, in words for whoever runs it, and what helps."""

import shlex

from launchpath.config import Config
from launchpath.store import database_url
from launchpath.store.database import Unreachable
from launchpath.store.migrate import NewerDatabase

#: How SQLite's errors begin that are of the file itself: another account or another day would meet the same.
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_ERROR", "SQLITE_NOTADB")

_ACCESS = "See that this account may read and write it, and write to its folder: ls -la {folder}"
_ROOM = "Make room, and see that the disk is well: df {folder}"
_OPEN = "See who else has it open: fuser -v {file}"

#: What helps with SQLite's other errors, by how they begin. The rest is about others that have it open.
_OUTSIDE = {
    "SQLITE_CANTOPEN": _ACCESS,
    "SQLITE_FULL": _ROOM,
    "SQLITE_IOERR": _ROOM,
    "SQLITE_PERM": _ACCESS,
    "SQLITE_READONLY": _ACCESS,
}


def said(fault: Exception) -> str:
    """What the database itself said, on one line."""
    cause = _cause(fault)
    return " ".join(str(getattr(cause, "orig", None) or cause).split())


def told(config: Config, fault: Exception) -> str:
    """What is wrong and what helps, in one go."""
    if isinstance(fault, NewerDatabase):
        # It says itself what helps.
        return f"{fault}."
    return f"{said(fault).rstrip('.?')}. {mend(config, fault)}"


def mend(config: Config, fault: Exception) -> str:
    """What helps."""
    if config.postgresql_url:
        url = shlex.quote(database_url.shown(config.postgresql_url))
        return f"See that PostgreSQL runs and lets us in: psql {url}"
    if is_damage(fault):
        return mend_damage(config)
    return _OUTSIDE.get(_kind(fault), _OPEN).format(file=config.database_file, folder=config.data)


def mend_damage(config: Config) -> str:
    """What helps where SQLite's file is not what it should be."""
    return f"Restore it from a backup; what is there now is set aside: {config.command('restore BACKUP --force')}"


def is_damage(fault: Exception) -> bool:
    """Whether SQLite's file itself is what is wrong."""
    return _kind(fault) in _DAMAGE


def _kind(fault: Exception) -> str:
    """How the name of SQLite's error begins: some go on, such as SQLITE_READONLY_DIRECTORY."""
    cause = _cause(fault)
    return "_".join(str(getattr(getattr(cause, "orig", cause), "sqlite_errorname", "")).split("_")[:2])


def _cause(fault: Exception) -> BaseException:
    return fault.__cause__ if isinstance(fault, Unreachable) and fault.__cause__ else fault
