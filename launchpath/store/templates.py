"""The artifact store: templates and archives, kept under the SHA-256 of their bytes, so that a vanished source harms
nothing."""

import hashlib

from sqlalchemy import bindparam, insert, select

from launchpath.domain.artifact import Described, Kept, archive_of, described
from launchpath.store.database import Transaction
from launchpath.store.prepared import Filled, ask
from launchpath.store.tables import templates

_by_hash = select(templates.c.body, templates.c.archive).where(templates.c.hash == bindparam("hash"))


def put(tx: Transaction, content: Kept, now: int) -> str:
    """Keep a template or an archive; its key. The same one is kept once."""
    body = content if isinstance(content, str) else ""
    if isinstance(content, Described):
        body = content.written()
    archive = None if isinstance(content, str) else archive_of(content)
    key = hashlib.sha256(body.encode() + (archive or b"")).hexdigest()
    if find(tx, key) is None:
        tx.connection.execute(insert(templates).values(hash=key, body=body, archive=archive, created_at=now))
    return key


def find(tx: Transaction, key: str) -> Kept | None:
    found = ask(tx, Filled(_by_hash, {"hash": key}))
    return _content(*found[0]) if found else None


def get(tx: Transaction, key: str) -> Kept:
    """One that is known to be kept: a version refers to it."""
    [(body, archive)] = ask(tx, Filled(_by_hash, {"hash": key}))
    return _content(body, archive)


def _content(body: str, archive: bytes | None) -> Kept:
    if archive is None:
        return body
    return described(archive, body) if body else archive
