"""An engine's own settings: environment variables that begin with its prefix, each checked before it is used."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from launchpath.engines.loader import EngineMisconfigured

_NUMBER: Final = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a value will do, and what it must be."""

    holds: Callable[[str], object]
    must_be: str


def read(prefix: str, rules: Mapping[str, Rule], environment: Mapping[str, str]) -> dict[str, str]:
    """The values that are set, by their names without the prefix; an empty one is not set.

    Raises EngineMisconfigured for a name that no rule is for, and for a value that breaks its rule.
    """
    ours = {name.removeprefix(prefix): value.strip() for name, value in environment.items() if name.startswith(prefix)}
    given = {name: value for name, value in ours.items() if value}
    for name, value in given.items():
        if name not in rules:
            known = ", ".join(prefix + one for one in rules)
            raise EngineMisconfigured(f"There is no setting {prefix}{name}. There are: {known}.")
        if not rules[name].holds(value):
            raise EngineMisconfigured(f"{prefix}{name} is '{value}', but it must be {rules[name].must_be}.")
    return given


def is_url(value: str) -> bool:
    """Whether it is an address without a path."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


def number_of(things: str) -> Rule:
    """A number greater than nothing."""
    return Rule(lambda value: _NUMBER.fullmatch(value) and float(value) > 0, f"a number of {things}")


def matching(pattern: str, must_be: str) -> Rule:
    """A value of this form."""
    return Rule(re.compile(pattern).fullmatch, must_be)


NAME: Final = Rule(bool, "a name")
TEXT: Final = Rule(bool, "a text")
URL: Final = Rule(is_url, "a URL without a path, such as http://127.0.0.1:4566")
