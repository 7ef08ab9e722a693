"""Users, groups and roles, who is in which group, and whom a role trusts."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from launchpath.domain.identity import Identity, IdentityError, Kind, Trust, last_part
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.tables import identities, memberships, portfolio_principals

_make = rows.maker(Identity, kind=Kind)
_all = rows.selecting(identities, Identity)


def add(tx: Transaction, *, arn: str, account: str, kind: str, name: str, now: int) -> None:
    values = {"arn": arn, "account": account, "kind": kind, "name": name, "created_at": now}
    tx.connection.execute(insert(identities).values(values))


def exists(tx: Transaction, arn: str) -> bool:
    return find(tx, arn) is not None


def find(tx: Transaction, arn: str) -> Identity | None:
    return rows.one(tx, _all.where(identities.c.arn == arn), _make)


def named(tx: Transaction, account: str, kind: Kind, name: str) -> Identity | None:
    """The identity of that name: like IAM, whatever its path and its case, a name belongs to one."""
    last = "/" + last_part(name)
    same = ("/" + func.lower(identities.c.name)).endswith(last, autoescape=True)
    found = list_all(tx, account, kind, same)
    # On PostgreSQL two may be made at the same moment.
    return next((one for one in found if one.name == name), found[0] if found else None)


def get(tx: Transaction, account: str, kind: Kind, name: str) -> Identity:
    """The identity of that name, with or without its path. Raises IdentityError."""
    found = named(tx, account, kind, name)
    if found is None or ("/" in name and found.name != name):
        raise IdentityError(f"There is no {kind} {name}. `launchpath {kind} list` shows those that there are.")
    return found


def list_all(tx: Transaction, account: str, kind: Kind, *wanted: ColumnElement[bool]) -> tuple[Identity, ...]:
    mine = _all.where(identities.c.account == account, identities.c.kind == kind, *wanted)
    return rows.many(tx, mine.order_by(identities.c.name), _make)


def set_disabled(tx: Transaction, arn: str, disabled: bool) -> None:
    tx.connection.execute(update(identities).where(identities.c.arn == arn).values(disabled=disabled))


def remove(tx: Transaction, identity: Identity) -> None:
    """Remove an identity with its keys, memberships and policies.

    Where it is named it is named by its unique id from then on: who gets the name later gets nothing else of it.
    """
    tx.connection.execute(delete(identities).where(identities.c.arn == identity.arn))
    here = portfolio_principals.c.principal_arn == identity.arn
    tx.connection.execute(update(portfolio_principals).where(here).values(principal_arn=identity.unique_id))
    for role in list_all(tx, identity.account, Kind.ROLE):
        trust = trust_of(tx, role.arn)
        if identity.arn in trust.principals:
            kept = (identity.unique_id if one == identity.arn else one for one in trust.principals)
            put_trust(tx, role.arn, Trust(tuple(kept), trust.external_id))


def trust_of(tx: Transaction, role_arn: str) -> Trust:
    """Whom a role trusts; nobody, if it was never told."""
    kept = tx.connection.execute(select(identities.c.trust).where(identities.c.arn == role_arn)).scalar_one_or_none()
    return Trust(tuple(kept["principals"]), kept["external_id"]) if kept else Trust(())


def all_trusts(tx: Transaction) -> Mapping[str, tuple[str, ...]]:
    """Whom every role trusts, by the role's ARN."""
    told = select(identities.c.arn, identities.c.trust).where(identities.c.kind == Kind.ROLE)
    return {arn: tuple(trust["principals"]) for arn, trust in tx.connection.execute(told) if trust}


def put_trust(tx: Transaction, role_arn: str, trust: Trust) -> None:
    tx.connection.execute(update(identities).where(identities.c.arn == role_arn).values(trust=asdict(trust)))


def join(tx: Transaction, user_arn: str, group_arn: str) -> None:
    """Put a user into a group; a repeat changes nothing."""
    if group_arn not in groups_of(tx, user_arn):
        tx.connection.execute(insert(memberships).values(user_arn=user_arn, group_arn=group_arn))


def leave(tx: Transaction, user_arn: str, group_arn: str) -> None:
    here = (memberships.c.user_arn == user_arn) & (memberships.c.group_arn == group_arn)
    tx.connection.execute(delete(memberships).where(here))


def groups_of(tx: Transaction, user_arn: str) -> tuple[str, ...]:
    """The ARNs of the groups that a user is in."""
    mine = select(memberships.c.group_arn).where(memberships.c.user_arn == user_arn)
    return tuple(tx.connection.execute(mine.order_by(memberships.c.group_arn)).scalars())


def all_memberships(tx: Transaction) -> Mapping[str, tuple[str, ...]]:
    """The ARNs of the groups of every user who is in any."""
    every = select(memberships.c.user_arn, memberships.c.group_arn).order_by(memberships.c.group_arn)
    return rows.gathered(tx, every)


def members_of(tx: Transaction, group_arn: str) -> tuple[str, ...]:
    """The ARNs of the users in a group."""
    its = select(memberships.c.user_arn).where(memberships.c.group_arn == group_arn)
    return tuple(tx.connection.execute(its.order_by(memberships.c.user_arn)).scalars())
