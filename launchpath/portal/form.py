"""The form that a template makes: for each parameter the right control, and what people typed as the API wants it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.api.types import ParameterConstraints, ProvisioningArtifactParameter
from launchpath.domain import tag
from launchpath.domain.parameter import Parameter
from launchpath.domain.template_interface import Interface
from launchpath.portal import flaws

Control = Literal["text", "number", "radio", "select", "checks", "lines", "secret"]

#: What the names of a parameter's fields begin with; those of secrets begin otherwise, so that what was typed as a
#: secret never becomes the value of a field that is shown, not even in a version that keeps nothing secret.
PREFIX: Final = "p."
HIDDEN_PREFIX: Final = "s."
#: What the names of the TagOptions' fields begin with.
TAG_PREFIX: Final = "t."

#: So few choices are shown side by side, if they are short.
_FEW, _SHORT = 4, 18

_PLACEHOLDERS: Final = {
    "AWS::EC2::VPC::Id": "vpc-…",
    "AWS::EC2::Subnet::Id": "subnet-…",
    "AWS::EC2::SecurityGroup::Id": "sg-…",
    "AWS::EC2::Image::Id": "ami-…",
    "AWS::EC2::Instance::Id": "i-…",
    "AWS::EC2::Volume::Id": "vol-…",
    "AWS::Route53::HostedZone::Id": "Z…",
    "AWS::SSM::Parameter::Name": "/path/of/a/parameter",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter, as it stands in a form."""

    key: str
    label: str
    description: str
    control: Control
    #: What is typed or chosen; lists have a line for each member.
    value: str
    choices: tuple[str, ...]
    #: Whether it may be left empty.
    is_optional: bool
    #: What leaving it empty means; "" if that goes without saying.
    when_empty: str
    #: Whether something was typed that is never shown again.
    is_withheld: bool
    flaw: str
    placeholder: str
    constraints: ParameterConstraints

    @property
    def name(self) -> str:
        return _name(self.key, is_secret=self.control == "secret")

    @property
    def chosen(self) -> tuple[str, ...]:
        """Of several that can be chosen, those that are."""
        return tuple(self.value.splitlines())

    @property
    def is_group(self) -> bool:
        """Whether it is several controls under one legend."""
        return self.control in ("radio", "checks")


def _name(key: str, *, is_secret: bool | None) -> str:
    return (HIDDEN_PREFIX if is_secret else PREFIX) + key


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a form holds when it is shown. Values are as the API has them."""

    values: Mapping[str, str]
    flaws: Mapping[str, str]
    #: The parameters that may be left out of a request.
    with_default: Collection[str]
    #: The parameters that can keep the value that they have.
    with_previous: Collection[str] = ()


def sections(
    declared: Sequence[ProvisioningArtifactParameter], interface: Interface, state: State
) -> tuple[Section, ...]:
    """The form for these parameters, in the groups that the template wants."""
    by_key = {str(one.parameter_key): one for one in declared}
    return tuple(
        Section(group.label, tuple(_field(by_key[key], interface.labels.get(key, key), state) for key in group.keys))
        for group in interface.groups
    )


def _field(declared: ProvisioningArtifactParameter, label: str, state: State) -> Field:
    key, control = str(declared.parameter_key), control_of(declared)
    value = state.values.get(key, declared.default_value or "")
    constraints = declared.parameter_constraints or ParameterConstraints()
    return Field(
        key=key,
        label=label,
        description=declared.description or "",
        control=control,
        value="" if control == "secret" else "\n".join(_shape(declared).members(value)) if value else "",
        choices=constraints.allowed_values or (),
        is_optional=key in state.with_default or key in state.with_previous,
        when_empty=_when_empty(declared, state),
        is_withheld=control == "secret" and bool(state.values.get(key)),
        flaw=state.flaws.get(key, ""),
        placeholder=_PLACEHOLDERS.get(_shape(declared).member_type, ""),
        constraints=constraints,
    )


def _when_empty(declared: ProvisioningArtifactParameter, state: State) -> str:
    if not declared.is_no_echo:
        return ""
    if declared.parameter_key in state.with_previous:
        return "Leave it empty to keep the present value."
    return "Leave it empty for the default." if declared.parameter_key in state.with_default else ""


def _shape(declared: ProvisioningArtifactParameter) -> Parameter:
    """The parameter, for what its type alone tells."""
    return Parameter(key=str(declared.parameter_key), type=declared.parameter_type or "String")


def control_of(declared: ProvisioningArtifactParameter) -> Control:
    """What a person gives the value with."""
    shape = _shape(declared)
    choices = (declared.parameter_constraints or ParameterConstraints()).allowed_values or ()
    if declared.is_no_echo:
        return "secret"
    if choices:
        if shape.is_list:
            return "checks"
        is_handy = len(choices) <= _FEW and all(0 < len(choice) <= _SHORT for choice in choices)
        return "radio" if is_handy else "select"
    if shape.is_list:
        return "lines"
    return "number" if shape.is_number else "text"


def given(
    declared: Iterable[ProvisioningArtifactParameter], sent_all: Callable[[str], Sequence[str]]
) -> dict[str, str]:
    """What a form says of each parameter, as the API wants it; nothing of a secret that was left empty."""
    values = {}
    for one in declared:
        key = str(one.parameter_key)
        sent = sent_all(_name(key, is_secret=one.is_no_echo))
        if not sent or (one.is_no_echo and not any(sent)):
            continue
        if _shape(one).is_list:
            lines = (line.strip() for text in sent for line in text.replace("\r", "").split("\n"))
            values[key] = ",".join(line for line in lines if line)
        else:
            values[key] = sent[0].replace("\r\n", "\n")
    return values


#: What the API takes for the name of a provisioned product (semantics 1.3), and how it is said.
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}")
NAME_RULE: Final = "Use letters, digits, dots, hyphens and underscores, and begin with a letter or a digit."


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def tags_flaw(own: str, chosen: Mapping[str, str]) -> str:
    """What is wrong with the tags that are typed and chosen; "" if nothing is."""
    pairs = [*chosen.items(), *tags_of(own)]
    for key, value in pairs:
        if not key or not value:
            return flaws.about(f"Tag {key or f'={value}'}", "Write it as key=value, and leave neither empty.")
    if unfit := flaws.of_value([types.Tag(key=key, value=value) for key, value in pairs], types.Tags):
        key, text = unfit
        return flaws.about(f"Tag {key}", text) if key else text
    try:
        tag.check_request(tag.unique(pairs))
    except InvalidParametersException as refusal:
        return refusal.message
    return ""


def tags_of(text: str) -> tuple[tuple[str, str], ...]:
    """Tags, as they are typed: key=value, one a line."""
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return tuple((key.strip(), value.strip()) for key, _, value in pairs)
