"""A constraint as a form asks for it: which types can be had, and what people give for each, as the API's JSON text."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.domain import constraint
from launchpath.portal import words
from launchpath.portal.visit import Visit

#: What people call the types.
KINDS = {
    "LAUNCH": "Launch role",
    "TEMPLATE": "Rules for values",
    "NOTIFICATION": "Notifications",
    "RESOURCE_UPDATE": "Changes of tags",
    "STACKSET": "Several accounts",
}

#: Rules to begin from.
EXAMPLE = """\
{
  "Small": {
    "Assertions": [{
      "Assert": {"Fn::Contains": [
        ["t3.micro", "t3.small"],
        {"Ref": "InstanceType"}
      ]},
      "AssertDescription": "Choose a small one."
    }]
  }
}"""


Product = types.ProductViewSummary


def choices(visit: Visit, held: Iterable[Product]) -> Mapping[str, list[Product]]:
    """For each type the products that it can be put on."""
    makes, products = visit.portal.makes, list(held)
    return {kind: [one for one in products if constraint.can_be_kept(kind, one.type, makes)] for kind in KINDS}


def why_not(visit: Visit, kind: str) -> str:
    """Why a type can be put on none of them."""
    makes = visit.portal.makes
    if not constraint.can_be_kept(kind, "CLOUD_FORMATION_TEMPLATE", makes):
        here = words.spoken(list(dict.fromkeys(makes.values())))
        does = " The engine cloudformation-stacksets can do it." if kind == "STACKSET" else ""
        return (f"The engine {here} can’t do this." if here else "No engine is configured that could do this.") + does
    return "None of its products is a CloudFormation template, and it is for these alone."


def parameters(visit: Visit) -> str:
    """What was typed, as the constraint's JSON text; whether it will do is the operation's business."""
    said = _SAID.get(visit.sent("type"))
    if said is None:
        raise InvalidParametersException("Choose what kind of constraint it is.")
    return json.dumps(said(visit), ensure_ascii=False)


def _role(visit: Visit) -> dict[str, Any]:
    role = visit.sent("role").strip()
    return {"RoleArn": role} if role.startswith("arn:") else {"LocalRoleName": role}


def _topics(visit: Visit) -> dict[str, Any]:
    return {"NotificationArns": visit.sent("topics").split()}


def _tag_updates(visit: Visit) -> dict[str, Any]:
    allowed = "ALLOWED" if visit.sent("tag_updates") == "yes" else "NOT_ALLOWED"
    return {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": allowed}}


def _stack_set(visit: Visit) -> dict[str, Any]:
    properties = {
        "AccountList": visit.sent("accounts").split(),
        "RegionList": visit.sent("regions").split(),
        "AdminRole": visit.sent("admin_role").strip(),
        "ExecutionRole": visit.sent("execution_role").strip(),
    }
    return {"Version": "1", "Properties": properties}


def _rules(visit: Visit) -> dict[str, Any]:
    try:
        content = json.loads(visit.sent("rules"))
    except (ValueError, RecursionError) as fault:
        raise InvalidParametersException("The rules are not JSON: {fault}.", fault=fault) from None
    return content if isinstance(content, dict) and "Rules" in content else {"Rules": content}


_SAID: Mapping[str, Callable[[Visit], dict[str, Any]]] = {
    "LAUNCH": _role,
    "NOTIFICATION": _topics,
    "RESOURCE_UPDATE": _tag_updates,
    "STACKSET": _stack_set,
    "TEMPLATE": _rules,
}
