"""What the installation remembers of itself."""

from typing import Any

from sqlalchemy import delete, insert, select

from launchpath.store.database import Transaction
from launchpath.store.tables import settings


def find(tx: Transaction, name: str) -> Any:
    """What is remembered under this name; None: nothing."""
    return tx.connection.execute(select(settings.c.value).where(settings.c.name == name)).scalar_one_or_none()


def put(tx: Transaction, name: str, value: object) -> None:
    tx.connection.execute(delete(settings).where(settings.c.name == name))
    tx.connection.execute(insert(settings).values(name=name, value=value))
