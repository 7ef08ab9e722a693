"""How people sign in to the portal: passwords, sessions, and whom an identity provider sends."""

import secrets
from dataclasses import replace
from hashlib import sha256

from msgspec import Struct

from launchpath.api.errors import AccessDeniedException
from launchpath.call import Call
from launchpath.domain import arn, identity, password, permission
from launchpath.domain.identity import Identity, Kind
from launchpath.domain.managed_policy import END_USER
from launchpath.domain.principal import Caller
from launchpath.operations import guessing
from launchpath.operations.identities import refusing
from launchpath.store import catalog_version, identities, passwords, policies
from launchpath.store import portal_sessions as sessions
from launchpath.store.portal_sessions import Session

MINUTE = 60 * 1000
#: A session that nobody uses ends, and so does one that began long ago.
LASTS = 12 * 60 * MINUTE
LASTS_AT_MOST = 7 * 24 * 60 * MINUTE
#: A token older than this is replaced; the old one is good a little longer, for requests that are under way.
RENEWED_AFTER = 60 * MINUTE
OUTLIVES = MINUTE

#: Where identities are that an identity provider sends: no path of our own users.
FEDERATED_PATH = "oidc/"


class SignInInput(Struct, frozen=True, kw_only=True):
    """A user's name and password."""

    user_name: str
    password: str

    def __repr__(self) -> str:
        return f"SignInInput(user_name={self.user_name!r})"


class SignedIn(Struct, frozen=True, kw_only=True):
    """Who has proved to be whom."""

    caller: Caller


class AdmitFederatedUserInput(Struct, frozen=True, kw_only=True):
    """Somebody for whom an identity provider vouches. `groups`: the names of the groups that it tells of."""

    issuer: str
    subject: str
    user_name: str
    groups: tuple[str, ...] = ()


class AdmittedUser(Struct, frozen=True, kw_only=True):
    """Who that is here, and in which groups for this session."""

    caller: Caller
    group_arns: tuple[str, ...]


class StartSessionInput(Struct, frozen=True, kw_only=True):
    """A session for the caller, who has just proved who they are."""

    group_arns: tuple[str, ...] = ()


class StartSessionOutput(Struct, frozen=True, kw_only=True):
    """The token is shown this once: we keep its hash."""

    token: str

    def __repr__(self) -> str:
        return "StartSessionOutput()"


class DescribeSessionInput(Struct, frozen=True, kw_only=True):
    """A token from a cookie."""

    token: str

    def __repr__(self) -> str:
        return "DescribeSessionInput()"


class DescribeSessionOutput(Struct, frozen=True, kw_only=True):
    """Whose it is. None: nobody's, or no longer."""

    caller: Caller | None
    #: Whether the token is so old that it should be replaced.
    is_due: bool = False
    #: What belongs to this sign-in alone and lasts as long, whatever its tokens: for sealing forms. No client sees it.
    secret: str = ""

    def __repr__(self) -> str:
        return "DescribeSessionOutput()"


class RenewSessionInput(DescribeSessionInput, frozen=True, kw_only=True):
    """A token that is to be replaced."""


class EndSessionInput(DescribeSessionInput, frozen=True, kw_only=True):
    """A token that is to be good for nothing from now on, as those that it replaced."""


class EndSessionOutput(Struct, frozen=True):
    """Done."""


class UpdatePasswordInput(Struct, frozen=True, kw_only=True):
    """A new password, the caller's own or that of the user of this name."""

    new_password: str
    #: The caller's present one; not needed for somebody else's.
    present_password: str = ""
    user_name: str | None = None

    def __repr__(self) -> str:
        return f"UpdatePasswordInput(user_name={self.user_name!r})"


class UpdatePasswordOutput(Struct, frozen=True):
    """Done."""


def sign_in(call: Call, request: SignInInput) -> SignedIn:
    """Who a user is. It only reads: a password takes its time, and nobody else should wait for it."""
    can_be = identity.is_name(request.user_name)
    user = identities.named(call.tx, call.account, Kind.USER, request.user_name) if can_be else None
    kept = passwords.find(call.tx, user.arn) if user else None
    guessing.refuse(call, request.user_name if can_be else None, kept)
    fits = password.fits(kept.hash if kept else None, request.password)
    caller = sessions.caller_of(call.tx, user.arn, call.caller.region) if user and fits else None
    if caller is None:
        raise AccessDeniedException("The user name or the password is not right.")
    return SignedIn(caller=caller)


