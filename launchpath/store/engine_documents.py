"""What engines remember of the products that they made, and who may change it. All times are the database's.

A document has one version for each record; the newest counts. Whoever changes one holds the product's lock.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from launchpath.store import workers
from launchpath.store.database import Transaction
from launchpath.store.tables import engine_documents, engine_locks

#: How many versions of a product's documents are kept.
MOST_VERSIONS = 10

_mine = engine_documents.c.provisioned_product_id


def take(tx: Transaction, product_id: str, holder: str, patience: int) -> bool:
    """Take a product's lock, or renew it; False: another holds it, who lived within the last `patience` milliseconds.

    Raises Conflict when another takes it at the same time.
    """
    now = workers.clock(tx)
    free = (engine_locks.c.holder == holder) | (engine_locks.c.beat_at < now - patience)
    lock = engine_locks.c.provisioned_product_id == product_id
    taken = update(engine_locks).where(lock, free).values(holder=holder, beat_at=now)
    if tx.connection.execute(taken).rowcount == 1:
        return True
    if tx.connection.execute(select(engine_locks.c.holder).where(lock)).first() is not None:
        return False
    tx.connection.execute(insert(engine_locks).values(provisioned_product_id=product_id, holder=holder, beat_at=now))
    return True


def renew(tx: Transaction, product_id: str, holder: str) -> bool:
    """Give a sign of life; False: the lock was lost."""
    kept = update(engine_locks).where(_held(product_id, holder)).values(beat_at=workers.clock(tx))
    return tx.connection.execute(kept).rowcount == 1


def release(tx: Transaction, product_id: str, holder: str) -> None:
    tx.connection.execute(delete(engine_locks).where(_held(product_id, holder)))


def save(tx: Transaction, product_id: str, holder: str, record_id: str, documents: Mapping[str, str]) -> bool:
    """Keep a record's version of these documents, sealed; False: the lock was lost, and nothing is changed."""
    if not renew(tx, product_id, holder):
        return False
    put(tx, product_id, record_id, documents)
    return True


def put(tx: Transaction, product_id: str, record_id: str, documents: Mapping[str, str]) -> None:
    """Keep a record's version of documents that no engine writes: those need no lock."""
    now = workers.clock(tx)
    for name, text in documents.items():
        here = (_mine == product_id) & (engine_documents.c.record_id == record_id) & (engine_documents.c.name == name)
        values = {"content": tx.vault.seal(text), "saved_at": now}
        if tx.connection.execute(update(engine_documents).where(here).values(values)).rowcount == 0:
            values |= {"provisioned_product_id": product_id, "record_id": record_id, "name": name}
            tx.connection.execute(insert(engine_documents).values(values))
            _drop_old(tx, product_id, name)


def of_record(tx: Transaction, product_id: str, record_id: str) -> dict[str, str]:
    """A record's version of each document, by its name."""
    here = (_mine == product_id) & (engine_documents.c.record_id == record_id)
    found = select(engine_documents.c.name, engine_documents.c.content).where(here)
    return {name: tx.vault.open(content) for name, content in tx.connection.execute(found)}


def newest(tx: Transaction, product_id: str) -> dict[str, str]:
    """The newest version of each document, by its name."""
    last = select(func.max(engine_documents.c.seq)).where(_mine == product_id).group_by(engine_documents.c.name)
    found = select(engine_documents.c.name, engine_documents.c.content).where(engine_documents.c.seq.in_(last))
    return {name: tx.vault.open(content) for name, content in tx.connection.execute(found)}


def every(tx: Transaction, name: str) -> dict[str, str]:
    """The newest version of one document, by product."""
    last = select(func.max(engine_documents.c.seq)).where(engine_documents.c.name == name).group_by(_mine)
    found = select(_mine, engine_documents.c.content).where(engine_documents.c.seq.in_(last))
    return {product_id: tx.vault.open(content) for product_id, content in tx.connection.execute(found)}


def forget(tx: Transaction, product_id: str, holder: str) -> bool:
    """Drop all that is remembered of a product; False: the lock was lost, and nothing is changed."""
    if not renew(tx, product_id, holder):
        return False
    drop(tx, product_id)
    return True


def drop(tx: Transaction, product_id: str) -> None:
    """Drop all that is remembered of a product that no engine works on any more."""
    tx.connection.execute(delete(engine_documents).where(_mine == product_id))


def _held(product_id: str, holder: str) -> ColumnElement[bool]:
    return (engine_locks.c.provisioned_product_id == product_id) & (engine_locks.c.holder == holder)


def _drop_old(tx: Transaction, product_id: str, name: str) -> None:
    these = (_mine == product_id) & (engine_documents.c.name == name)
    kept = select(engine_documents.c.seq).where(these).order_by(engine_documents.c.seq.desc()).limit(MOST_VERSIONS)
    tx.connection.execute(delete(engine_documents).where(these, engine_documents.c.seq.not_in(kept)))
