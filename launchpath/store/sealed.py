"""Whether the vault's key is the one that the stored secrets were sealed with."""

from sqlalchemy import Table, select

from launchpath.store.database import Transaction
from launchpath.store.tables import access_keys, engine_documents, passwords, records

#: What is sealed, by the column that holds it.
_SEALED = {access_keys: "secret", engine_documents: "content", passwords: "initial", records: "parameters"}


def check(tx: Transaction) -> bool:
    """Open one secret of each kind; False: there is none. Raises VaultError if the key does not fit."""
    samples = [sample for table in _SEALED if (sample := _sample(tx, table)) is not None]
    for sample in samples:
        tx.vault.open(sample)
    return bool(samples)


def _sample(tx: Transaction, table: Table) -> bytes | None:
    column = table.c[_SEALED[table]]
    found: bytes | None = tx.connection.execute(select(column).where(column.is_not(None)).limit(1)).scalar_one_or_none()
    return found
