"""Who calls, and role sessions: what STS does, for the identities of this installation (semantics 5)."""

import re
from hashlib import sha256
from hmac import compare_digest
from time import gmtime, strftime
from typing import Annotated

from msgspec import Meta, field

from launchpath.api.errors import AccessDeniedException, ValidationException
from launchpath.api.types import Shape, masked
from launchpath.call import Call
from launchpath.domain import access_key, arn, permission
from launchpath.domain.identity import Identity, Kind, unique_id
from launchpath.store import access_keys, identities
from launchpath.store.access_keys import Session

#: A session that takes on a further role holds that one for at most an hour, as in AWS. Seconds.
LONGEST_OF_A_CHAIN = 3600

_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/\S+", re.ASCII)

_SessionName = Annotated[
    str, Meta(min_length=2, max_length=64, pattern=r"^[A-Za-z0-9_+=,.@-]*\Z", extra={"pattern": r"[\w+=,.@-]*"})
]
_ExternalId = Annotated[
    str,
    Meta(
        min_length=2,
        max_length=1224,
        pattern=r"^[A-Za-z0-9_+=,.@:/-]*\Z",
        extra={"pattern": r"[\w+=,.@:\/-]*", "secret": True},
    ),
]


class GetCallerIdentityInput(Shape, frozen=True, kw_only=True):
    """Nothing: whoever has signed."""


class GetCallerIdentityOutput(Shape, frozen=True, kw_only=True):
    arn: str = field(name="Arn")
    user_id: str = field(name="UserId")
    account: str = field(name="Account")


class AssumeRoleInput(Shape, frozen=True, kw_only=True):
    role_arn: Annotated[str, Meta(min_length=20, max_length=2048)] = field(name="RoleArn")
    role_session_name: _SessionName = field(name="RoleSessionName")
    duration_seconds: Annotated[int, Meta(ge=900, le=43200)] = field(name="DurationSeconds", default=3600)
    said: _ExternalId | None = field(name="ExternalId", default=None)

    def __repr__(self) -> str:
        return masked(self, "said")


class Credentials(Shape, frozen=True, kw_only=True):
    access_key_id: str = field(name="AccessKeyId")
    secret_access_key: str = field(name="SecretAccessKey")
    session_token: str = field(name="SessionToken")
    expiration: str = field(name="Expiration")

    def __repr__(self) -> str:
        return masked(self, "secret_access_key", "session_token")


class AssumedRoleUser(Shape, frozen=True, kw_only=True):
    assumed_role_id: str = field(name="AssumedRoleId")
    arn: str = field(name="Arn")


class AssumeRoleOutput(Shape, frozen=True, kw_only=True):
    credentials: Credentials = field(name="Credentials")
    assumed_role_user: AssumedRoleUser = field(name="AssumedRoleUser")


def get_caller_identity(call: Call, _: GetCallerIdentityInput) -> GetCallerIdentityOutput:
    """Needs no permission: who asks knows it anyway."""
    caller = call.caller
    known = identities.find(call.tx, caller.arn)
    user_id = known.unique_id if known else unique_id(Kind.USER, caller.arn, 0)
    if caller.session_arn != caller.arn:
        user_id = f"{user_id}:{caller.session_arn.rpartition('/')[2]}"
    return GetCallerIdentityOutput(arn=caller.session_arn, user_id=user_id, account=caller.account)


def assume_role(call: Call, request: AssumeRoleInput) -> AssumeRoleOutput:
    """Temporary keys of a role, for whom the role trusts. A role that does not exist trusts nobody."""
    if not _ROLE_ARN.fullmatch(request.role_arn):
        raise ValidationException("{role_arn} is invalid", role_arn=request.role_arn)
    role = identities.find(call.tx, request.role_arn)
    if role is None or role.disabled or not _trusted(call, role, request.said):
        raise AccessDeniedException(
            "User: {session_arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}",
            session_arn=call.caller.session_arn,
            role_arn=request.role_arn,
        )
    if call.caller.session_arn != call.caller.arn and request.duration_seconds > LONGEST_OF_A_CHAIN:
        raise ValidationException(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    return AssumeRoleOutput(
        credentials=_credentials(call, role, request),
        assumed_role_user=AssumedRoleUser(
            assumed_role_id=f"{role.unique_id}:{request.role_session_name}",
            arn=arn.session(role.arn, request.role_session_name),
        ),
    )


def _trusted(call: Call, role: Identity, said: str | None) -> bool:
    """Whether the role trusts the caller, and no policy forbids it.

    As in IAM, whom the role names needs no policy; where it names the account, a policy decides.
    """
    trust = identities.trust_of(call.tx, role.arn)
    if trust.external_id is not None and not compare_digest(trust.external_id, said or ""):
        return False
    verdict = permission.weigh(call.caller, "sts:AssumeRole", role.arn)
    if verdict.denied:
        return False
    by_policy = trust.names_account(call.caller) and verdict.level is not None
    return call.caller.unrestricted or trust.names(call.caller) or by_policy


def _credentials(call: Call, role: Identity, request: AssumeRoleInput) -> Credentials:
    access_keys.forget_expired(call.tx, call.now)
    key_id, secret, token = access_key.new_key_id("ASIA"), access_key.new_secret(), access_key.new_session_token()
    # Whole seconds, so that what the client is told is what holds.
    ends = call.now // 1000 + request.duration_seconds
    session = Session(request.role_session_name, sha256(token.encode()).hexdigest(), ends * 1000)
    access_keys.add(call.tx, key_id, secret, role.arn, call.now, session)
    return Credentials(
        access_key_id=key_id,
        secret_access_key=secret,
        session_token=token,
        expiration=strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(ends)),
    )
