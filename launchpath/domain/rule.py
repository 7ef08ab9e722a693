"""Whether a launch's values keep the rules of its template constraints and of the template itself (semantics 4.5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from launchpath.api.errors import Phrase
from launchpath.domain.expression import Attributes, Facts, Undecided, nothing_known, truth
from launchpath.domain.parameter import Parameter

_MAX_DEPTH: Final = 40
#: What each function takes, by what it stands for: a condition, one text, or a list of texts. A single word instead of
#: a list: the function takes that word's kind alone.
_FORMS: Final[dict[str, dict[str, tuple[str, ...] | str]]] = {
    "condition": {
        "Fn::And": "conditions",
        "Fn::Or": "conditions",
        "Fn::Not": ("condition",),
        "Fn::Equals": ("text", "text"),
        "Fn::Contains": ("list", "text"),
        "Fn::EachMemberEquals": ("list", "text"),
        "Fn::EachMemberIn": ("list", "list"),
        "Fn::If": ("condition", "condition", "condition"),
    },
    "text": {
        "Ref": "name",
        "Fn::ValueOf": ("name", "name"),
        "Fn::If": ("condition", "text", "text"),
    },
    "list": {
        "Ref": "name",
        "Fn::RefAll": "name",
        "Fn::ValueOf": ("name", "name"),
        "Fn::ValueOfAll": ("name", "name"),
        "Fn::If": ("condition", "list", "list"),
    },
}


#: Where in the rules something stands: the rule's name, then the members and functions around it.
_Where = tuple[str, ...]


class RuleError(ValueError):
    """Rules that are not written as rules are; `why`, without its full stop, says which and why."""

    def __init__(self, where: _Where, template: str, /, **values: object) -> None:
        self.why = Phrase(template, where=_place(where), **values)
        super().__init__(f"{self.why}.")


def _place(where: _Where) -> Phrase:
    name, *inside = where
    if not inside:
        return Phrase("Rule '{name}'", name=name)
    return Phrase("Rule '{name}', {inside}", name=name, inside=", ".join(inside))


@dataclass(frozen=True, slots=True)
class Assertion:
    #: A condition that must hold.
    test: object
    #: What to tell the person whose values break it.
    description: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    #: The assertions count only where this holds; None: always.
    condition: object | None
    assertions: tuple[Assertion, ...]


def parse(rules: Mapping[str, object]) -> tuple[Rule, ...]:
    """The rules of a `Rules` object. Raises RuleError."""
    return tuple(_rule(str(name), body) for name, body in rules.items())


def violations(
    rules: Sequence[Rule],
    declared: Sequence[Parameter],
    values: Mapping[str, str],
    attributes: Attributes = nothing_known,
) -> list[str]:
    """The AssertDescription, or a phrase of ours, for every assertion that `values` break; none: the launch may go on.

    What cannot be judged counts as broken, and a RuleCondition that cannot be judged as met: rules are there to keep
    launches inside them. An SSM parameter whose value is not known stands for its name, so that the rule which every
    CDK template carries (a list of outdated bootstrap versions) does not stop it where there is no SSM.
    """

    def known(type_: str, value: str, attribute: str) -> str | None:
        found = attributes(type_, value, attribute)
        return value if found is None and type_.startswith("AWS::SSM::Parameter::Value<") else found

    facts = Facts(parameters={parameter.key: parameter for parameter in declared}, values=values, attributes=known)
    broken: list[str] = []
    for rule in rules:
        if _applies(rule, facts):
            broken.extend(text for assertion in rule.assertions if (text := _violation(rule, assertion, facts)))
    return broken


def merge(*sections: Mapping[str, object]) -> dict[str, object]:
    """All rules of several `Rules` objects as one: all must hold (semantics 4.5).

    The first of a name keeps it, another rule of that name follows as Name2, Name3, ...; the same rule adds nothing.
    """
    merged: dict[str, object] = {}
    for name, body in (pair for section in sections for pair in section.items()):
        free, number = name, 2
        while free in merged and merged[free] != body:
            free, number = f"{name}{number}", number + 1
        merged[free] = body
    return merged


def _applies(rule: Rule, facts: Facts) -> bool:
    try:
        return rule.condition is None or truth(rule.condition, facts)
    except Undecided:
        return True


def _violation(rule: Rule, assertion: Assertion, facts: Facts) -> str | None:
    try:
        if truth(assertion.test, facts):
            return None
        return _broken(rule, assertion)
    except Undecided as undecided:
        return Phrase(
            "{broken} (The rule cannot be judged: {why}.)", broken=_broken(rule, assertion), why=undecided.why
        )


def _broken(rule: Rule, assertion: Assertion) -> str:
    return assertion.description or Phrase(
        "Rule '{name}' of this product does not allow these parameter values.", name=rule.name
    )


def _rule(name: str, body: object) -> Rule:
    where = (name,)
    if not isinstance(body, Mapping):
        raise RuleError(where, "{where} must be an object with Assertions and, if you like, a RuleCondition")
    _known_members(body, ("Assertions", "RuleCondition"), where)
    assertions = body.get("Assertions")
    if not isinstance(assertions, (list, tuple)) or not assertions:
        raise RuleError(where, "{where} must have a list of at least one object as Assertions")
    condition = body.get("RuleCondition")
    if "RuleCondition" in body:
        _check("condition", condition, (*where, "RuleCondition"))
    return Rule(name, condition, tuple(_assertion(member, where) for member in assertions))


def _assertion(body: object, where: _Where) -> Assertion:
    if not isinstance(body, Mapping) or "Assert" not in body:
        raise RuleError(where, "{where}: every member of Assertions must be an object with an Assert")
    _known_members(body, ("Assert", "AssertDescription"), where)
    description = body.get("AssertDescription")
    if description is not None and not isinstance(description, str):
        raise RuleError(where, "{where}: an AssertDescription must be a string")
    _check("condition", body["Assert"], (*where, "Assert"))
    return Assertion(body["Assert"], description or None)


def _known_members(body: Mapping[object, object], known: tuple[str, str], where: _Where) -> None:
    for member in body:
        if member not in known:
            one, other = known
            raise RuleError(
                where,
                "{where} has a member '{member}'; it may have {one} and {other}",
                member=member,
                one=one,
                other=other,
            )


def _check(kind: str, node: object, where: _Where, depth: int = 0) -> None:
    """Raises RuleError when `node` is not written as what `kind` says."""
    if depth > _MAX_DEPTH:
        raise RuleError(where, "{where} nests deeper than {deepest} functions", deepest=_MAX_DEPTH)
    if kind == "name":
        if not isinstance(node, str) or not node:
            raise RuleError(where, "{where} must be a name, given as a string; functions cannot be nested here")
    elif isinstance(node, Mapping):
        _check_function(kind, node, where, depth)
    elif kind == "list" and isinstance(node, (list, tuple)):
        for member in node:
            _check("list" if isinstance(member, Mapping) else "text", member, where, depth + 1)
    elif kind != "text" or not isinstance(node, (str, bool, int, float)):
        raise RuleError(where, "{where}: here must stand {expected}", expected=_EXPECTED[kind])


_EXPECTED: Final = {
    "condition": Phrase("a function that is true or false, such as Fn::Equals"),
    "text": Phrase("a string or a function such as Ref"),
    "list": Phrase("a list of strings or a function such as Fn::RefAll"),
}


def _check_function(kind: str, node: Mapping[object, object], where: _Where, depth: int) -> None:
    name = next(iter(node), None)
    form = _FORMS[kind].get(str(name)) if len(node) == 1 else None
    if form is None:
        raise RuleError(
            where,
            "{where}: here must stand {expected}, and an object of {members} is none",
            expected=_EXPECTED[kind],
            members=", ".join(map(str, node)),
        )
    arguments, where = node[name], (*where, str(name))
    if form == "name":
        _check("name", arguments, where, depth + 1)
        return
    kinds = _argument_kinds(form, arguments, where)
    for argument_kind, argument in zip(kinds, arguments, strict=True):  # type: ignore[call-overload]
        _check(argument_kind, argument, where, depth + 1)


def _argument_kinds(form: tuple[str, ...] | str, arguments: object, where: _Where) -> tuple[str, ...]:
    count = len(arguments) if isinstance(arguments, (list, tuple)) else -1
    if isinstance(form, str):
        if not 2 <= count <= 10:
            raise RuleError(where, "{where} must have a list of 2 to 10 conditions")
        return ("condition",) * count
    if count != len(form):
        if len(form) == 1:
            raise RuleError(where, "{where} must have a list of 1 condition")
        raise RuleError(where, "{where} must have a list of {number} arguments", number=len(form))
    return form
