"""What CloudFormation's functions come to, as far as a template's parameters alone decide it.

Conditions (which resources a launch makes) and rules (which values it may have) are written in the same functions.
What only the stack itself would tell is Undecided; `And` and `Or` come to an answer in spite of an undecided member
where the others settle it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from launchpath.api.errors import Phrase
from launchpath.domain.parameter import Parameter, split
from launchpath.domain.template_tree import text_of

Value = str | bool | tuple[str, ...]
#: The attribute of an existing resource, from its type, its id and the attribute's name, e.g. ("AWS::EC2::VPC::Id",
#: "vpc-1", "Tags.Department"); with ("AWS::SSM::Parameter::Value<...>", name, "Value") an SSM parameter's value.
#: None: not known.
Attributes = Callable[[str, str, str], str | None]

#: How deep functions and conditions may hang on one another before they are left undecided.
_MAX_DEPTH: Final = 100


class Undecided(Exception):
    """Parameters alone do not tell; `why` says why and contains no value."""

    def __init__(self, template: str, /, **values: object) -> None:
        self.why = Phrase(template, **values)
        super().__init__(self.why)


def nothing_known(_type: str, _value: str, _attribute: str) -> str | None:
    """The Attributes of a world that cannot be looked at."""
    return None


@dataclass(slots=True, kw_only=True)
class Facts:
    """What is known when an expression is judged."""

    parameters: Mapping[str, Parameter]
    #: The parameters' values; pseudo parameters such as AWS::Region may be among them.
    values: Mapping[str, str] = field(repr=False)
    attributes: Attributes = nothing_known
    conditions: Mapping[str, object] = field(default_factory=dict)
    mappings: Mapping[str, object] = field(default_factory=dict)
    #: Conditions that have been judged; while one is being judged it counts as undecided, which ends every circle.
    decided: dict[str, "bool | Undecided"] = field(default_factory=dict)
    depth: int = 0

    def holds(self, name: str) -> bool | None:
        """Whether the condition of that name holds; None: undecided."""
        try:
            return _condition(name, self)
        except Undecided:
            return None


def truth(node: object, facts: Facts) -> bool:
    """Whether the condition `node` holds. Raises Undecided."""
    value = _value(node, facts)
    if isinstance(value, bool):
        return value
    raise Undecided("something that is neither true nor false stands for a condition")


def _value(node: object, facts: Facts) -> Value:
    facts.depth += 1
    try:
        if facts.depth > _MAX_DEPTH:
            raise Undecided("functions nest deeper than {deepest} levels", deepest=_MAX_DEPTH)
        if isinstance(node, Mapping):
            return _applied(node, facts)
        if isinstance(node, (list, tuple)):
            return tuple(text for member in node for text in _texts(member, facts))
        return node if isinstance(node, bool) else text_of(node)
    finally:
        facts.depth -= 1


def _applied(node: Mapping[object, object], facts: Facts) -> Value:
    name = next(iter(node), None)
    function = _FUNCTIONS.get(str(name)) if len(node) == 1 else None
    if function is None:
        raise Undecided("{function} cannot be told from the parameters", function=name)
    return function(node[name], facts)


def _text(node: object, facts: Facts) -> str:
    value = _value(node, facts)
    return ",".join(value) if isinstance(value, tuple) else text_of(value)


def _texts(node: object, facts: Facts) -> tuple[str, ...]:
    value = _value(node, facts)
    return value if isinstance(value, tuple) else (text_of(value),)


def _arguments(node: object, count: int) -> list[object]:
    if not isinstance(node, (list, tuple)) or len(node) != count:
        raise Undecided("a function does not have the arguments that it needs")
    return list(node)


# --- conditions ------------------------------------------------------------------------------------------------------


def _condition(name: object, facts: Facts) -> bool:
    if not isinstance(name, str) or name not in facts.conditions:
        raise Undecided("there is no condition {name}", name=name)
    if name not in facts.decided:
        facts.decided[name] = Undecided("condition {name} depends on itself", name=name)
        facts.decided[name] = _judged(name, facts)
    answer = facts.decided[name]
    if isinstance(answer, Undecided):
        raise answer
    return answer


def _judged(name: str, facts: Facts) -> bool | Undecided:
    try:
        return truth(facts.conditions[name], facts)
    except Undecided as undecided:
        return undecided


def _settle(members: object, facts: Facts, decisive: bool) -> bool:
    """`decisive` when any member comes to it, the contrary when all come to the contrary."""
    undecided: Undecided | None = None
    for member in members if isinstance(members, (list, tuple)) else ():
        try:
            if truth(member, facts) is decisive:
                return decisive
        except Undecided as reason:
            undecided = reason
    if undecided is not None:
        raise undecided
    return not decisive


def _not(node: object, facts: Facts) -> bool:
    (member,) = _arguments(node, 1)
    return not truth(member, facts)


def _equals(node: object, facts: Facts) -> bool:
    left, right = _arguments(node, 2)
    return _text(left, facts) == _text(right, facts)


def _contains(node: object, facts: Facts) -> bool:
    several, one = _arguments(node, 2)
    return _text(one, facts) in _texts(several, facts)


def _each_equals(node: object, facts: Facts) -> bool:
    several, one = _arguments(node, 2)
    wanted = _text(one, facts)
    return all(member == wanted for member in _texts(several, facts))


def _each_in(node: object, facts: Facts) -> bool:
    checked, allowed = _arguments(node, 2)
    return set(_texts(checked, facts)) <= set(_texts(allowed, facts))


def _if(node: object, facts: Facts) -> Value:
    condition, then, otherwise = _arguments(node, 3)
    holds = _condition(condition, facts) if isinstance(condition, str) else truth(condition, facts)
    return _value(then if holds else otherwise, facts)


# --- values ----------------------------------------------------------------------------------------------------------


def _ref(node: object, facts: Facts) -> Value:
    parameter = facts.parameters.get(node) if isinstance(node, str) else None
    value = facts.values.get(node) if isinstance(node, str) else None
    if value is None:
        raise Undecided("there is no parameter {name} with a value", name=node)
    if parameter is None:
        return value
    if parameter.is_ssm:
        value = _attribute(parameter, value, "Value", facts)
    return split(value) if parameter.stands_for_list else value


def _attribute(parameter: Parameter, member: str, attribute: str, facts: Facts) -> str:
    found = facts.attributes(parameter.member_type, member, attribute)
    if found is None:
        raise Undecided("{attribute} of parameter {key} is not known", attribute=attribute, key=parameter.key)
    return found


def _of_type(name: object, facts: Facts) -> Iterable[tuple[Parameter, str]]:
    """Every value, with its parameter, that a parameter of that type or of a list of it holds."""
    wanted = str(name).removeprefix("List<").removesuffix(">") if str(name).startswith("List<") else name
    for parameter in facts.parameters.values():
        if parameter.member_type == wanted and parameter.key in facts.values:
            for member in parameter.members(facts.values[parameter.key]):
                yield parameter, member


def _ref_all(node: object, facts: Facts) -> Value:
    return tuple(member for _, member in _of_type(node, facts))


def _value_of(node: object, facts: Facts) -> Value:
    name, attribute = _arguments(node, 2)
    parameter = facts.parameters.get(str(name))
    value = facts.values.get(str(name))
    if parameter is None or value is None:
        raise Undecided("there is no parameter {name} with a value", name=name)
    found = tuple(_attribute(parameter, member, str(attribute), facts) for member in parameter.members(value))
    return found if parameter.is_list else found[0]


def _value_of_all(node: object, facts: Facts) -> Value:
    name, attribute = _arguments(node, 2)
    return tuple(_attribute(parameter, member, str(attribute), facts) for parameter, member in _of_type(name, facts))


def _find_in_map(node: object, facts: Facts) -> Value:
    found: object = facts.mappings
    for argument in _arguments(node, 3):
        key = _text(argument, facts)
        if not isinstance(found, Mapping) or key not in found:
            raise Undecided("a mapping does not have the key that is looked up")
        found = found[key]
    return _value(found, facts)


def _join(node: object, facts: Facts) -> str:
    separator, members = _arguments(node, 2)
    return _text(separator, facts).join(_texts(members, facts))


def _split(node: object, facts: Facts) -> Value:
    separator, text = (_text(argument, facts) for argument in _arguments(node, 2))
    return tuple(text.split(separator)) if separator else (text,)


def _select(node: object, facts: Facts) -> str:
    index, members = _arguments(node, 2)
    place, choices = _text(index, facts), _texts(members, facts)
    if not re.fullmatch("[0-9]{1,4}", place) or int(place) >= len(choices):
        raise Undecided("a list does not have the member that is selected")
    return choices[int(place)]


#: A variable in the text of Fn::Sub; ${!Name} is the literal ${Name}.
SUB_VARIABLE: Final = re.compile(r"\$\{\s*([^!{}\s][^{}]*?)\s*\}")


def _sub(node: object, facts: Facts) -> str:
    text, own = (node, {}) if isinstance(node, str) else _arguments(node, 2)
    if not isinstance(text, str) or not isinstance(own, Mapping):
        raise Undecided("a function does not have the arguments that it needs")
    filled = SUB_VARIABLE.sub(lambda found: _text(own.get(found[1], {"Ref": found[1]}), facts), text)
    return filled.replace("${!", "${")


_FUNCTIONS: Final[dict[str, Callable[[object, Facts], Value]]] = {
    "Condition": _condition,
    "Fn::And": lambda node, facts: _settle(node, facts, decisive=False),
    "Fn::Or": lambda node, facts: _settle(node, facts, decisive=True),
    "Fn::Not": _not,
    "Fn::Equals": _equals,
    "Fn::Contains": _contains,
    "Fn::EachMemberEquals": _each_equals,
    "Fn::EachMemberIn": _each_in,
    "Fn::If": _if,
    "Ref": _ref,
    "Fn::RefAll": _ref_all,
    "Fn::ValueOf": _value_of,
    "Fn::ValueOfAll": _value_of_all,
    "Fn::FindInMap": _find_in_map,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::Sub": _sub,
}
