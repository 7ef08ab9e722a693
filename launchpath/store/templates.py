"""The artifact store: templates and archives, kept under the SHA-256 of their bytes, so that a vanished source harms
nothing."""

import hashlib
from typing import Any

from sqlalchemy import Row, insert, select

from launchpath.domain.artifact import Content
from launchpath.store.database import Transaction
from launchpath.store.tables import templates


def put(tx: Transaction, content: Content, now: int) -> str:
    """Keep a template or an archive; its key. The same one is kept once."""
    whole = content.encode() if isinstance(content, str) else content
    key = hashlib.sha256(whole).hexdigest()
    if find(tx, key) is None:
        body = content if isinstance(content, str) else ""
        archive = None if isinstance(content, str) else content
        tx.connection.execute(insert(templates).values(hash=key, body=body, archive=archive, created_at=now))
    return key


def find(tx: Transaction, key: str) -> Content | None:
    row = tx.connection.execute(_columns(key)).one_or_none()
    return None if row is None else _content(row)


def get(tx: Transaction, key: str) -> Content:
    """One that is known to be kept: a version refers to it."""
    return _content(tx.connection.execute(_columns(key)).one())


def _columns(key: str) -> Any:
    return select(templates.c.body, templates.c.archive).where(templates.c.hash == key)


def _content(row: Row[Any]) -> Content:
    body: str = row.body
    archive: bytes | None = row.archive
    return body if archive is None else archive
