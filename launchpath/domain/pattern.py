"""Whether a value matches an AllowedPattern: Java's regular expressions, judged in bounded time.

CloudFormation's patterns are java.util.regex ones (CloudFormation user guide, Using regular expressions). Each is read
token by token and written anew for the `regex` engine, so that only Java's syntax passes and nothing of the engine's
own (recursion, fuzzy matching) that could be made to run or grow without end; matching stops after LIMIT seconds.
"""

import re
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

import regex

from launchpath.domain.pattern_class import ESCAPES, MAX_NESTING, WRITE, PatternError, bracketed, literal

#: Seconds that all members of one value may take together.
LIMIT: Final = 0.25
#: The longest pattern and, as CloudFormation has it, the longest value, in characters.
MAX_PATTERN: Final = 8192
MAX_VALUE: Final = 4096
#: How many parts a pattern may have once its repetitions are written out, as the engine does (about 1 kB each).
_MAX_WEIGHT: Final = 10_000


def matches(pattern: str, values: Iterable[str]) -> bool:
    """Whether each of `values` (at most MAX_VALUE characters) matches the whole of `pattern`. Raises PatternError."""
    compiled = _compiled(pattern)
    deadline = time.monotonic() + LIMIT
    try:
        return all(
            compiled.fullmatch(value, timeout=max(deadline - time.monotonic(), 0.001), concurrent=True)
            for value in values
        )
    except TimeoutError as error:
        raise PatternError("takes too long to match this value and has to be written more simply") from error


def check(pattern: str) -> None:
    """Raises PatternError when `pattern` is not a regular expression in Java's syntax."""
    _compiled(pattern)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> "regex.Pattern[str]":
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"is longer than {MAX_PATTERN} characters")
    try:
        return regex.compile(_translated(pattern), regex.VERSION1, cache_pattern=False)
    except regex.error as error:
        raise PatternError(f"is not a regular expression in Java's syntax: {error.msg}") from error


_OUTSIDE = re.compile(
    ESCAPES
    + r"""
| (?P<anchor> \\[bBAzZ] )
| (?P<line_end> \\R )
| (?P<again> \\ (?: (?P<number>[1-9]) | k< (?P<named>[a-zA-Z][a-zA-Z0-9]*) > ) )
| (?P<flags> \(\? [imsu]* (?:-[imsu]+)? \) )
| (?P<group> \( (?: \? (?: [:=!>] | <[=!] | <[a-zA-Z][a-zA-Z0-9]*> | [imsu]*(?:-[imsu]+)?: ) | (?!\?) ) )
| (?P<closing> \) )
| (?P<repeat> (?: [*+?] | \{ (?P<least>[0-9]{1,9}) (?P<more>,(?P<most>[0-9]{1,9})?)? \} ) (?P<mode>[+?]?) )
| (?P<set> \[ )
| (?P<sign_of> [.|^$] )
| (?P<other> [^\\({] )
""",
    re.VERBOSE | re.DOTALL,
)
_ANCHORS: Final = {"z": r"\Z", "Z": r"(?=\n?\Z)"}


class _Groups:
    """The open groups of a pattern, and for each member of them how many parts the engine makes of it."""

    def __init__(self) -> None:
        self._weights: list[list[int]] = [[]]

    def add(self, weight: int = 1) -> None:
        self._weights[-1].append(weight)

    def open(self) -> None:
        if len(self._weights) > MAX_NESTING:
            raise PatternError(f"nests deeper than {MAX_NESTING} brackets")
        self._weights.append([])

    def close(self) -> None:
        if len(self._weights) == 1:
            raise PatternError("closes a bracket that is not open")
        weight = sum(self._weights.pop())
        self.add(max(weight, 1))

    def repeat(self, times: int) -> None:
        if not self._weights[-1]:
            raise PatternError("repeats nothing")
        self._weights[-1][-1] *= times
        self._weigh()

    def end(self) -> None:
        if len(self._weights) > 1:
            raise PatternError("has a bracket that is not closed")
        self._weigh()

    def _weigh(self) -> None:
        if sum(self._weights[-1]) > _MAX_WEIGHT:
            raise PatternError("repeats too many times")


def _translated(pattern: str) -> str:
    written: list[str] = []
    groups, place = _Groups(), 0
    while place < len(pattern):
        token = _OUTSIDE.match(pattern, place)
        if token is None:
            raise PatternError(f"is not a regular expression in Java's syntax (character {place + 1})")
        text, place = _outside(token, groups)
        written.append(text)
    groups.end()
    return "".join(written)


def _outside(token: "re.Match[str]", groups: _Groups) -> tuple[str, int]:
    """What the token is written as, and the place after it."""
    kind = token.lastgroup or ""
    if kind in _STRUCTURE:
        return _STRUCTURE[kind](token, groups), token.end()
    if kind == "quote":
        for _ in token["quoted"]:
            groups.add()
    else:
        groups.add()
    if kind == "set":
        return bracketed(token.string, token.start())
    return _ATOMS[kind](token), token.end()


def _group(token: "re.Match[str]", groups: _Groups) -> str:
    groups.open()
    return token[0]


def _closing(token: "re.Match[str]", groups: _Groups) -> str:
    groups.close()
    return token[0]


def _repeat(token: "re.Match[str]", groups: _Groups) -> str:
    least, most = int(token["least"] or token[0].startswith("+")), int(token["most"] or 0)
    # The engine writes a repetition out as often as it must occur, and once more for the rest.
    groups.repeat(min(least, MAX_VALUE) + 1 if least else 1)
    if token["least"] is None:
        return token[0]
    # No value is longer than MAX_VALUE: more repetitions than that are as good as unbounded, or never met.
    upper = "" if token["most"] is None or most > MAX_VALUE else str(most)
    return f"{{{min(least, MAX_VALUE + 1)}{',' if token['more'] else ''}{upper}}}{token['mode']}"


_STRUCTURE: Final[dict[str, Callable[["re.Match[str]", _Groups], str]]] = {
    "group": _group,
    "closing": _closing,
    "repeat": _repeat,
    "flags": lambda token, _groups: token[0],
}
_ATOMS: Final[dict[str, Callable[["re.Match[str]"], str]]] = {
    **WRITE,
    "anchor": lambda token: _ANCHORS.get(token[0][1:], token[0]),
    "line_end": lambda _token: r"(?:\r\n|[\n\x0b\f\r\x85\u2028\u2029])",
    "again": lambda token: f"(?P={token['named']})" if token["named"] else f"(?:\\{token['number']})",
    "sign_of": lambda token: token[0],
    "other": lambda token: literal(token["other"]),
}
