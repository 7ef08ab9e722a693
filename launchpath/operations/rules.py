"""The rules that a launch or an update must satisfy at the call (semantics 4.5.1, 6.4, 14 #16)."""

from collections.abc import Mapping

from launchpath.api.errors import InvalidParametersException, Phrase
from launchpath.domain import rule
from launchpath.domain.constraint import Combined
from launchpath.domain.template import Template


def merged(content: Template, demands: Combined) -> dict[str, object]:
    """The template's own rules and those of all TEMPLATE constraints: every one must hold."""
    return rule.merge(content.rules, *demands.rules)


def check(content: Template, demands: Combined, told: Mapping[str, str]) -> None:
    """Refuse values that violate a rule, with the rule's own description. Values not told are the defaults."""
    if violations := broken(content, demands, told):
        raise InvalidParametersException(Phrase.joined(violations))


def broken(content: Template, demands: Combined, told: Mapping[str, str]) -> tuple[str, ...]:
    """The descriptions of the rules that values violate. Values not told are the defaults."""
    rules = merged(content, demands)
    if not rules:
        return ()
    defaults = {one.key: one.default for one in content.parameters if one.default is not None}
    return tuple(rule.violations(rule.parse(rules), content.parameters, {**defaults, **told}, _no_attribute))


def _no_attribute(kind: str, value: str, attribute: str) -> str | None:
    """Attributes of existing resources (Fn::ValueOf) can't be looked up before the engine is asked."""
    return None
