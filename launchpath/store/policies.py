"""Policies: the documents of our own, AWS's managed ones, and to whom they are attached."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from launchpath.domain.identity import IdentityError
from launchpath.domain.managed_policy import MANAGED
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.tables import identities, policies, policy_attachments


def put(tx: Transaction, account: str, name: str, document: Mapping[str, Any], now: int) -> None:
    """Keep a policy document under its name, in place of an earlier one. Raises IdentityError."""
    if name in MANAGED:
        raise IdentityError(f"{name} is AWS's own policy and can't be changed. Put yours under another name.")
    _delete(tx, account, name)
    tx.connection.execute(insert(policies).values(account=account, name=name, document=document, created_at=now))


def get(tx: Transaction, account: str, name: str) -> Mapping[str, Any]:
    """The document of a policy. Raises IdentityError."""
    mine = select(policies.c.document).where(policies.c.account == account, policies.c.name == name)
    found: Mapping[str, Any] | None = MANAGED.get(name) or tx.connection.execute(mine).scalar_one_or_none()
    if found is None:
        raise IdentityError(f"There is no policy {name}. `launchpath policy list` shows those that there are.")
    return found


def names(tx: Transaction, account: str) -> tuple[str, ...]:
    """The names of all policies, ours and the managed ones."""
    own = select(policies.c.name).where(policies.c.account == account)
    return tuple(sorted({*MANAGED, *tx.connection.execute(own).scalars()}))


def remove(tx: Transaction, account: str, name: str) -> None:
    """Remove a policy that is attached to nobody. Raises IdentityError."""
    if name in MANAGED:
        raise IdentityError(f"{name} is AWS's own policy and can't be deleted.")
    get(tx, account, name)
    if holders := attached_to(tx, account, name):
        raise IdentityError(f"Policy {name} is still attached to {', '.join(holders)}. Detach it first.")
    _delete(tx, account, name)


def _delete(tx: Transaction, account: str, name: str) -> None:
    tx.connection.execute(delete(policies).where(policies.c.account == account, policies.c.name == name))


def attach(tx: Transaction, arn: str, name: str) -> None:
    """Give a policy to an identity; a repeat changes nothing."""
    if name not in attached(tx, [arn]):
        tx.connection.execute(insert(policy_attachments).values(identity_arn=arn, policy_name=name))


def detach(tx: Transaction, arn: str, name: str) -> None:
    here = (policy_attachments.c.identity_arn == arn) & (policy_attachments.c.policy_name == name)
    tx.connection.execute(delete(policy_attachments).where(here))


def attached(tx: Transaction, arns: Sequence[str]) -> tuple[str, ...]:
    """The names of the policies that these identities have."""
    column = policy_attachments.c.policy_name
    mine = select(column).where(policy_attachments.c.identity_arn.in_(arns)).distinct().order_by(column)
    return tuple(tx.connection.execute(mine).scalars())


def all_attached(tx: Transaction) -> Mapping[str, tuple[str, ...]]:
    """The names of the policies of every identity that has any."""
    identity, name = policy_attachments.c.identity_arn, policy_attachments.c.policy_name
    return rows.gathered(tx, select(identity, name).order_by(name))


def attached_to(tx: Transaction, account: str, name: str) -> tuple[str, ...]:
    """The ARNs of the identities that have a policy."""
    column = policy_attachments.c.identity_arn
    joined = select(column).join(identities, identities.c.arn == column)
    here = joined.where(policy_attachments.c.policy_name == name, identities.c.account == account)
    return tuple(tx.connection.execute(here.order_by(column)).scalars())


def held_by(tx: Transaction, account: str, arns: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """The documents of the policies that these identities have."""
    held = attached(tx, arns)
    managed = tuple(MANAGED[name] for name in held if name in MANAGED)
    own = select(policies.c.document).where(policies.c.account == account, policies.c.name.in_(held))
    return (*managed, *tx.connection.execute(own).scalars())
