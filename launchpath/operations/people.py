"""Users, groups and what they may do, for administrators in the portal. The permissions are IAM's."""

from collections.abc import Collection

from msgspec import Struct

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import arn, identity, password, permission
from launchpath.domain.identity import Identity, IdentityError, Kind
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


class UpdateUserOutput(Struct, frozen=True):
    """Done."""


class CreateGroupInput(Struct, frozen=True, kw_only=True):
    """A group, whose members may do what these policies allow."""

    group_name: str
    policy_names: tuple[str, ...] = ()


class UpdateGroupInput(Struct, frozen=True, kw_only=True):
    """What the members of a group may do from now on."""

    group_name: str
    policy_names: tuple[str, ...]


class GroupChanged(Struct, frozen=True, kw_only=True):
    """Done."""

    group_arn: str


def list_identities(call: Call, _: ListIdentitiesInput) -> ListIdentitiesOutput:
    keys: dict[str, list[KeySummary]] = {}
    for key in access_keys.list_all(call.tx):
        summary = KeySummary(id=key.id, disabled=key.disabled, created_time=key.created_at / 1000)
        keys.setdefault(key.identity_arn, []).append(summary)
    found = {
        kind: tuple(_summary(call, one, keys) for one in identities.list_all(call.tx, call.account, kind))
        for kind in Kind
    }
    return ListIdentitiesOutput(
        users=found[Kind.USER],
        groups=found[Kind.GROUP],
        roles=found[Kind.ROLE],
        policy_names=policies.names(call.tx, call.account),
    )


def _summary(call: Call, one: Identity, keys: dict[str, list[KeySummary]]) -> IdentitySummary:
    return IdentitySummary(
        arn=one.arn,
        name=one.name,
        kind=one.kind.value,
        disabled=one.disabled,
        created_time=one.created_at / 1000,
        group_arns=identities.groups_of(call.tx, one.arn) if one.kind is Kind.USER else (),
        policy_names=policies.attached(call.tx, [one.arn]),
        keys=tuple(keys.get(one.arn, ())),
        has_password=one.kind is Kind.USER and passwords.find(call.tx, one.arn) is not None,
    )


def create_user(call: Call, request: CreateUserInput) -> CreateUserOutput:
    user, word = _add(call, Kind.USER, request.user_name), password.generate()
    passwords.put(call.tx, user, word, call.now)
    _attach(call, user, request.policy_names)
    _join(call, user, request.group_arns)
    return CreateUserOutput(user_arn=user, password=word)


def _add(call: Call, kind: Kind, name: str) -> str:
    """A new user or group; its ARN."""
    try:
        identity.check_name(kind, name)
    except IdentityError as fault:
        raise InvalidParametersException(str(fault)) from None
    if identities.named(call.tx, call.account, kind, name):
        raise InvalidParametersException("The name {name} is taken already. Choose another one.", name=name)
    new = arn.identity(call.caller.region, call.account, kind, name)
    identities.add(call.tx, arn=new, account=call.account, kind=kind, name=name, now=call.now)
    return new


def create_group(call: Call, request: CreateGroupInput) -> GroupChanged:
    group = _add(call, Kind.GROUP, request.group_name)
    _attach(call, group, request.policy_names)
    return GroupChanged(group_arn=group)


def update_group(call: Call, request: UpdateGroupInput) -> GroupChanged:
    found = identities.named(call.tx, call.account, Kind.GROUP, request.group_name)
    if found is None:
        raise InvalidParametersException("There is no group {name}.", name=request.group_name)
    call.check(found.arn)
    _attach(call, found.arn, request.policy_names)
    _insist_on_administration(call, found.arn, call.caller.groups)
    return GroupChanged(group_arn=found.arn)


def update_user(call: Call, request: UpdateUserInput) -> UpdateUserOutput:
    user = user_named(call, request.user_name)
    lent = set(call.caller.groups) - set(identities.groups_of(call.tx, call.caller.arn))
    if request.disabled is not None:
        if request.disabled and user.arn == call.caller.arn:
            raise InvalidParametersException("You can't disable yourself. Ask another administrator.")
        identities.set_disabled(call.tx, user.arn, request.disabled)
        if request.disabled:
            portal_sessions.end_all(call.tx, user.arn)
    if request.policy_names is not None:
        _attach(call, user.arn, request.policy_names)
    if request.group_arns is not None:
        _join(call, user.arn, request.group_arns)
    _insist_on_administration(call, user.arn, lent)
    return UpdateUserOutput()


def _insist_on_administration(call: Call, changed: str, groups: Collection[str]) -> None:
    """Refuse a change of the caller, or of a group of theirs, after which they could not change it back.

    `groups`: those that the caller is in whatever was changed of them, as an identity provider tells of them.
    """
    if call.caller.unrestricted or changed not in (call.caller.arn, *call.caller.groups):
        return
    then = portal_sessions.caller_of(call.tx, call.caller.arn, call.caller.region, tuple(groups))
    if then is None or permission.weigh(then, "iam:UpdateUser", None).level is None:
        raise InvalidParametersException("You can't take your own administration away. Ask another administrator.")


def user_named(call: Call, name: str) -> Identity:
    """A user of the account, whom the policies of the caller reach."""
    found = identities.named(call.tx, call.account, Kind.USER, name)
    if found is None:
        raise InvalidParametersException("There is no user {name}.", name=name)
    call.check(found.arn)
    return found


def _attach(call: Call, identity_arn: str, names: tuple[str, ...]) -> None:
    """Let a user or a group have these policies and no others."""
    known, present = policies.names(call.tx, call.account), policies.attached(call.tx, [identity_arn])
    for name in sorted(set(names) - set(present)):
        if name not in known:
            raise InvalidParametersException("There is no policy {name}.", name=name)
        policies.attach(call.tx, identity_arn, name)
    for name in set(present) - set(names):
        policies.detach(call.tx, identity_arn, name)


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
