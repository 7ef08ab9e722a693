"""Whether the database itself is in order."""

from sqlalchemy import text

from launchpath.store.database import Transaction


def damage(tx: Transaction) -> str | None:
    """What SQLite finds broken in its file; None: nothing. PostgreSQL looks after itself."""
    if not tx.is_sqlite:
        return None
    # Not the quick one: an index that lacks rows would only be met by who changes them.
    told = tx.connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
    return None if told == "ok" else str(told)
