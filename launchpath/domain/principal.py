"""Who calls, and which principals of a portfolio that is (semantics 4.4, 5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from launchpath.api.errors import InvalidParametersException, Phrase
from launchpath.api.types import PrincipalType
from launchpath.domain.wildcard import matches

#: The wildcards of an IAM_PATTERN stand after user/, group/ or role/ only, and the account is empty.
_PATTERN = re.compile(r"arn:aws[a-z-]*:iam:::(user|group|role)/[\w+=,.@/*?-]{1,500}", re.ASCII)
_IDENTITY = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(user|group|role)/[\w+=,.@/-]{1,500}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated identity, with all that decides what it may do and see."""

    account: str
    region: str
    #: The IAM identity: a user's or a role's ARN.
    arn: str
    #: Who exactly: the same user ARN, or the ARN of the role's session.
    session_arn: str
    groups: tuple[str, ...] = ()
    #: The policy documents that are attached to the identity and to its groups.
    policies: tuple[Mapping[str, Any], ...] = ()
    #: With --open alone: may do, see and launch everything.
    unrestricted: bool = False
    #: When the identity was made, in milliseconds since the epoch: what another one of its name had launched before is
    #: not this one's.
    since: int = 0
    #: The version of the catalog at which all this was so; None: not known.
    as_of: int | None = None

    @property
    def principals(self) -> tuple[str, ...]:
        """The ARNs under which a portfolio may have been opened to this caller."""
        return (self.arn, *self.groups)


@dataclass(frozen=True, slots=True)
class Association:
    """A principal that a portfolio is open to."""

    portfolio_id: str
    principal_arn: str
    #: IAM: the ARN itself. IAM_PATTERN: an ARN without account, with wildcards.
    principal_type: PrincipalType

    def admits(self, caller: Caller) -> bool:
        """Whether this association opens its portfolio to `caller`."""
        if self.principal_type == "IAM":
            return self.principal_arn in caller.principals
        return any(matches(self.principal_arn, _without_account(arn)) for arn in caller.principals)


def type_of(principal_arn: str) -> PrincipalType:
    """What an ARN is meant as: a pattern alone has no account."""
    return "IAM_PATTERN" if ":iam:::" in principal_arn else "IAM"


def check(principal_arn: str, principal_type: str) -> None:
    """Refuse what is not the ARN, or the pattern, of a user, group or role."""
    form = _PATTERN if principal_type == "IAM_PATTERN" else _IDENTITY
    if not form.fullmatch(principal_arn):
        what = Phrase("an ARN of users, groups or roles with an empty account, and wildcards in the name only")
        raise InvalidParametersException(
            "Invalid input parameter(s): {principal_arn} is not {what}.",
            principal_arn=principal_arn,
            what=what if form is _PATTERN else Phrase("the ARN of a user, group or role"),
        )


def _without_account(arn: str) -> str:
    head, _, name = arn.rpartition(":")
    return f"{head.rpartition(':')[0]}::{name}"
