"""Users, groups, roles, their policies and their access keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from launchpath.domain.managed_policy import MANAGED
from launchpath.domain.principal import Caller
from launchpath.store.database import Transaction
from launchpath.store.tables import access_keys, identities, memberships, policies, policy_attachments


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key that requests are signed with."""

    id: str
    identity_arn: str
    account: str
    secret: str
    #: Temporary keys alone.
    session_name: str | None = None
    token_hash: str | None = None
    expires_at: int | None = None


def add(tx: Transaction, *, arn: str, account: str, kind: str, name: str, now: int) -> None:
    values = {"arn": arn, "account": account, "kind": kind, "name": name, "created_at": now}
    tx.connection.execute(insert(identities).values(values))


def exists(tx: Transaction, arn: str) -> bool:
    return tx.connection.execute(select(1).where(identities.c.arn == arn)).first() is not None


def attach_policy(tx: Transaction, arn: str, policy_name: str) -> None:
    tx.connection.execute(insert(policy_attachments).values(identity_arn=arn, policy_name=policy_name))


def put_policy(tx: Transaction, account: str, name: str, document: Mapping[str, Any], now: int) -> None:
    """Keep a policy document under its name, in place of an earlier one."""
    same = (policies.c.account == account) & (policies.c.name == name)
    tx.connection.execute(delete(policies).where(same))
    tx.connection.execute(insert(policies).values(account=account, name=name, document=document, created_at=now))


def add_key(tx: Transaction, key_id: str, secret: str, arn: str, now: int) -> None:
    values = {"id": key_id, "identity_arn": arn, "secret": tx.vault.seal(secret), "created_at": now}
    tx.connection.execute(insert(access_keys).values(values))


def find_key(tx: Transaction, key_id: str) -> AccessKey | None:
    """A key that may be used: neither it nor its identity is disabled."""
    usable = ~access_keys.c.disabled & ~identities.c.disabled & (access_keys.c.id == key_id)
    joined = select(access_keys, identities.c.account).join(identities, identities.c.arn == access_keys.c.identity_arn)
    row = tx.connection.execute(joined.where(usable)).one_or_none()
    if row is None:
        return None
    secret = tx.vault.open(row.secret)
    session = (row.session_name, row.token_hash, row.expires_at)
    return AccessKey(row.id, row.identity_arn, row.account, secret, *session)


def first_key(tx: Transaction, arn: str) -> AccessKey | None:
    """The oldest usable permanent key of an identity."""
    mine = (access_keys.c.identity_arn == arn) & access_keys.c.session_name.is_(None) & ~access_keys.c.disabled
    key_id = tx.connection.execute(
        select(access_keys.c.id).where(mine).order_by(access_keys.c.created_at).limit(1)
    ).scalar_one_or_none()
    return None if key_id is None else find_key(tx, key_id)


def caller_of(tx: Transaction, key: AccessKey, region: str) -> Caller:
    """Who a request signed with `key` comes from, with the policies that hold for it."""
    groups = _groups_of(tx, key.identity_arn)
    session = key.identity_arn
    if key.session_name is not None:
        head, _, role = key.identity_arn.rpartition(":role/")
        session = f"{head.replace(':iam:', ':sts:')}:assumed-role/{role.rpartition('/')[2]}/{key.session_name}"
    return Caller(
        account=key.account,
        region=region,
        arn=key.identity_arn,
        session_arn=session,
        groups=groups,
        policies=_policies_of(tx, key.account, (key.identity_arn, *groups)),
    )


def _groups_of(tx: Transaction, arn: str) -> tuple[str, ...]:
    mine = select(memberships.c.group_arn).where(memberships.c.user_arn == arn)
    return tuple(tx.connection.execute(mine.order_by(memberships.c.group_arn)).scalars())


def _policies_of(tx: Transaction, account: str, arns: tuple[str, ...]) -> tuple[Mapping[str, Any], ...]:
    attached = select(policy_attachments.c.policy_name).where(policy_attachments.c.identity_arn.in_(arns)).distinct()
    names = list(tx.connection.execute(attached).scalars())
    own = select(policies.c.document).where(policies.c.account == account, policies.c.name.in_(names))
    managed = tuple(MANAGED[name] for name in names if name in MANAGED)
    return (*managed, *tx.connection.execute(own).scalars())
