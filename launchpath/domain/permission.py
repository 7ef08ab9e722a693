"""Whether a caller may perform an operation: IAM policy documents, and the access levels (semantics 5)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from launchpath.api.errors import AccessDeniedException, Phrase
from launchpath.domain.principal import Caller
from launchpath.domain.wildcard import matches

SERVICE = "servicecatalog"


class Level(IntEnum):
    """How much of what was provisioned a caller may touch; each level contains those before it."""

    USER = 1
    ROLE = 2
    ACCOUNT = 3


#: The condition keys of the levels; their one value is `self`.
LEVEL_KEYS = {
    "servicecatalog:userLevel": Level.USER,
    "servicecatalog:roleLevel": Level.ROLE,
    "servicecatalog:accountLevel": Level.ACCOUNT,
}
_LEVELS = {key.lower(): level for key, level in LEVEL_KEYS.items()}

#: What a policy variable can stand for, and with the level keys what a condition can test.
CONTEXT_KEYS = ("aws:username", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:RequestedRegion")


def _equal(wanted: str, value: str) -> bool:
    return wanted == value


#: The condition operators: how one value is compared, and whether the condition holds when none of them fits.
OPERATORS: Mapping[str, tuple[Callable[[str, str], bool], bool]] = {
    "StringEquals": (_equal, False),
    "StringNotEquals": (_equal, True),
    "StringLike": (matches, False),
    "StringNotLike": (matches, True),
    "ArnEquals": (matches, False),
    "ArnNotEquals": (matches, True),
    "ArnLike": (matches, False),
    "ArnNotLike": (matches, True),
}

#: With this at its end an operator holds as well for a key that the request does not have.
IF_EXISTS = "IfExists"

#: What there is for end users: at each level there is something to do. For an administrator's action there is only the
#: account's.
_AT_EVERY_LEVEL = frozenset(
    f"{SERVICE}:{operation}"
    for operation in (
        *("SearchProducts", "DescribeProduct", "DescribeProductView"),
        *("ListLaunchPaths", "DescribeProvisioningParameters"),
        *("ProvisionProduct", "UpdateProvisionedProduct", "TerminateProvisionedProduct"),
        *("ScanProvisionedProducts", "SearchProvisionedProducts", "DescribeProvisionedProduct"),
        *("GetProvisionedProductOutputs", "UpdateProvisionedProductProperties"),
        *("DescribeRecord", "ListRecordHistory", "SearchRecords", "ListStackInstancesForProvisionedProduct"),
        *("CreateProvisionedProductPlan", "DescribeProvisionedProductPlan", "ListProvisionedProductPlans"),
        *("ExecuteProvisionedProductPlan", "DeleteProvisionedProductPlan"),
        *("ListServiceActionsForProvisioningArtifact", "DescribeServiceActionExecutionParameters"),
        "ExecuteProvisionedProductServiceAction",
    )
)

VARIABLE = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Grant:
    """What the caller's policies allow of one operation."""

    level: Level


@dataclass(frozen=True, slots=True)
class Verdict:
    """What policies say of an action: up to which level it is allowed (None: not at all), and if a deny forbids it."""

    level: Level | None
    denied: bool = False


def permitted(caller: Caller, operation: str, resource: str | None = "*") -> Grant:
    """What `caller` may do of `operation`; AccessDeniedException when nothing.

    `resource`: the ARN of the object; * for an operation that names none; None as long as the object is not known:
    then all counts that is allowed of any object, and `permitted` is to be asked again about the one that is found.
    """
    return powers(caller, operation).permitted(resource)


def action_of(operation: str) -> str:
    """What policies call an operation: servicecatalog:SearchProducts, unless it is named with its service already."""
    return operation if ":" in operation else f"{SERVICE}:{operation}"


def refusal(caller: Caller, operation: str, resource: str, *, denied: bool = False) -> Phrase:
    """The service's sentence for what policies do not allow (semantics 3.2)."""
    asked = {"user": caller.session_arn, "action": action_of(operation), "resource": resource}
    if denied:
        return Phrase(
            "User: {user} is not authorized to perform: {action} on resource: {resource} "
            "with an explicit deny in an identity-based policy",
            **asked,
        )
    return Phrase(
        "User: {user} is not authorized to perform: {action} on resource: {resource} "
        "because no identity-based policy allows the {action} action",
        **asked,
    )


def weigh(caller: Caller, action: str, resource: str | None) -> Verdict:
    """What the caller's policies say of an action, such as servicecatalog:SearchProducts."""
    return powers(caller, action).weigh(resource)


