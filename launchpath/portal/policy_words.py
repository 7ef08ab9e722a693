"""What a policy says, as people read it: each statement with what it allows or denies, of what, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from launchpath.domain import policy_actions, policy_document
from launchpath.domain.policy_document import PolicyError
from launchpath.operations import ACTIONS


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy."""

    allows: bool
    actions: tuple[str, ...]
    #: Whether it speaks of all actions but these, and of all objects but these.
    all_actions_but: bool
    resources: tuple[str, ...]
    all_resources_but: bool
    #: What must hold, each as (key, operator, values).
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says as a policy, or what is wrong with it."""

    fault: str = ""
    statements: tuple[Statement, ...] = ()
    #: Actions that there are not, each with the nearest that there is.
    unknown: tuple[tuple[str, str | None], ...] = ()


def read(text: str) -> Said:
    try:
        document = policy_document.read(text)
    except PolicyError as fault:
        return Said(fault=str(fault))
    statements = document["Statement"]
    listed = [statements] if isinstance(statements, dict) else statements
    return Said(
        statements=tuple(_statement(one) for one in listed),
        unknown=tuple(policy_actions.unknown(document, ACTIONS)),
    )


def _statement(one: Mapping[str, Any]) -> Statement:
    return Statement(
        allows=one["Effect"] == "Allow",
        actions=_texts(one.get("Action", one.get("NotAction"))),
        all_actions_but="NotAction" in one,
        resources=_texts(one.get("Resource", one.get("NotResource"))),
        all_resources_but="NotResource" in one,
        conditions=tuple(_conditions(one.get("Condition", {}))),
    )


def _conditions(conditions: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for operator, tests in conditions.items():
        for key, wanted in tests.items():
            yield key, operator, _texts(wanted)


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
