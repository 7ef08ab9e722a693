"""The number that grows with every change of the catalog or of who may do what."""

from sqlalchemy import select

from launchpath.store import tables
from launchpath.store.database import Transaction

_number = select(tables.catalog_version.c.number)


def get(tx: Transaction) -> int:
    return int(tx.connection.execute(_number).scalar_one())
