"""Whether a text is a policy that we can keep to: IAM's JSON grammar, as far as it is known here (semantics 5)."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from launchpath.domain.permission import CONTEXT_KEYS, IF_EXISTS, LEVEL_KEYS, OPERATORS, VARIABLE

VERSIONS = ("2012-10-17", "2008-10-17")

_ELEMENTS = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")
_ACTION = re.compile(r"\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+")
_RESOURCE = re.compile(r"\*|arn:\S+")
#: What conditions can test: another one would never hold, and a deny under it would protect nothing.
_KNOWN_KEYS = frozenset(key.lower() for key in (*CONTEXT_KEYS, *LEVEL_KEYS))
_KNOWN_VARIABLES = frozenset(key.lower() for key in CONTEXT_KEYS)


class PolicyError(Exception):
    """A policy can't be kept to; the message names the faulty element."""


def read(text: str | bytes) -> dict[str, Any]:
    """The policy that `text` is. What is taken in is kept to, every element of it; anything else is a PolicyError."""
    try:
        document = json.loads(text, object_pairs_hook=_once_each)
        # Half a character could be neither shown nor sent.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise PolicyError(f"The policy is not a JSON document: {fault}.") from None
    if not isinstance(document, dict):
        raise PolicyError("A policy is a JSON object with Version and Statement.")
    if unknown := sorted(set(document) - {"Version", "Id", "Statement"}):
        raise PolicyError(f"A policy has no element {unknown[0]}. It has Version, Id and Statement.")
    if document.get("Version", VERSIONS[0]) not in VERSIONS:
        raise PolicyError(f"Version must be {VERSIONS[0]}.")
    for number, statement in enumerate(_statements(document), start=1):
        _check_statement(f"Statement {number}", statement)
    return document


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise PolicyError(f"The element {name} stands twice in one place of the policy.")
    return dict(pairs)


def _statements(document: dict[str, Any]) -> list[Any]:
    statements = document.get("Statement")
    if isinstance(statements, dict):
        return [statements]
    if not isinstance(statements, list) or not statements:
        raise PolicyError("Statement is missing: a policy has one statement, or a list of them.")
    return statements


def _check_statement(place: str, statement: Any) -> None:
    if not isinstance(statement, dict):
        raise PolicyError(f"{place} must be an object with Effect, Action and Resource.")
    if unknown := sorted(set(statement) - set(_ELEMENTS)):
        hint = " A policy of an identity speaks of that identity." if "Principal" in unknown[0] else ""
        raise PolicyError(f"{place}: the element {unknown[0]} is not supported.{hint} Known: {', '.join(_ELEMENTS)}.")
    if not isinstance(statement.get("Sid", ""), str):
        raise PolicyError(f"{place}: Sid must be a string.")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise PolicyError(f"{place}: Effect must be Allow or Deny.")
    _check_patterns(place, statement, "Action", _ACTION, "such as servicecatalog:SearchProducts, or *")
    _check_patterns(place, statement, "Resource", _RESOURCE, "an ARN, or *")
    _check_conditions(f"{place}: Condition", statement.get("Condition", {}))


def _check_patterns(place: str, statement: Mapping[str, Any], element: str, form: re.Pattern[str], wanted: str) -> None:
    given = [name for name in (element, f"Not{element}") if name in statement]
    if len(given) != 1:
        raise PolicyError(f"{place} must have either {element} or Not{element}.")
    for pattern in _texts(f"{place}: {given[0]}", statement[given[0]]):
        if not form.fullmatch(pattern):
            raise PolicyError(f"{place}: {given[0]} {pattern} must be {wanted}.")


def _check_conditions(place: str, conditions: Any) -> None:
    for operator, tests in _items(place, conditions):
        if operator.removesuffix(IF_EXISTS) not in OPERATORS:
            known = ", ".join(OPERATORS)
            raise PolicyError(
                f"{place}: the operator {operator} is not supported. Known: {known}, each with {IF_EXISTS}."
            )
        for key, wanted in _items(f"{place} {operator}", tests):
            if key.lower() not in _KNOWN_KEYS:
                known = ", ".join((*CONTEXT_KEYS, *LEVEL_KEYS))
                raise PolicyError(f"{place} {operator}: the key {key} is not supported. Known: {known}.")
            _texts(f"{place} {operator} {key}", wanted)


def _items(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise PolicyError(f"{place} must be an object.")
    yield from value.items()


def _texts(place: str, value: Any) -> list[str]:
    """The strings of an element, which may also be one alone; their variables are known."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise PolicyError(f"{place} must be a string, or a list of strings.")
    for name in VARIABLE.findall(" ".join(texts)):
        if name.lower() not in _KNOWN_VARIABLES:
            raise PolicyError(f"{place}: the variable ${{{name}}} is not known. Known: {', '.join(CONTEXT_KEYS)}.")
    return texts
