"""The tags of portfolios and products."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select

from launchpath.store.database import Transaction
from launchpath.store.tables import tags


def of(tx: Transaction, resource_id: str) -> dict[str, str]:
    mine = select(tags.c.key, tags.c.value).where(tags.c.resource_id == resource_id).order_by(tags.c.key)
    return {key: value for key, value in tx.connection.execute(mine)}


def change(tx: Transaction, resource_id: str, add: Mapping[str, str], remove: Iterable[str] = ()) -> None:
    """Take tags off a resource, then put tags on; a key that is there gets the new value."""
    for key in {*remove, *add}:
        tx.connection.execute(delete(tags).where(tags.c.resource_id == resource_id, tags.c.key == key))
    for key, value in add.items():
        tx.connection.execute(insert(tags).values(resource_id=resource_id, key=key, value=value))