def admit_federated_user(call: Call, request: AdmitFederatedUserInput) -> AdmittedUser:
    """The identity behind an identity provider's subject; at the first time it is made."""
    found = sessions.find_federated(call.tx, request.issuer, request.subject) or _federated(call, request)
    groups = tuple(_known_group_arns(call, request.groups))
    caller = sessions.caller_of(call.tx, found, call.caller.region, groups)
    if caller is None:
        raise AccessDeniedException(
            "The user {user_name} is disabled here. Ask an administrator.", user_name=request.user_name
        )
    return AdmittedUser(caller=caller, group_arns=groups)


def _federated(call: Call, request: AdmitFederatedUserInput) -> str:
    name = FEDERATED_PATH + request.user_name
    with refusing():
        identity.check_name(Kind.USER, name)
    if identities.named(call.tx, call.account, Kind.USER, name):
        raise AccessDeniedException(
            "The name {user_name}, under which the identity provider sends you, belongs to another "
            "user here. Ask an administrator.",
            user_name=request.user_name,
        )
    new = arn.identity(call.caller.region, call.account, Kind.USER, name)
    identities.add(call.tx, arn=new, account=call.account, kind=Kind.USER, name=name, now=call.now)
    policies.attach(call.tx, new, END_USER)
    sessions.add_federated(call.tx, request.issuer, request.subject, new)
    return new


def _known_group_arns(call: Call, names: tuple[str, ...]) -> list[str]:
    """Groups of ours with these names. What the provider tells of others means nothing here."""
    found = (identities.named(call.tx, call.account, Kind.GROUP, name) for name in names)
    return sorted({one.arn for one in found if one is not None})


def start_session(call: Call, request: StartSessionInput) -> StartSessionOutput:
    sessions.forget_expired(call.tx, call.now)
    return StartSessionOutput(token=_hand_out(call, call.caller.arn, request.group_arns, call.now))


def _hand_out(call: Call, identity_arn: str, group_arns: tuple[str, ...], signed_in_at: int) -> str:
    token = secrets.token_urlsafe(32)
    session = Session(
        token_hash=_digest(token),
        identity_arn=identity_arn,
        group_arns=group_arns,
        signed_in_at=signed_in_at,
        created_at=call.now,
        expires_at=min(call.now + LASTS, signed_in_at + LASTS_AT_MOST),
    )
    sessions.add(call.tx, session)
    return token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def describe_session(call: Call, request: DescribeSessionInput) -> DescribeSessionOutput:
    found = sessions.find(call.tx, _digest(request.token), call.now)
    if found is None:
        return DescribeSessionOutput(caller=None)
    caller = sessions.caller_of(call.tx, found.identity_arn, call.caller.region, found.group_arns)
    if caller is not None:
        caller = replace(caller, as_of=catalog_version.get(call.tx))
    is_replaced = found.expires_at <= call.now + OUTLIVES
    return DescribeSessionOutput(
        caller=caller,
        is_due=found.created_at + RENEWED_AFTER < call.now and not is_replaced,
        secret=call.tx.vault.digest(f"sign-in {found.identity_arn} {found.signed_in_at}".encode()),
    )


def renew_session(call: Call, request: RenewSessionInput) -> StartSessionOutput:
    """Another token for the same session."""
    found = sessions.find(call.tx, _digest(request.token), call.now)
    if found is None:
        raise AccessDeniedException("This session has ended. Sign in again.")
    sessions.end(call.tx, found.token_hash, call.now + OUTLIVES)
    return StartSessionOutput(token=_hand_out(call, found.identity_arn, found.group_arns, found.signed_in_at))


def end_session(call: Call, request: EndSessionInput) -> EndSessionOutput:
    if found := sessions.find(call.tx, _digest(request.token), call.now):
        sessions.end_sign_in(call.tx, found.identity_arn, found.signed_in_at)
    return EndSessionOutput()


def update_password(call: Call, request: UpdatePasswordInput) -> UpdatePasswordOutput:
    """Change a password, and sign its user out everywhere."""
    user = _whose(call, request)
    password.check(request.new_password, user.name)
    passwords.put(call.tx, user.arn, request.new_password, call.now)
    sessions.end_all(call.tx, user.arn)
    return UpdatePasswordOutput()


def _whose(call: Call, request: UpdatePasswordInput) -> Identity:
    if request.user_name is None:
        guessing.refuse(call, None, None)
        user = identities.find(call.tx, call.caller.arn)
        kept = passwords.find(call.tx, call.caller.arn)
        if user is None or not password.fits(kept.hash if kept else None, request.present_password):
            raise AccessDeniedException("The present password is not right.")
        return user
    with refusing():
        user = identities.get(call.tx, call.account, Kind.USER, request.user_name)
    permission.permitted(call.caller, "iam:UpdateLoginProfile", user.arn)
    return user
