"""What people sign in to the portal with."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from launchpath.domain import password
from launchpath.store.database import Transaction
from launchpath.store.tables import passwords


@dataclass(frozen=True, slots=True)
class Kept:
    """A password as it is kept."""

    hash: str
    #: When it was set, in milliseconds since the epoch.
    changed_at: int


def find(tx: Transaction, identity_arn: str) -> Kept | None:
    wanted = select(passwords.c.hash, passwords.c.changed_at).where(passwords.c.identity_arn == identity_arn)
    row = tx.connection.execute(wanted).one_or_none()
    return None if row is None else Kept(*row)


def holders(tx: Transaction) -> frozenset[str]:
    """The ARNs of all who have one."""
    return frozenset(tx.connection.execute(select(passwords.c.identity_arn)).scalars())


def initial(tx: Transaction, identity_arn: str) -> str | None:
    """The password that the first start made; None: there is none, or it was changed since."""
    wanted = select(passwords.c.initial).where(passwords.c.identity_arn == identity_arn)
    sealed = tx.connection.execute(wanted).scalar_one_or_none()
    return None if sealed is None else tx.vault.open(sealed)


def put(tx: Transaction, identity_arn: str, new: str, now: int, *, is_initial: bool = False) -> None:
    """Set a password. An initial one can be read again, for the env file of its user."""
    tx.connection.execute(delete(passwords).where(passwords.c.identity_arn == identity_arn))
    values = {
        "identity_arn": identity_arn,
        "hash": password.hashed(new),
        "initial": tx.vault.seal(new) if is_initial else None,
        "changed_at": now,
    }
    tx.connection.execute(insert(passwords).values(values))
