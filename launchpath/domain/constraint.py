"""Constraints: what each kind must look like, and what those of one launch path mean together (semantics 4.5)."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from launchpath.api.errors import DuplicateResourceException, InvalidParametersException, Phrase
from launchpath.domain import rule, stack_set

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,500}", re.ASCII)
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}", re.ASCII)
_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)

#: Of these a product may have one in a portfolio (semantics 4.5).
SINGLE = frozenset({"LAUNCH", "STACKSET", "RESOURCE_UPDATE"})

#: What alone heeds some kinds: stacks tell topics (6.1), stack sets stand in several accounts (6.5).
_KEPT_BY = {"NOTIFICATION": "CFN_STACK", "STACKSET": stack_set.TYPE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A rule that a portfolio puts on the launches of one of its products."""

    id: str
    account: str
    portfolio_id: str
    product_id: str
    type: str
    #: The JSON text, kept as it was sent: clients compare it.
    parameters: str
    description: str | None

    @property
    def content(self) -> dict[str, Any]:
        """The meaning of the JSON text."""
        content: dict[str, Any] = json.loads(self.parameters)
        return content


@dataclass(frozen=True, slots=True)
class Combined:
    """What the constraints of one path decide about a launch through it."""

    constraints: tuple[Constraint, ...] = ()
    launch_role_arn: str | None = None
    notification_arns: tuple[str, ...] = ()
    #: The TEMPLATE constraints' rules, all of which must hold; to be merged with the template's own.
    rules: tuple[Mapping[str, Any], ...] = ()
    tag_updates_allowed: bool = False
    stack_set: Mapping[str, Any] | None = field(default=None)


def combine(constraints: Iterable[Constraint], account: str, partition: str = "aws") -> Combined:
    """The constraints of one path together; `account`: the one that launches."""
    all_of_them = tuple(constraints)
    contents: dict[str, list[dict[str, Any]]] = {}
    for one in all_of_them:
        contents.setdefault(one.type, []).append(one.content)
    role = _launch_role(contents.get("LAUNCH", []), account, partition)
    topics = [arn for content in contents.get("NOTIFICATION", []) for arn in content["NotificationArns"]]
    return Combined(
        all_of_them,
        role,
        tuple(dict.fromkeys(topics)),
        tuple(content["Rules"] for content in contents.get("TEMPLATE", [])),
        _tag_updates(contents.get("RESOURCE_UPDATE", [])) == "ALLOWED",
        next((content["Properties"] for content in contents.get("STACKSET", [])), None),
    )


def _launch_role(contents: list[dict[str, Any]], account: str, partition: str) -> str | None:
    for content in contents:
        name = content.get("LocalRoleName")
        return f"arn:{partition}:iam::{account}:role/{name}" if name else str(content["RoleArn"])
    return None


def _tag_updates(contents: list[dict[str, Any]]) -> str:
    return next((str(content["Properties"]["TagUpdateOnProvisionedProduct"]) for content in contents), "NOT_ALLOWED")


def can_be_kept(kind: str, product_type: str | None, makes: Collection[str]) -> bool:
    """Whether anything here heeds a constraint of this kind on a product of this type.

    `makes`: what the configured engines make (ProvisionedProductTypes).
    """
    needed = _KEPT_BY.get(kind)
    return needed is None or (product_type == "CLOUD_FORMATION_TEMPLATE" and needed in makes)


def check(kind: str, parameters: str) -> None:
    """Refuse a constraint whose JSON text does not say what its type needs."""
    judge = _JUDGES.get(kind)
    if judge is None:
        raise InvalidParametersException(
            "Invalid input parameter(s): constraint type {kind} does not exist. Use one of {judges}.",
            kind=kind,
            judges=", ".join(_JUDGES),
        )
    try:
        content = json.loads(parameters)
    except (ValueError, RecursionError):
        raise _refused(kind, "Parameters must be a JSON text") from None
    if not isinstance(content, dict):
        raise _refused(kind, "Parameters must be a JSON object")
    judge(content)


