"""How the escapes and character classes of Java's regular expressions are written for the `regex` engine."""

import re
from collections.abc import Callable
from typing import Final

MAX_NESTING: Final = 50


class PatternError(ValueError):
    """A pattern that cannot be used; its text goes after the words "the pattern"."""


#: Java's classes are ASCII ones unless a flag says otherwise; the engine's are Unicode ones.
_CLASSES: Final = {
    "d": "0-9",
    "w": "a-zA-Z_0-9",
    "s": r" \t\n\x0b\f\r",
    "h": r" \t\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": r"\n\x0b\f\r\x85\u2028\u2029",
}
#: The names of \p{...} that mean something else, or nothing, to the engine.
_PROPERTIES: Final = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7f",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "Graph": r"\x21-\x7e",
    "Print": r"\x20-\x7e",
    "Blank": r" \t",
    "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9a-fA-F",
    "Space": _CLASSES["s"],
    "L1": r"\x00-\xff",
    "javaLowerCase": r"\p{Lowercase}",
    "javaUpperCase": r"\p{Uppercase}",
    "javaWhitespace": r"\p{White_Space}",
    "javaLetter": r"\p{L}",
    "javaDigit": r"\p{Nd}",
    "javaLetterOrDigit": r"\p{L}\p{Nd}",
}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}

#: What may stand inside brackets and outside alike; each alternative is one named group, and says how it is written.
ESCAPES: Final = r"""
  (?P<quote> \\Q (?P<quoted>.*?) (?: \\E | \Z ) )
| (?P<property> \\(?P<sign>[pP]) (?: \{ (?P<name>[\w=]+) \} | (?P<letter>[A-Z]) ) )
| (?P<class> \\(?P<kind>[dDwWsShHvV]) )
| (?P<point> \\ (?: x\{ (?P<wide>[0-9a-fA-F]{1,6}) \} | x (?P<byte>[0-9a-fA-F]{2}) | u (?P<unit>[0-9a-fA-F]{4}) ) )
| (?P<octal> \\0 (?P<digits>[0-3]?[0-7]{1,2}) )
| (?P<control> \\c (?P<key>[@-_a-z]) )
| (?P<name_of> \\ (?P<known>[tnrfae]) )
| (?P<escape> \\ (?P<itself>[^a-zA-Z0-9]) )
"""
_INSIDE = re.compile(
    ESCAPES
    + r"""
| (?P<opening> \[ )
| (?P<closing> \] )
| (?P<both> && )
| (?P<range> - (?! [-\]\[] | && | \\[dDwWsShHvVpP] ) )
| (?P<other> [^\\] )
""",
    re.VERBOSE | re.DOTALL,
)


def literal(letter: str) -> str:
    """One character that stands for itself, in brackets and outside."""
    return letter if letter.isalnum() else f"\\U{ord(letter):08x}"


def _class_text(members: str, negated: bool) -> str:
    return f"[{'^' if negated else ''}{members}]"


def _property(token: "re.Match[str]") -> str:
    name = token["name"] or token["letter"]
    if name.startswith("Is") and len(name) <= 4:
        name = name[2:]
    return _class_text(_PROPERTIES.get(name, rf"\p{{{name}}}"), token["sign"] == "P")


def _class(token: "re.Match[str]") -> str:
    return _class_text(_CLASSES[token["kind"].lower()], token["kind"].isupper())


def _point(token: "re.Match[str]") -> str:
    point = int(token["wide"] or token["byte"] or token["unit"], 16)
    if point > 0x10FFFF:
        raise PatternError(f"names a character that does not exist ({token[0]})")
    return literal(chr(point))


#: How each escape is written; all but the classes stand for one character each.
WRITE: Final[dict[str, Callable[["re.Match[str]"], str]]] = {
    "quote": lambda token: "".join(literal(letter) for letter in token["quoted"]),
    "property": _property,
    "class": _class,
    "point": _point,
    "octal": lambda token: literal(chr(int(token["digits"], 8))),
    "control": lambda token: literal(chr(ord(token["key"]) ^ 64)),
    "name_of": lambda token: literal(_CONTROLS[token["known"]]),
    "escape": lambda token: literal(token["itself"]),
}


def bracketed(pattern: str, place: int, depth: int = 1) -> tuple[str, int]:
    """The class whose opening bracket is at `place`, written for the engine, and the place after its end.

    A nested class is a union, `&&` an intersection, in Java as in the engine. Raises PatternError.
    """
    if depth > MAX_NESTING:
        raise PatternError(f"nests deeper than {MAX_NESTING} brackets")
    negated = pattern.startswith("^", place + 1)
    written, place = ["[^" if negated else "["], place + 1 + negated
    if pattern.startswith("]", place):  # Java reads a bracket that comes first as itself.
        written.append(literal("]"))
        place += 1
    # A range begins after a single character only: in [\w-.] and [0-9-_] the hyphen (the last one) is itself.
    may_range, in_range = len(written) > 1, False
    while True:
        token = _INSIDE.match(pattern, place)
        if token is None:
            raise PatternError(
                f"has a class that does not end, or an escape that is not Java's (character {place + 1})"
            )
        kind, place = token.lastgroup or "", token.end()
        if kind == "closing":
            return "".join(written) + "]", place
        if kind == "opening":
            text, place = bracketed(pattern, place - 1, depth + 1)
        elif kind == "range":
            text = "-" if may_range else literal("-")
        else:
            text = _member(kind, token)
        written.append(text)
        may_range = not in_range and kind not in {"opening", "range", "both", "class", "property"}
        in_range = text == "-"


def _member(kind: str, token: "re.Match[str]") -> str:
    if kind == "both":
        return "&&"
    return literal(token["other"]) if kind == "other" else WRITE[kind](token)
