"""What an identity of our own is: a user, a group or a role; how it may be named, and who may take a role on."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from launchpath.domain.principal import Caller


class Kind(StrEnum):
    USER = "user"
    GROUP = "group"
    ROLE = "role"


#: What IAM's unique ids of identities begin with.
_PREFIXES: Mapping[Kind, str] = {Kind.USER: "AIDA", Kind.GROUP: "AGPA", Kind.ROLE: "AROA"}

_NAME = re.compile(r"([\w+=,.@-]+/)*[\w+=,.@-]{1,64}", re.ASCII)
_IDENTITY_ARN = re.compile(r"arn:[^:]*:iam::[^:]*:(user|group|role)/.+")
_POLICY_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)

#: The longest name, path included: IAM's longest path and longest name.
_LONGEST = 512


class IdentityError(Exception):
    """An identity, a key or a policy can't be so, or is not there; the message says what, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A user, group or role. Times are milliseconds since the epoch."""

    arn: str
    account: str
    kind: Kind
    #: With its path, without a slash at the beginning: team/ann.
    name: str
    disabled: bool
    created_at: int

    @property
    def unique_id(self) -> str:
        """IAM's id of an identity: another one of the same name has another id."""
        return unique_id(self.kind, self.arn, self.created_at)


def unique_id(kind: Kind, arn: str, created_at: int) -> str:
    """21 letters and digits, such as AIDA…, for an identity that was made at `created_at`."""
    digest = hashlib.blake2b(f"{arn} {created_at}".encode(), digest_size=11).digest()
    return _PREFIXES[kind] + base64.b32encode(digest).decode()[:17]


def check_name(kind: Kind, name: str) -> None:
    """Refuse what IAM takes for no name; paths before the name are allowed.

    So is what only looks like a path: dots, which would lead out of it, and the kind of an ARN.
    """
    parts = name.split("/")
    if parts[0] in set(Kind) and len(parts) > 1:
        raise IdentityError(f"{name!r} is no name for a {kind}: leave {parts[0]}/ out, as in {parts[-1]}.")
    if not is_name(name) or any(not part.strip(".") for part in parts):
        raise IdentityError(
            f"{name!r} is no name for a {kind}: use 1 to 64 letters, digits and _+=,.@- , "
            "and before them, if you like, a path such as team/."
        )


def is_name(text: str) -> bool:
    """Whether anybody can be called so: it has no other characters, and no more, than names have."""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def kind_of(identity_arn: str) -> Kind | None:
    """What an ARN names, such as a user; None: nothing of ours."""
    found = _IDENTITY_ARN.fullmatch(identity_arn)
    return Kind(found[1]) if found else None


def last_part(name: str) -> str:
    """What a name is found by: like in IAM its path and its case make no other one of it."""
    return name.rpartition("/")[2].lower()


def check_policy_name(name: str) -> None:
    if not _POLICY_NAME.fullmatch(name) or not name.strip("."):
        raise IdentityError(f"{name!r} is no name for a policy: use 1 to 128 letters, digits and _+=,.@- .")


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may take a role on, under which condition."""

    #: ARNs of users and roles; `arn:aws:iam::<account>:root` is whoever in the account has a policy for it.
    principals: tuple[str, ...]
    #: What must be said with the request; None: nothing.
    external_id: str | None = None

    def names(self, caller: Caller) -> bool:
        """Whether the caller is named, so that it needs no policy of its own."""
        return not {caller.arn, caller.session_arn}.isdisjoint(self.principals)

    def names_account(self, caller: Caller) -> bool:
        """Whether the caller's account is named."""
        partition = caller.arn.split(":")[1]
        return f"arn:{partition}:iam::{caller.account}:root" in self.principals


def check_external_id(external_id: str | None) -> None:
    if external_id is not None and not _EXTERNAL_ID.fullmatch(external_id):
        raise IdentityError("An external id has 2 to 1224 letters, digits and _+=,.@:/- .")
