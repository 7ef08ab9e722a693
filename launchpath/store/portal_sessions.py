"""Who has signed in to the portal, and the identities behind an identity provider's subjects."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update

from launchpath.domain.principal import Caller
from launchpath.store import identities, policies, rows
from launchpath.store.database import Transaction
from launchpath.store.tables import federated_identities
from launchpath.store.tables import portal_sessions as sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in. Times are milliseconds since the epoch."""

    token_hash: str
    identity_arn: str
    #: The groups that an identity provider told of, beside those that we keep.
    group_arns: tuple[str, ...]
    signed_in_at: int
    #: When this token was handed out.
    created_at: int
    expires_at: int


_all = rows.selecting(sessions, Session)
_make = rows.maker(Session, group_arns=tuple)


def add(tx: Transaction, session: Session) -> None:
    tx.connection.execute(insert(sessions).values(asdict(session)))


def find(tx: Transaction, token_hash: str, now: int) -> Session | None:
    """A session that has not ended."""
    return rows.one(tx, _all.where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now), _make)


def end(tx: Transaction, token_hash: str, at: int) -> None:
    """Let a token end, if it does not end earlier."""
    mine = (sessions.c.token_hash == token_hash) & (sessions.c.expires_at > at)
    tx.connection.execute(update(sessions).where(mine).values(expires_at=at))


def end_sign_in(tx: Transaction, identity_arn: str, signed_in_at: int) -> None:
    """Forget every token of one sign-in."""
    mine = (sessions.c.identity_arn == identity_arn) & (sessions.c.signed_in_at == signed_in_at)
    tx.connection.execute(delete(sessions).where(mine))


def end_all(tx: Transaction, identity_arn: str) -> None:
    """Sign an identity out everywhere."""
    tx.connection.execute(delete(sessions).where(sessions.c.identity_arn == identity_arn))


def forget_expired(tx: Transaction, now: int) -> None:
    tx.connection.execute(delete(sessions).where(sessions.c.expires_at <= now))


def caller_of(tx: Transaction, identity_arn: str, region: str, group_arns: Sequence[str] = ()) -> Caller | None:
    """Whom a sign-in stands for, with the policies that hold now; None: the identity is gone or disabled."""
    identity = identities.find(tx, identity_arn)
    if identity is None or identity.disabled:
        return None
    groups = tuple(sorted({*identities.groups_of(tx, identity_arn), *group_arns}))
    return Caller(
        account=identity.account,
        region=region,
        arn=identity_arn,
        session_arn=identity_arn,
        groups=groups,
        policies=policies.held_by(tx, identity.account, (identity_arn, *groups)),
        since=identity.created_at,
    )


def find_federated(tx: Transaction, issuer: str, subject: str) -> str | None:
    """The ARN of the identity that an identity provider means by a subject."""
    here = (federated_identities.c.issuer == issuer) & (federated_identities.c.subject == subject)
    return tx.connection.execute(select(federated_identities.c.identity_arn).where(here)).scalar_one_or_none()


def add_federated(tx: Transaction, issuer: str, subject: str, identity_arn: str) -> None:
    values = {"issuer": issuer, "subject": subject, "identity_arn": identity_arn}
    tx.connection.execute(insert(federated_identities).values(values))
