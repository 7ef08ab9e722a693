"""Users, and who else there is, for administrators in the portal. The permissions are IAM's."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import password
from launchpath.domain.identity import Identity, Kind
from launchpath.operations import guessing
from launchpath.operations import identities as kept
from launchpath.store import access_keys, identities, passwords, policies, portal_sessions


class KeySummary(Struct, frozen=True, kw_only=True):
    """An access key; its secret is shown once, when it is made."""

    id: str
    disabled: bool
    #: Seconds since the epoch.
    created_time: float


class IdentitySummary(Struct, frozen=True, kw_only=True):
    """A user, a group or a role."""

    arn: str
    name: str
    kind: str
    disabled: bool
    created_time: float
    #: Users: the groups that they are in.
    group_arns: tuple[str, ...]
    policy_names: tuple[str, ...]
    keys: tuple[KeySummary, ...]
    #: Users: whether they can sign in with a password.
    has_password: bool
    #: Users: until when nobody can sign in as them, for the password was guessed at; in seconds since the epoch.
    locked_until: float | None
    #: Roles: the ARNs of those who may take it on.
    trusts: tuple[str, ...]


class ListIdentitiesInput(Struct, frozen=True, kw_only=True):
    """All users, groups and roles of the account."""


class ListIdentitiesOutput(Struct, frozen=True, kw_only=True):
    """By name, and the policies that can be attached."""

    users: tuple[IdentitySummary, ...]
    groups: tuple[IdentitySummary, ...]
    roles: tuple[IdentitySummary, ...]
    policy_names: tuple[str, ...]


class CreateUserInput(Struct, frozen=True, kw_only=True):
    """A person with a password, who may do what these policies and groups allow."""

    user_name: str
    policy_names: tuple[str, ...] = ()
    group_arns: tuple[str, ...] = ()


class CreateUserOutput(Struct, frozen=True, kw_only=True):
    """The password is shown this once."""

    user_arn: str
    password: str

    def __repr__(self) -> str:
        return f"CreateUserOutput(user_arn={self.user_arn!r})"


class UpdateUserInput(Struct, frozen=True, kw_only=True):
    """What a user is to have from now on; None: as it is."""

    user_name: str
    disabled: bool | None = None
    policy_names: tuple[str, ...] | None = None
    group_arns: tuple[str, ...] | None = None


class UnlockUserInput(Struct, frozen=True, kw_only=True):
    """A user who may try to sign in again, however often the password was wrong."""

    user_name: str


class DeleteUserInput(Struct, frozen=True, kw_only=True):
    """A user who is to be no more, nor their keys; what they have launched stays."""

    user_name: str


class UserChanged(Struct, frozen=True, kw_only=True):
    """Done."""

    user_arn: str


@dataclass(frozen=True, slots=True)
class _Belongings:
    """What belongs to whom, by ARNs: asked once for all of them, however many there are."""

    groups: Mapping[str, tuple[str, ...]]
    policies: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, list[KeySummary]]
    passwords: frozenset[str]
    locked: Mapping[str, int]
    trusts: Mapping[str, tuple[str, ...]]


def list_identities(call: Call, _: ListIdentitiesInput) -> ListIdentitiesOutput:
    found = {kind: identities.list_all(call.tx, call.account, kind) for kind in Kind}
    belongings = _Belongings(
        groups=identities.all_memberships(call.tx),
        policies=policies.all_attached(call.tx),
        keys=_keys(call),
        passwords=passwords.holders(call.tx),
        locked=guessing.locked(call, found[Kind.USER]),
        trusts=identities.all_trusts(call.tx),
    )
    told = {kind: tuple(_summary(call, one, belongings) for one in found[kind]) for kind in Kind}
    return ListIdentitiesOutput(
        users=told[Kind.USER],
        groups=told[Kind.GROUP],
        roles=told[Kind.ROLE],
        policy_names=policies.names(call.tx, call.account),
    )


def _keys(call: Call) -> Mapping[str, list[KeySummary]]:
    keys: dict[str, list[KeySummary]] = {}
    for key in access_keys.list_all(call.tx):
        summary = KeySummary(id=key.id, disabled=key.disabled, created_time=key.created_at / 1000)
        keys.setdefault(key.identity_arn, []).append(summary)
    return keys


def _summary(call: Call, one: Identity, belongings: _Belongings) -> IdentitySummary:
    until = belongings.locked.get(one.arn)
    return IdentitySummary(
        arn=one.arn,
        name=one.name,
        kind=one.kind.value,
        disabled=one.disabled,
        created_time=one.created_at / 1000,
        group_arns=belongings.groups.get(one.arn, ()),
        policy_names=belongings.policies.get(one.arn, ()),
        keys=tuple(belongings.keys.get(one.arn, ())),
        has_password=one.arn in belongings.passwords,
        locked_until=None if until is None else until / 1000,
        trusts=belongings.trusts.get(one.arn, ()),
    )


def create_user(call: Call, request: CreateUserInput) -> CreateUserOutput:
    user, word = kept.add(call, Kind.USER, request.user_name), password.generate()
    passwords.put(call.tx, user, word, call.now)
    kept.attach(call, user, request.policy_names)
    _join(call, user, request.group_arns)
    return CreateUserOutput(user_arn=user, password=word)


def update_user(call: Call, request: UpdateUserInput) -> UserChanged:
    user = kept.get(call, Kind.USER, request.user_name)
    if request.disabled and user.arn == call.caller.arn:
        raise InvalidParametersException("You can't disable yourself. Ask another administrator.")
    with kept.keeping_administration(call):
        if request.disabled is not None:
            identities.set_disabled(call.tx, user.arn, request.disabled)
        if request.disabled:
            portal_sessions.end_all(call.tx, user.arn)
        if request.policy_names is not None:
            kept.attach(call, user.arn, request.policy_names)
        if request.group_arns is not None:
            _join(call, user.arn, request.group_arns)
    return UserChanged(user_arn=user.arn)


def _join(call: Call, user_arn: str, group_arns: tuple[str, ...]) -> None:
    """Let a user be in these groups and no others."""
    known = {one.arn for one in identities.list_all(call.tx, call.account, Kind.GROUP)}
    present = identities.groups_of(call.tx, user_arn)
    for group in sorted(set(group_arns) - set(present)):
        if group not in known:
            raise InvalidParametersException("There is no group {name}.", name=group)
        identities.join(call.tx, user_arn, group)
    for group in set(present) - set(group_arns):
        identities.leave(call.tx, user_arn, group)


def unlock_user(call: Call, request: UnlockUserInput) -> UserChanged:
    """Let a user try again. It is the line in the audit that does it: guessing.py looks for it."""
    return UserChanged(user_arn=kept.get(call, Kind.USER, request.user_name).arn)


def delete_user(call: Call, request: DeleteUserInput) -> UserChanged:
    return UserChanged(user_arn=kept.remove(call, Kind.USER, request.user_name))
