"""A constraint as a form asks for it: for each of the five types what people give, as the API's JSON text."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from launchpath.api.errors import InvalidParametersException
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