@dataclass(frozen=True, slots=True)
class Powers:
    """What a caller's policies say of one action, as far as that does not depend on the object."""

    caller: Caller
    #: The operation, as a refusal names it.
    operation: str
    #: The statements that speak of the action, each with the levels at which its conditions hold.
    statements: tuple[tuple[Mapping[str, Any], tuple[Level, ...]], ...]
    context: Mapping[str, str]

    def permitted(self, resource: str | None) -> Grant:
        """What is allowed of one object, or of any; AccessDeniedException when nothing."""
        verdict = self.weigh(resource)
        if verdict.level is None:
            raise AccessDeniedException(refusal(self.caller, self.operation, resource or "*", denied=verdict.denied))
        return Grant(verdict.level)

    def weigh(self, resource: str | None) -> Verdict:
        """What the policies say of one object, or of any. An explicit deny wins.

        With a level key an allow grants that level and the narrower ones; a deny takes that level and the wider ones
        away. An administrator's action is the whole account's business: an allow of a narrower level does not reach it.
        """
        if self.caller.unrestricted:
            return Verdict(Level.ACCOUNT)
        allowed: set[Level] = set()
        denied: set[Level] = set()
        for statement, levels in self.statements:
            if _covers(statement, resource, self.context):
                (denied if statement["Effect"] == "Deny" else allowed).update(levels)
        reached = None
        for level in Level:
            if level not in allowed or level in denied:
                break
            reached = level
        if reached is not Level.ACCOUNT and action_of(self.operation) not in _AT_EVERY_LEVEL:
            reached = None
        return Verdict(reached, denied=Level.USER in denied)


def powers(caller: Caller, operation: str) -> Powers:
    """What `caller`'s policies say of an operation."""
    context = _context(caller)
    spoken = ((one, _levels(one, action_of(operation), context)) for one in _statements(caller.policies))
    return Powers(caller, operation, tuple((one, levels) for one, levels in spoken if levels), context)


def _context(caller: Caller) -> dict[str, str]:
    is_user = caller.session_arn == caller.arn
    values = (
        caller.arn.rpartition("/")[2] if is_user else None,
        caller.arn,
        caller.account,
        "User" if is_user else "AssumedRole",
        caller.region,
    )
    return {key.lower(): value for key, value in zip(CONTEXT_KEYS, values, strict=True) if value is not None}


def _statements(policies: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for policy in policies:
        statements = policy["Statement"]
        yield from (statements,) if isinstance(statements, Mapping) else statements


class _UnknownVariable(Exception):
    """A policy variable stands for nothing in this request."""


def _levels(statement: Mapping[str, Any], action: str, context: Mapping[str, str]) -> tuple[Level, ...]:
    """The levels at which a statement applies. One with a variable that stands for nothing applies nowhere."""
    try:
        if not _names(statement, "Action", action, context, fold=True):
            return ()
        return tuple(level for level in Level if _met(statement, level, context))
    except _UnknownVariable:
        return ()


def _covers(statement: Mapping[str, Any], resource: str | None, context: Mapping[str, str]) -> bool:
    if resource is not None:
        try:
            return _names(statement, "Resource", resource, context)
        except _UnknownVariable:
            return False
    # Which object it is will turn out: until then only a deny of everything is one of it.
    return statement["Effect"] == "Allow" or "*" in _listed(statement.get("Resource", ()))


def _names(
    statement: Mapping[str, Any], element: str, value: str, context: Mapping[str, str], *, fold: bool = False
) -> bool:
    """Whether Action or Resource, or their contraries NotAction and NotResource, speak of `value`."""
    contrary = f"Not{element}" in statement
    patterns = _listed(statement.get(f"Not{element}" if contrary else element, ()))
    found = any(matches(_filled_in(pattern, context), value, fold=fold) for pattern in patterns)
    return found is not contrary


def _met(statement: Mapping[str, Any], level: Level, context: Mapping[str, str]) -> bool:
    """Whether all conditions of a statement hold at an access level."""
    for operator, tests in statement.get("Condition", {}).items():
        for key, wanted in tests.items():
            values = [_filled_in(value, context) for value in _listed(wanted)]
            named = _LEVELS.get(key.lower())
            if named is None:
                held = _holds(operator, context.get(key.lower()), values)
            else:
                # Every request has a level: IfExists must not make a narrow statement wide.
                plain = operator.removesuffix(IF_EXISTS)
                reaches = level >= named if _takes_away(statement, plain) else level <= named
                held = _holds(plain, "self" if reaches else None, values)
            if not held:
                return False
    return True


def _takes_away(statement: Mapping[str, Any], operator: str) -> bool:
    """Whether a level key is in a deny; there with Not it still says what is left to the caller."""
    return statement["Effect"] == "Deny" and "Not" not in operator


def _holds(operator: str, value: str | None, wanted: list[str]) -> bool:
    """One condition. An operator that is not known never holds; no such policy is taken in (policy_document.py)."""
    name = operator.removesuffix(IF_EXISTS)
    if name not in OPERATORS:
        return False
    fits, negated = OPERATORS[name]
    if value is None:
        return negated or name != operator
    return any(fits(one, value) for one in wanted) is not negated


def _filled_in(pattern: str, context: Mapping[str, str]) -> str:
    """`pattern` with its variables replaced; what they stand for has no wildcards."""
    if "${" not in pattern:
        return pattern
    try:
        return VARIABLE.sub(lambda found: context[found[1].lower()], pattern)
    except KeyError:
        raise _UnknownVariable from None


def _listed(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
