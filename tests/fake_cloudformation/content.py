"""What a request of the fake asks for, held to CloudFormation's rules."""

import json
from typing import Any

from launchpath.domain import template_json, template_yaml
from launchpath.domain.template import Template, TemplateError, read
from launchpath.domain.template_tree import plain
from tests.fake_cloudformation.stack import Content
from tests.fake_cloudformation.wire import Refusal

MOST_BYTES = 51_200


def content_of(request: dict[str, Any], files: dict[str, bytes], stack_name: str) -> Content:
    """The content that CreateStack or UpdateStack asks for. Raises Refusal."""
    text = _text(request, files)
    try:
        template = read(text)
    except TemplateError as error:
        raise Refusal("ValidationError", str(error)) from None
    _check_capabilities(template, listed(request, "Capabilities"))
    values = _values(template, request)
    tags = {one["Key"]: one["Value"] for one in listed(request, "Tags")}
    _check_tags(tags)
    hidden = {one.key for one in template.parameters if one.no_echo}
    resources = {one.name: one.type for one in template.resources}
    return Content(
        template=text,
        parameters=values,
        shown={key: "****" if key in hidden else value for key, value in values.items()},
        tags=tags,
        topics=listed(request, "NotificationARNs"),
        resources=resources,
        outputs=_outputs(text, template, {**{name: f"{stack_name}-{name}" for name in resources}, **values}),
    )


def listed(request: dict[str, Any], name: str) -> Any:
    """A list of the request; an empty one comes as an empty text."""
    return request.get(name) or []


def behaviour(template: str) -> dict[str, str]:
    """What a template's own Metadata say of how it ends."""
    found = read(template).metadata or {}
    told = found.get("Fake")
    return told if isinstance(told, dict) else {}


def _text(request: dict[str, Any], files: dict[str, bytes]) -> str:
    if "TemplateURL" in request:
        path = "/" + request["TemplateURL"].split("/", 3)[3]
        if path not in files:
            raise Refusal("ValidationError", f"S3 error: Access Denied {path}")
        return files[path].decode()
    text: str = request.get("TemplateBody", "")
    if len(text.encode()) > MOST_BYTES:
        raise Refusal(
            "ValidationError",
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have "
            f"length less than or equal to {MOST_BYTES}",
        )
    return text


def _check_capabilities(template: Template, given: list[str]) -> None:
    missing = [one for one in template.capabilities if one not in given]
    if missing:
        raise Refusal("InsufficientCapabilitiesException", f"Requires capabilities : [{', '.join(missing)}]")


def _check_tags(tags: dict[str, str]) -> None:
    if any(key.lower().startswith("aws:") for key in tags):
        raise Refusal("ValidationError", "aws: prefixed tag key names are not allowed for external use.")
    if len(tags) > 50:
        raise Refusal("ValidationError", "Tag limit exceeded: a stack carries at most 50 tags.")


def _values(template: Template, request: dict[str, Any]) -> dict[str, str]:
    given = {one["ParameterKey"]: one.get("ParameterValue", "") for one in listed(request, "Parameters")}
    defaults = {one.key: one.default for one in template.parameters}
    if unknown := [key for key in given if key not in defaults]:
        raise Refusal("ValidationError", f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    values = {key: given.get(key, default) for key, default in defaults.items()}
    if missing := [key for key, value in values.items() if value is None]:
        raise Refusal("ValidationError", f"Parameters: [{', '.join(missing)}] must have values")
    return {key: value for key, value in values.items() if value is not None}


def _outputs(text: str, template: Template, known: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Each output's value and description; Ref is worked out, other functions are shown as they stand."""
    tree: Any = plain((template_json if text.lstrip().startswith("{") else template_yaml).parse(text))
    bodies = tree.get("Outputs", {})
    return {one.key: (_value(bodies[one.key]["Value"], known), one.description) for one in template.outputs}


def _value(value: Any, known: dict[str, str]) -> str:
    if isinstance(value, dict) and set(value) == {"Ref"}:
        return known.get(value["Ref"], value["Ref"])
    return value if isinstance(value, str) else json.dumps(value)