def check_beside(kind: str, others: Iterable[Constraint], product_id: str, portfolio_id: str) -> None:
    """Refuse a constraint that can't stand beside those the product has in the portfolio already."""
    present = {one.type for one in others}
    if kind in SINGLE and kind in present:
        raise DuplicateResourceException(
            "A {kind} constraint for product {product_id} in portfolio {portfolio_id} already "
            "exists. Update or delete that one.",
            kind=kind,
            product_id=product_id,
            portfolio_id=portfolio_id,
        )
    if {"LAUNCH", "STACKSET"} <= present | {kind}:
        raise InvalidParametersException(
            "Product {product_id} in portfolio {portfolio_id} can't have a LAUNCH and a STACKSET "
            "constraint at the same time. Delete the other one first.",
            product_id=product_id,
            portfolio_id=portfolio_id,
        )


def _refused(kind: str, what: str, **values: object) -> InvalidParametersException:
    return InvalidParametersException(
        "Invalid input parameter(s): {kind} constraint: {what}.", kind=kind, what=Phrase(what, **values)
    )


def _launch(content: dict[str, Any]) -> None:
    named, local = content.get("RoleArn"), content.get("LocalRoleName")
    if (named is None) == (local is None):
        raise _refused("LAUNCH", "give either RoleArn or LocalRoleName")
    if named is not None and not _is(_ROLE, named):
        raise _refused("LAUNCH", "RoleArn {named} is not the ARN of a role", named=named)
    if local is not None and not _is(_ROLE_NAME, local):
        raise _refused("LAUNCH", "LocalRoleName {local} is not the name of a role", local=local)


def _notification(content: dict[str, Any]) -> None:
    topics = content.get("NotificationArns")
    if not (isinstance(topics, list) and 1 <= len(topics) <= 5):
        raise _refused("NOTIFICATION", "NotificationArns must be a list of one to five SNS topic ARNs")
    for topic in topics:
        if not _is(_TOPIC, topic):
            raise _refused("NOTIFICATION", "{topic} is not the ARN of an SNS topic", topic=topic)


def _resource_update(content: dict[str, Any]) -> None:
    if content.get("Version") != "2.0":
        raise _refused("RESOURCE_UPDATE", "Version must be 2.0")
    properties = content.get("Properties")
    choice = properties.get("TagUpdateOnProvisionedProduct") if isinstance(properties, dict) else None
    if choice not in ("ALLOWED", "NOT_ALLOWED"):
        raise _refused(
            "RESOURCE_UPDATE", "Properties.TagUpdateOnProvisionedProduct must be either ALLOWED or NOT_ALLOWED"
        )


def _stack_set(content: dict[str, Any]) -> None:
    properties = content.get("Properties")
    if not isinstance(properties, dict):
        raise _refused("STACKSET", "Properties must name AccountList, RegionList, AdminRole and ExecutionRole")
    accounts, regions = properties.get("AccountList"), properties.get("RegionList")
    if not (isinstance(accounts, list) and accounts and all(_is(_ACCOUNT, one) for one in accounts)):
        raise _refused("STACKSET", "Properties.AccountList must be a list of 12-digit accounts")
    if not (isinstance(regions, list) and regions and all(isinstance(one, str) for one in regions)):
        raise _refused("STACKSET", "Properties.RegionList must be a list of regions")
    if not (_is(_ROLE, properties.get("AdminRole")) and isinstance(properties.get("ExecutionRole"), str)):
        raise _refused("STACKSET", "Properties.AdminRole must be a role's ARN and Properties.ExecutionRole its name")


def _template(content: dict[str, Any]) -> None:
    rules = content.get("Rules")
    if not (isinstance(rules, dict) and rules):
        raise _refused("TEMPLATE", "Rules must be an object with at least one rule")
    try:
        rule.parse(rules)
    except rule.RuleError as fault:
        raise _refused("TEMPLATE", fault.why) from None


def _is(form: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


_JUDGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "LAUNCH": _launch,
    "NOTIFICATION": _notification,
    "RESOURCE_UPDATE": _resource_update,
    "STACKSET": _stack_set,
    "TEMPLATE": _template,
}
