"""What an archive of playbooks asks for: its parameters.yml, a JSON Schema of an object."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from launchpath.domain import archive
from launchpath.domain.archive import ArchiveError
from launchpath.domain.parameter import Parameter
from launchpath.engines.offers import ArchiveRefused

_NUMBERS = ("integer", "number")
#: JSON Schema's words for bounds, and ours.
_BOUNDS = {"minLength": "min_length", "maxLength": "max_length", "minimum": "min_value", "maximum": "max_value"}


def declared(content: bytes) -> tuple[Parameter, ...]:
    """An offers.Parser. Raises ArchiveRefused."""
    try:
        files = archive.unpack(content)
        schema = yaml.safe_load(files["parameters.yml"].content) if "parameters.yml" in files else {}
    except (ArchiveError, yaml.YAMLError) as fault:
        raise ArchiveRefused(f"The archive can't be read: {fault}") from fault
    if missing := [name for name in ("provision.yml", "terminate.yml") if name not in files]:
        raise ArchiveRefused(f"The archive lacks {' and '.join(missing)} in its root.")
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if schema and not isinstance(properties, dict):
        raise ArchiveRefused("parameters.yml is no JSON Schema of an object: it has no properties.")
    required = schema.get("required") or ()
    return tuple(_parameter(key, one or {}, key in required) for key, one in (properties or {}).items())


def _parameter(key: str, told: Mapping[str, Any], required: bool) -> Parameter:
    default = told.get("default")
    allowed = ("true", "false") if told.get("type") == "boolean" else map(_text, told.get("enum") or ())
    return Parameter(
        key=key,
        type="Number" if told.get("type") in _NUMBERS else "String",
        default=None if default is None else _text(default),
        optional=not required,
        no_echo=bool(told.get("writeOnly")),
        description=told.get("description"),
        allowed_values=tuple(allowed),
        allowed_pattern=told.get("pattern"),
        **{ours: str(told[word]) for word, ours in _BOUNDS.items() if word in told},
    )


def typed(asked: Sequence[Parameter], values: Mapping[str, str]) -> dict[str, Any]:
    """Values as playbooks want them: numbers and truths are no texts."""
    plain = {one.key for one in asked if one.type == "Number" or one.allowed_values == ("true", "false")}
    return {key: json.loads(value) if key in plain and value else value for key, value in values.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
