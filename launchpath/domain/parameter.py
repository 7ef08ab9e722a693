"""What a template asks for, and whether the values that it is given will do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final

from launchpath.domain import pattern
from launchpath.domain.pattern_class import PatternError


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter as the template declares it. Values and bounds are text, as on the wire (semantics 6.4)."""

    key: str
    #: As the template writes it, e.g. `List<AWS::EC2::Subnet::Id>`.
    type: str = "String"
    default: str | None = field(default=None, repr=False)
    #: It may be left out although it has no default: a Terraform variable whose default is null.
    optional: bool = False
    no_echo: bool = False
    description: str | None = None
    allowed_values: tuple[str, ...] = ()
    allowed_pattern: str | None = None
    constraint_description: str | None = None
    min_length: str | None = None
    max_length: str | None = None
    min_value: str | None = None
    max_value: str | None = None

    @property
    def is_ssm(self) -> bool:
        """The value names a parameter of Systems Manager, whose value the stack takes; constraints are on the name."""
        return self.type.startswith("AWS::SSM::Parameter::Value<")

    @property
    def is_list(self) -> bool:
        """The value is several, joined by commas. The name in an SSM parameter is one, whatever it stands for."""
        return self.type == "CommaDelimitedList" or self.type.startswith("List<")

    @property
    def stands_for_list(self) -> bool:
        """The stack takes several values, be they given or read from Systems Manager."""
        return self.is_list or (self.is_ssm and ("<List<" in self.type or "<CommaDelimitedList" in self.type))

    @property
    def member_type(self) -> str:
        """The type of each value: `AWS::EC2::VPC::Id` for a list of them, too."""
        return self.type.removeprefix("List<").removesuffix(">") if self.type.startswith("List<") else self.type

    @property
    def is_number(self) -> bool:
        return self.type in {"Number", "List<Number>", "number"}

    def members(self, value: str) -> tuple[str, ...]:
        """The values that `value` holds: one, or those of a list without the blanks around them."""
        return split(value) if self.is_list else (value,)


def split(value: str) -> tuple[str, ...]:
    """The members of a list's value; CloudFormation trims the blanks around them."""
    return tuple(member.strip() for member in value.split(","))


class ParameterError(ValueError):
    """Values that CloudFormation would refuse; the text is CloudFormation's own and never contains a value."""


class UsePrevious(Enum):
    """What is given for a parameter that shall keep its value."""

    PREVIOUS_VALUE = "UsePreviousValue"


USE_PREVIOUS: Final = UsePrevious.PREVIOUS_VALUE
Given = Mapping[str, str | UsePrevious]


def resolve(declared: Sequence[Parameter], given: Given, previous: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every declared parameter's value: the one given, the previous one where that is asked for, else the default.

    A parameter that is not given takes the template's default in an update too (semantics 14, point 11). `previous` is
    None for a first launch. Raises ParameterError with CloudFormation's text for the first thing that is wrong.
    """
    kept = previous or {}
    _refuse_unknown(declared, given)
    _refuse_new_previous(declared, given, kept)
    values: dict[str, str] = {}
    for parameter in declared:
        value = given.get(parameter.key, parameter.default)
        if isinstance(value, UsePrevious):
            # What was left out may stay so.
            value = kept.get(parameter.key)
        if value is not None:
            values[parameter.key] = value
    _refuse_missing(declared, values)
    for parameter in declared:
        if parameter.key in values:
            check(parameter, values[parameter.key])
    return values


def check(parameter: Parameter, value: str) -> None:
    """Raises ParameterError when `value` breaks a constraint of `parameter`.

    Whether what an AWS-specific type names exists is for the engine to find out: CloudFormation looks it up, too, and
    judges no form.
    """
    problem = _problem(parameter, value)
    if problem is None:
        return
    if parameter.constraint_description:
        # The name stands without quotes here; seen in many reports, e.g. "Parameter InstanceType failed to satisfy
        # constraint: must be a valid EC2 instance type." (Elastic Beanstalk passing CloudFormation's text on).
        raise ParameterError(
            f"Parameter {parameter.key} failed to satisfy constraint: {parameter.constraint_description}"
        )
    raise ParameterError(f"Parameter '{parameter.key}' {problem}")


def flaw(parameter: Parameter, value: str) -> str | None:
    """What is wrong with `value`, to be read beside its field: the template's words before ours; None: nothing."""
    problem = _problem(parameter, value)
    return problem and (parameter.constraint_description or problem)


def failure_text(reason: str, request_id: str) -> str:
    """`reason` as the record and the provisioned product show it; the two blanks are the service's (semantics 3.4)."""
    return (
        f"AmazonCloudFormationException  {reason} "
        f"(Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError; Request ID: {request_id})"
    )


def _refuse_unknown(declared: Sequence[Parameter], given: Given) -> None:
    known = {parameter.key for parameter in declared}
    unknown = [key for key in given if key not in known]
    if unknown:
        raise ParameterError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")


def _refuse_new_previous(declared: Sequence[Parameter], given: Given, previous: Mapping[str, str]) -> None:
    known = {*previous, *(parameter.key for parameter in declared if parameter.optional)}
    for key, value in given.items():
        if isinstance(value, UsePrevious) and key not in known:
            raise ParameterError(
                f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true "
                "for a parameter key not in the previous template"
            )


def _refuse_missing(declared: Sequence[Parameter], values: Mapping[str, str]) -> None:
    missing = [parameter.key for parameter in declared if parameter.key not in values and not parameter.optional]
    if missing:
        raise ParameterError(f"Parameters: [{', '.join(missing)}] must have values")


def _problem(parameter: Parameter, value: str) -> str | None:
    """What is wrong with `value`, to go after the parameter's name; None: nothing."""
    members = parameter.members(value)
    if parameter.allowed_values and not set(members) <= set(parameter.allowed_values):
        return "must be one of AllowedValues"
    if parameter.is_number:
        return _number_problem(parameter, members)
    return _length_problem(parameter, value) or _pattern_problem(parameter, members)


#: What CloudFormation takes for a number: an integer or a decimal fraction.
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _number_problem(parameter: Parameter, members: Sequence[str]) -> str | None:
    if not all(is_number(member) for member in members):
        return "must be a number"
    numbers = [Decimal(member) for member in members]
    if _below(min(numbers), parameter.min_value):
        return f"must be a number not less than {parameter.min_value}"
    if _above(max(numbers), parameter.max_value):
        return f"must be a number not greater than {parameter.max_value}"
    return None


def _length_problem(parameter: Parameter, value: str) -> str | None:
    length = Decimal(len(value))
    if length > pattern.MAX_VALUE:
        return f"must contain at most {pattern.MAX_VALUE} characters"
    if parameter.is_list:
        return None
    if _below(length, parameter.min_length):
        return f"must contain at least {parameter.min_length} characters"
    if _above(length, parameter.max_length):
        return f"must contain at most {parameter.max_length} characters"
    return None


def _pattern_problem(parameter: Parameter, members: Sequence[str]) -> str | None:
    if parameter.allowed_pattern is None:
        return None
    try:
        if pattern.matches(parameter.allowed_pattern, members):
            return None
    except PatternError as error:
        return f"cannot be held against its AllowedPattern: the pattern {parameter.allowed_pattern} {error}"
    return f"must match pattern {parameter.allowed_pattern}"


def _below(number: Decimal, bound: str | None) -> bool:
    return bound is not None and is_number(bound) and number < Decimal(bound)


def _above(number: Decimal, bound: str | None) -> bool:
    return bound is not None and is_number(bound) and number > Decimal(bound)
