"""The artifact store: templates, kept under the SHA-256 of their text, so that a vanished source harms nothing."""

import hashlib

from sqlalchemy import insert, select

from launchpath.store.database import Transaction
from launchpath.store.tables import templates


def put(tx: Transaction, body: str, now: int) -> str:
    """Keep a template; its key. The same text is kept once."""
    key = hashlib.sha256(body.encode()).hexdigest()
    if find(tx, key) is None:
        tx.connection.execute(insert(templates).values(hash=key, body=body, created_at=now))
    return key


def find(tx: Transaction, key: str) -> str | None:
    return tx.connection.execute(select(templates.c.body).where(templates.c.hash == key)).scalar_one_or_none()


def get(tx: Transaction, key: str) -> str:
    """A template that is known to be kept: a version refers to it."""
    body: str = tx.connection.execute(select(templates.c.body).where(templates.c.hash == key)).scalar_one()
    return body
