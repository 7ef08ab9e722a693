"""The audit: an append-only line for every change and for every refusal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, insert, select

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


def append(tx: Transaction, line: Line) -> None:
    tx.connection.execute(insert(audit).values(asdict(line)))


def refused_since(tx: Transaction, operation: str, code: str, since: int, who: ColumnElement[bool]) -> list[int]:
    """When an operation was refused with this code, oldest first, to those whom `who` names."""
    wanted = select(audit.c.at).where(audit.c.operation == operation, audit.c.at > since, audit.c.outcome == code, who)
    return list(tx.connection.execute(wanted.order_by(audit.c.at)).scalars())


def by_caller(caller: str) -> ColumnElement[bool]:
    return audit.c.caller == caller


def about(key: str, value: str) -> ColumnElement[bool]:
    """The lines whose subjects have this value under `key`."""
    here: ColumnElement[bool] = audit.c.subjects[key].as_string() == value
    return here
