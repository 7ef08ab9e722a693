"""The tags of portfolios and products."""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, insert, select

from launchpath.store.database import Transaction
from launchpath.store.prepared import Filled, ask
from launchpath.store.tables import tags

_of = select(tags.c.key, tags.c.value).where(tags.c.resource_id == bindparam("resource_id")).order_by(tags.c.key)


def of(tx: Transaction, resource_id: str) -> dict[str, str]:
    return {key: value for key, value in ask(tx, Filled(_of, {"resource_id": resource_id}))}


def change(tx: Transaction, resource_id: str, add: Mapping[str, str], remove: Iterable[str] = ()) -> None:
    """Take tags off a resource, then put tags on; a key that is there gets the new value."""
    for key in {*remove, *add}:
        tx.connection.execute(delete(tags).where(tags.c.resource_id == resource_id, tags.c.key == key))
    for key, value in add.items():
        tx.connection.execute(insert(tags).values(resource_id=resource_id, key=key, value=value))
