"""The audit: an append-only line for every change and for every refusal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select

from launchpath.domain.identity import last_part
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.tables import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who asked for what, when, and how it ended."""

    #: Milliseconds since the epoch.
    at: int
    account: str
    caller: str
    operation: str
    #: OK, or the code of the error.
    outcome: str
    request_id: str
    #: The ids and names that the request and its reply speak of; never a parameter's value.
    subjects: Mapping[str, str]


_make = rows.maker(Line)


def append(tx: Transaction, line: Line) -> None:
    tx.connection.execute(insert(audit).values(asdict(line)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines are read; None: whatever it is."""

    #: Milliseconds since the epoch, the first that is wanted.
    since: int | None = None
    #: A part of the caller's ARN.
    caller: str | None = None
    operation: str | None = None
    #: OK, the code of an error, or `refused` for all of these.
    outcome: str | None = None
    request_id: str | None = None


OK = "OK"
#: All outcomes but OK.
REFUSED = "refused"


def newest(tx: Transaction, wanted: Wanted, most: int) -> list[tuple[int, Line]]:
    """The newest lines, oldest first, each with its number."""
    found = tx.connection.execute(_matching(wanted).order_by(audit.c.seq.desc()).limit(most)).all()
    return [(row.seq, _make(row)) for row in reversed(found)]


def after(tx: Transaction, wanted: Wanted, number: int) -> list[tuple[int, Line]]:
    """The lines with a greater number, oldest first, each with its number."""
    found = tx.connection.execute(_matching(wanted).where(audit.c.seq > number).order_by(audit.c.seq))
    return [(row.seq, _make(row)) for row in found]


def last(tx: Transaction) -> int:
    """The greatest number that a line has; 0: there is none."""
    return tx.connection.execute(select(func.max(audit.c.seq))).scalar_one() or 0


def _matching(wanted: Wanted) -> Select[Any]:
    statement = rows.selecting(audit, Line).add_columns(audit.c.seq)
    if wanted.since is not None:
        statement = statement.where(audit.c.at >= wanted.since)
    if wanted.caller is not None:
        statement = statement.where(audit.c.caller.contains(wanted.caller, autoescape=True))
    if wanted.outcome == REFUSED:
        statement = statement.where(audit.c.outcome != OK)
    elif wanted.outcome is not None:
        statement = statement.where(audit.c.outcome == wanted.outcome)
    exact = {"operation": wanted.operation, "request_id": wanted.request_id}
    return statement.where(*(audit.c[name] == value for name, value in exact.items() if value is not None))


def refused_since(tx: Transaction, operation: str, code: str, since: int, who: ColumnElement[bool]) -> list[int]:
    """When an operation was refused with this code, oldest first, to those whom `who` names."""
    wanted = select(audit.c.at).where(audit.c.operation == operation, audit.c.at > since, audit.c.outcome == code, who)
    return list(tx.connection.execute(wanted.order_by(audit.c.at)).scalars())


def names_refused_since(tx: Transaction, operation: str, code: str, since: int, key: str) -> frozenset[str]:
    """What the subjects of these refusals have under `key`."""
    wanted = select(audit.c.subjects[key].as_string()).where(
        audit.c.operation == operation, audit.c.at > since, audit.c.outcome == code
    )
    return frozenset(name for name in tx.connection.execute(wanted.distinct()).scalars() if name is not None)


def last_done(tx: Transaction, operation: str, since: int, who: ColumnElement[bool]) -> int | None:
    """When an operation was last done about those whom `who` names; None: not since then."""
    wanted = select(func.max(audit.c.at)).where(
        audit.c.operation == operation, audit.c.at > since, audit.c.outcome == OK, who
    )
    at: int | None = tx.connection.execute(wanted).scalar_one()
    return at


def by_caller(caller: str) -> ColumnElement[bool]:
    return audit.c.caller == caller


def about_name(key: str, name: str) -> ColumnElement[bool]:
    """The lines whose subjects have under `key` what leads to the same identity as `name`, whatever its path and case.

    As identities.named() finds it.
    """
    last = "/" + last_part(name)
    return ("/" + func.lower(audit.c.subjects[key].as_string())).endswith(last, autoescape=True)
