"""What the Parameters section of a template declares."""

from collections.abc import Mapping
from typing import Final

from launchpath.domain import pattern
from launchpath.domain.parameter import Parameter, is_number
from launchpath.domain.pattern_class import PatternError
from launchpath.domain.template_tree import TemplateError, Tree, text_of

_SPECIFIC: Final = (
    *(
        "AWS::EC2::AvailabilityZone::Name",
        "AWS::EC2::Image::Id",
        "AWS::EC2::Instance::Id",
        "AWS::EC2::KeyPair::KeyName",
    ),
    *("AWS::EC2::SecurityGroup::GroupName", "AWS::EC2::SecurityGroup::Id", "AWS::EC2::Subnet::Id", "AWS::EC2::VPC::Id"),
    *("AWS::EC2::Volume::Id", "AWS::Route53::HostedZone::Id", "AWS::SSM::Parameter::Name"),
)
_ORDINARY: Final = (*("String", "Number", *_SPECIFIC), *(f"List<{name}>" for name in ("String", "Number", *_SPECIFIC)))
#: Every type that a parameter may have (semantics 6.4; CloudFormation user guide, CloudFormation-supplied types).
TYPES: Final = frozenset(
    {*_ORDINARY, "CommaDelimitedList"}
    | {f"AWS::SSM::Parameter::Value<{name}>" for name in (*_ORDINARY, "CommaDelimitedList")}
)

_TEXTS: Final = {
    "Description": "description",
    "AllowedPattern": "allowed_pattern",
    "ConstraintDescription": "constraint_description",
}
_BOUNDS: Final = {
    "MinLength": "min_length",
    "MaxLength": "max_length",
    "MinValue": "min_value",
    "MaxValue": "max_value",
}
_PROPERTIES: Final = frozenset({"Type", "Default", "NoEcho", "AllowedValues", *_TEXTS, *_BOUNDS})


def declare(key: str, body: Tree) -> Parameter:
    """The parameter that `body` declares. Raises TemplateError, in CloudFormation's words where they are known.

    That the default satisfies the constraints is not asked: an empty default that nobody may leave is a habit, and
    CloudFormation, too, refuses it at the launch only.
    """
    if not isinstance(body, dict):
        raise TemplateError(f"Template format error: [/Parameters/{key}] Every Parameters member must be a map.")
    for name in body:
        if name not in _PROPERTIES:
            raise TemplateError(f"Invalid template parameter property '{name}' [/Parameters/{key}]")
    texts = {_TEXTS[name]: _text(key, name, value) for name, value in body.items() if name in _TEXTS}
    bounds = {_BOUNDS[name]: _bound(key, name, value) for name, value in body.items() if name in _BOUNDS}
    _check_pattern(key, texts.get("allowed_pattern"))
    return Parameter(
        key=key,
        type=_type(key, body),
        default=_text(key, "Default", body["Default"]) if "Default" in body else None,
        no_echo=_text(key, "NoEcho", body.get("NoEcho", False)).lower() == "true",
        allowed_values=_allowed(key, body.get("AllowedValues", [])),
        description=texts.get("description"),
        allowed_pattern=texts.get("allowed_pattern"),
        constraint_description=texts.get("constraint_description"),
        min_length=bounds.get("min_length"),
        max_length=bounds.get("max_length"),
        min_value=bounds.get("min_value"),
        max_value=bounds.get("max_value"),
    )


def _type(key: str, body: Mapping[str, Tree]) -> str:
    if "Type" not in body:
        raise TemplateError(
            f"Template format error: [/Parameters/{key}] Every Parameters object must contain a Type member."
        )
    name = _text(key, "Type", body["Type"])
    if name not in TYPES:
        raise TemplateError(f"Template format error: Unrecognized parameter type: {name} [/Parameters/{key}]")
    return name


def _text(key: str, name: str, value: Tree) -> str:
    if isinstance(value, (dict, list)):
        raise TemplateError(f"Template format error: Every {name} member must be a string. [/Parameters/{key}/{name}]")
    return text_of(value)


def _bound(key: str, name: str, value: Tree) -> str:
    text = _text(key, name, value)
    if not is_number(text):
        raise TemplateError(f"Template format error: Every {name} member must be a number. [/Parameters/{key}/{name}]")
    return text


def _allowed(key: str, values: Tree) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TemplateError(f"Template format error: Every AllowedValues member must be a list. [/Parameters/{key}]")
    return tuple(_text(key, "AllowedValues", value) for value in values)


def _check_pattern(key: str, allowed: str | None) -> None:
    try:
        if allowed is not None:
            pattern.check(allowed)
    except PatternError as error:
        raise TemplateError(
            f"Template format error: Parameter '{key}' AllowedPattern must be a valid regular expression. "
            f"The pattern {allowed} {error}."
        ) from error
