"""Access keys, permanent ones of users and temporary ones of role sessions, and whom they stand for."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from launchpath.domain import arn
from launchpath.domain.identity import IdentityError
from launchpath.domain.principal import Caller
from launchpath.store import identities, policies, rows
from launchpath.store.database import Transaction
from launchpath.store.tables import access_keys
from launchpath.store.tables import identities as owners

#: How long an expired key is still known, in milliseconds: its holder is told that it has expired.
REMEMBERED = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key that requests are signed with."""

    id: str
    identity_arn: str
    account: str
    secret: str
    #: When the identity was made.
    owner_since: int
    #: Temporary keys alone. Milliseconds since the epoch.
    session_name: str | None = None
    token_hash: str | None = None
    expires_at: int | None = None

    def __repr__(self) -> str:
        return f"AccessKey({self.id}, {self.identity_arn})"


@dataclass(frozen=True, slots=True)
class Listed:
    """A permanent key, as it is shown."""

    id: str
    identity_arn: str
    disabled: bool
    created_at: int


_make = rows.maker(Listed)
_permanent = rows.selecting(access_keys, Listed).where(access_keys.c.session_name.is_(None))


@dataclass(frozen=True, slots=True)
class Session:
    """What makes a key a temporary one: whose token it needs, and when it ends in milliseconds since the epoch."""

    name: str
    token_hash: str
    expires_at: int


def add(tx: Transaction, key_id: str, secret: str, arn: str, now: int, session: Session | None = None) -> None:
    values = {"id": key_id, "identity_arn": arn, "secret": tx.vault.seal(secret), "created_at": now}
    if session is not None:
        values |= {"session_name": session.name, "token_hash": session.token_hash, "expires_at": session.expires_at}
    tx.connection.execute(insert(access_keys).values(values))


def find(tx: Transaction, key_id: str) -> AccessKey | None:
    """A key that may be used: neither it nor its identity is disabled. It may have expired."""
    usable = ~access_keys.c.disabled & ~owners.c.disabled & (access_keys.c.id == key_id)
    joined = select(access_keys, owners.c.account, owners.c.created_at.label("owner_since")).join(
        owners, owners.c.arn == access_keys.c.identity_arn
    )
    row = tx.connection.execute(joined.where(usable)).one_or_none()
    if row is None:
        return None
    secret = tx.vault.open(row.secret)
    return AccessKey(
        row.id,
        row.identity_arn,
        row.account,
        secret,
        row.owner_since,
        row.session_name,
        row.token_hash,
        row.expires_at,
    )


def caller_of(tx: Transaction, key: AccessKey, region: str) -> Caller:
    """Who a request signed with `key` comes from, with the policies that hold for it."""
    groups = identities.groups_of(tx, key.identity_arn)
    session = key.identity_arn
    if key.session_name is not None:
        session = arn.session(key.identity_arn, key.session_name)
    return Caller(
        account=key.account,
        region=region,
        arn=key.identity_arn,
        session_arn=session,
        groups=groups,
        policies=policies.held_by(tx, key.account, (key.identity_arn, *groups)),
        since=key.owner_since,
    )


def first_of(tx: Transaction, arn: str) -> AccessKey | None:
    """The oldest usable permanent key of an identity."""
    for key in list_all(tx, arn):
        if not key.disabled:
            return find(tx, key.id)
    return None


def list_all(tx: Transaction, arn: str | None = None) -> tuple[Listed, ...]:
    """The permanent keys of an identity, or of all, oldest first."""
    wanted = _permanent if arn is None else _permanent.where(access_keys.c.identity_arn == arn)
    ordered = wanted.order_by(access_keys.c.identity_arn, access_keys.c.created_at, access_keys.c.id)
    return rows.many(tx, ordered, _make)


def get(tx: Transaction, key_id: str) -> Listed:
    """A permanent key. Raises IdentityError."""
    found = rows.one(tx, _permanent.where(access_keys.c.id == key_id), _make)
    if found is None:
        raise IdentityError(f"There is no access key {key_id}. `launchpath key list` shows those that there are.")
    return found


def set_disabled(tx: Transaction, key_id: str, disabled: bool) -> None:
    tx.connection.execute(update(access_keys).where(access_keys.c.id == key_id).values(disabled=disabled))


def remove(tx: Transaction, key_id: str) -> None:
    tx.connection.execute(delete(access_keys).where(access_keys.c.id == key_id))


def forget_expired(tx: Transaction, now: int) -> None:
    """Remove the temporary keys that have expired long ago."""
    tx.connection.execute(delete(access_keys).where(access_keys.c.expires_at < now - REMEMBERED))
