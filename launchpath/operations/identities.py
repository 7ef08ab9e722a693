"""What users, groups and roles have in common, for administrators in the portal: names, policies, and their end."""

from collections.abc import Iterator
from contextlib import contextmanager

from launchpath.api.errors import InvalidParametersException, Phrase
from launchpath.call import Call
from launchpath.domain import arn, identity, permission
from launchpath.domain.identity import Identity, IdentityError, Kind
from launchpath.domain.policy_document import PolicyError
from launchpath.domain.principal import Caller
from launchpath.store import identities, policies, portal_sessions

_NOUNS = {Kind.USER: Phrase("user"), Kind.GROUP: Phrase("group"), Kind.ROLE: Phrase("role")}


@contextmanager
def refusing() -> Iterator[None]:
    """What can't be so is refused in the words that the command line has for it."""
    try:
        yield
    except (IdentityError, PolicyError) as fault:
        raise InvalidParametersException(str(fault)) from None


def get(call: Call, kind: Kind, name: str) -> Identity:
    """The one of this name, whom the policies of the caller reach."""
    found = identities.named(call.tx, call.account, kind, name)
    if found is None:
        raise InvalidParametersException("There is no {kind} {name}.", kind=_NOUNS[kind], name=name)
    call.check(found.arn)
    return found


def add(call: Call, kind: Kind, name: str) -> str:
    """A new user or group; its ARN."""
    with refusing():
        identity.check_name(kind, name)
    if identities.named(call.tx, call.account, kind, name):
        raise InvalidParametersException("The name {name} is taken already. Choose another one.", name=name)
    new = arn.identity(call.caller.region, call.account, kind, name)
    identities.add(call.tx, arn=new, account=call.account, kind=kind, name=name, now=call.now)
    return new


def remove(call: Call, kind: Kind, name: str) -> str:
    """Delete one with all that belongs to it, as `launchpath user delete` does. What was launched stays. Its ARN."""
    found = get(call, kind, name)
    if found.arn == call.caller.arn:
        raise InvalidParametersException("You can't delete yourself. Ask another administrator.")
    with keeping_administration(call):
        identities.remove(call.tx, found)
    return found.arn


def attach(call: Call, identity_arn: str, names: tuple[str, ...]) -> None:
    """Let an identity have these policies and no others."""
    known, present = policies.names(call.tx, call.account), policies.attached(call.tx, [identity_arn])
    for name in sorted(set(names) - set(present)):
        if name not in known:
            raise InvalidParametersException("There is no policy {name}.", name=name)
        policies.attach(call.tx, identity_arn, name)
    for name in set(present) - set(names):
        policies.detach(call.tx, identity_arn, name)


@contextmanager
def keeping_administration(call: Call) -> Iterator[None]:
    """What is changed within is refused if the caller could not change it back."""
    # Those that an identity provider tells of; they stay whatever becomes of the groups that we keep.
    lent = set(call.caller.groups) - set(identities.groups_of(call.tx, call.caller.arn))
    yield
    if call.caller.unrestricted or not _administers(call.caller):
        return
    then = portal_sessions.caller_of(call.tx, call.caller.arn, call.caller.region, tuple(lent))
    if then is None or not _administers(then):
        raise InvalidParametersException("You can't take your own administration away. Ask another administrator.")


def _administers(caller: Caller) -> bool:
    return permission.weigh(caller, "iam:UpdateUser", None).level is not None
