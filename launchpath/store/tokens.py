"""Idempotency tokens: the first request with a token decides; its repeats are led to the same result."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from launchpath.store.database import Transaction
from launchpath.store.tables import tokens


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it came in. `request`: a digest of the request, to tell a repeat from a misuse."""

    account: str
    operation: str
    token: str
    request: str


@dataclass(frozen=True, slots=True)
class Use:
    """The first use of a token: the digest of its request, and the id that it led to."""

    request: str
    result: str


def find(tx: Transaction, token: Token) -> Use | None:
    same = (
        (tokens.c.account == token.account) & (tokens.c.operation == token.operation) & (tokens.c.token == token.token)
    )
    found = tx.connection.execute(select(tokens.c.request, tokens.c.result).where(same)).first()
    return None if found is None else Use(found.request, found.result)


def keep(tx: Transaction, token: Token, result: str, now: int, instead_of: Use | None = None) -> None:
    """Remember what a token led to. A token may lead to a new result once the old one is over (semantics 2.8).

    `instead_of`: the old one, and no other: what somebody else has kept meanwhile is a Conflict.
    """
    values = {"account": token.account, "operation": token.operation, "token": token.token}
    if instead_of is not None:
        old = values | {"result": instead_of.result}
        tx.connection.execute(delete(tokens).where(*(tokens.c[name] == value for name, value in old.items())))
    tx.connection.execute(insert(tokens).values(**values, request=token.request, result=result, created_at=now))
