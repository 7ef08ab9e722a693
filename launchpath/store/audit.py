"""The audit: an append-only line for every change and for every refusal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import insert

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
