"""A JSON Schema of an object as the parameters that it asks for, and their values as it types them."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from launchpath.domain import template_yaml
from launchpath.domain.parameter import Parameter, is_number
from launchpath.domain.template_tree import TemplateError, Tree, plain, text_of

_NUMBERS: Final = ("integer", "number")
_TRUTHS: Final = ("true", "false")
#: JSON Schema's words for bounds, and ours.
_BOUNDS: Final = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minimum": "min_value",
    "maximum": "max_value",
}


class SchemaError(ValueError):
    """What is wrong with a schema, in a sentence."""


def parameters(text: str) -> tuple[Parameter, ...]:
    """What an object of the schema in this text, YAML or JSON, asks for. Raises SchemaError."""
    try:
        schema = _map(template_yaml.parse(text), "It is no JSON Schema of an object: it has no properties.")
    except TemplateError as fault:
        raise SchemaError(str(fault)) from None
    asked = _map(schema.get("properties", ""), "It is no JSON Schema of an object: it has no properties.")
    required = schema.get("required", [])
    if not isinstance(required, list):
        raise SchemaError("required must be a list of properties.")
    return tuple(_parameter(key, told, key in required) for key, told in asked.items())


def typed(asked: Sequence[Parameter], values: Mapping[str, str]) -> dict[str, object]:
    """Values for a program that tells numbers and truths from texts."""
    kinds = {one.key: one for one in asked}
    return {key: _typed(kinds[key], value) if key in kinds else value for key, value in values.items()}


def _typed(asked: Parameter, value: str) -> object:
    if asked.type == "Number" and is_number(value):
        number = float(value)
        return int(number) if number.is_integer() and "." not in value else number
    return value == "true" if asked.allowed_values == _TRUTHS and value else value


def _parameter(key: str, tree: Tree, required: bool) -> Parameter:
    told = _map(tree, f"The property {key} must be a map, such as {{type: string}}.")
    allowed = told.get("enum", [])
    if not isinstance(allowed, list):
        raise SchemaError(f"The enum of the property {key} must be a list of values.")
    kind = told.get("type")
    return Parameter(
        key=key,
        type="Number" if kind in _NUMBERS else "String",
        default=_text(told["default"]) if "default" in told else None,
        optional=not required,
        no_echo=told.get("writeOnly") is True,
        description=_said(told, "description"),
        allowed_values=_TRUTHS if kind == "boolean" else tuple(map(_text, allowed)),
        allowed_pattern=_said(told, "pattern"),
        **{ours: _text(told[word]) for word, ours in _BOUNDS.items() if word in told},
    )


def _map(tree: Tree, otherwise: str) -> Mapping[str, Tree]:
    if not isinstance(tree, dict):
        raise SchemaError(otherwise)
    return tree


def _said(told: Mapping[str, Tree], word: str) -> str | None:
    return _text(told[word]) if word in told else None


def _text(tree: Tree) -> str:
    """A value as the API carries it: scalars as they are written, all else as JSON."""
    return json.dumps(plain(tree)) if isinstance(tree, (dict, list)) else text_of(tree)
