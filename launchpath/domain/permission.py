"""Whether a caller may perform an operation: IAM policy documents, and the access levels (semantics 5)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from launchpath.api.errors import AccessDeniedException
from launchpath.domain.principal import Caller

SERVICE = "servicecatalog"


class Level(IntEnum):
    """How much of what was provisioned a caller may touch; each level contains those before it."""

    USER = 1
    ROLE = 2
    ACCOUNT = 3


_LEVEL_KEYS = {
    "servicecatalog:userlevel": Level.USER,
    "servicecatalog:rolelevel": Level.ROLE,
    "servicecatalog:accountlevel": Level.ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What the caller's policies allow of one operation."""

    level: Level


def permitted(caller: Caller, operation: str, resource: str = "*") -> Grant:
    """What `caller` may do of `operation`; AccessDeniedException when nothing. An explicit deny wins."""
    if caller.unrestricted:
        return Grant(Level.ACCOUNT)
    action = f"{SERVICE}:{operation}"
    context = {"aws:principalarn": caller.arn, "aws:requestedregion": caller.region}
    levels = [Level.USER - 1]
    for statement in _statements(caller.policies):
        if not _covers(statement, action, resource):
            continue
        level = _level_granted(statement, context)
        if level is None:
            continue
        if statement.get("Effect") == "Deny":
            raise AccessDeniedException(_refusal(caller, action, resource, "with an explicit deny in"))
        levels.append(level)
    if max(levels) < Level.USER:
        raise AccessDeniedException(_refusal(caller, action, resource, "because no"))
    return Grant(Level(max(levels)))


def _refusal(caller: Caller, action: str, resource: str, why: str) -> str:
    sentence = f"User: {caller.session_arn} is not authorized to perform: {action} on resource: {resource} {why} "
    if why == "because no":
        return sentence + f"identity-based policy allows the {action} action"
    return sentence + "an identity-based policy"


def _statements(policies: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for policy in policies:
        statements = policy.get("Statement", ())
        yield from (statements,) if isinstance(statements, Mapping) else statements


def _covers(statement: Mapping[str, Any], action: str, resource: str) -> bool:
    return _named(statement, "Action", action) and _named(statement, "Resource", resource)


def _named(statement: Mapping[str, Any], element: str, value: str) -> bool:
    if f"Not{element}" in statement:
        return not _any_matches(statement[f"Not{element}"], value)
    return element in statement and _any_matches(statement[element], value)


def _any_matches(patterns: str | Iterable[str], value: str) -> bool:
    return any(wildcard(pattern).fullmatch(value) for pattern in _listed(patterns))


def _level_granted(statement: Mapping[str, Any], context: Mapping[str, str]) -> Level | None:
    """The access level that a statement's conditions leave; None: a condition is not met."""
    level = Level.ACCOUNT
    for operator, tests in statement.get("Condition", {}).items():
        for key, wanted in tests.items():
            granted = _LEVEL_KEYS.get(key.lower())
            if granted is not None:
                if not _holds(operator, "self", wanted):
                    return None
                level = min(level, granted)
            elif not _holds(operator, context.get(key.lower()), wanted):
                return None
    return level


def _holds(operator: str, value: str | None, wanted: str | Iterable[str]) -> bool:
    """One condition. An operator that this service does not know never holds, so it can't widen access."""
    name = operator.removesuffix("IfExists")
    if value is None:
        return name != operator
    negated = name in ("StringNotEquals", "StringNotLike")
    if name in ("StringEquals", "StringNotEquals"):
        return (value in _listed(wanted)) is not negated
    if name in ("StringLike", "StringNotLike", "ArnLike", "ArnEquals"):
        return any(wildcard(pattern, fold=False).fullmatch(value) for pattern in _listed(wanted)) is not negated
    return False


def _listed(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


@lru_cache(maxsize=4096)
def wildcard(pattern: str, fold: bool = True) -> re.Pattern[str]:
    """An IAM wildcard pattern: * any letters, ? any one. Actions are compared without regard to case."""
    expression = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if fold else 0))
