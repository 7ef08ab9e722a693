"""What a SearchQuery asks for: fields and words under AND, OR and NOT, as a tree (semantics 2.12, 14 #6).

    query  = all { "OR" all }
    all    = one { ["AND"] one }              side by side is AND; AND binds closer than OR
    one    = "NOT" one | "(" query ")" | term
    term   = [ field ":" ] value              status:AVAILABLE, tags:env=test, web, "two words"
    value  = text [ "*" ]                     a * at the end: begins so; alone: anything at all

Text in double quotes may hold anything, \\" a quote and \\\\ a backslash. Fields are told apart without regard to case,
the operators are written in capitals. `createdTime` takes a date, the beginning of one, or seconds since the epoch.
A word that begins with arn:aws is an ARN, and not the field `arn`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from launchpath.api.errors import InvalidParametersException, Phrase
from launchpath.domain import time_span

#: Bounds of one request: a query becomes one condition of SQL, and its writer may be hostile.
MOST_CHARACTERS = 4000
MOST_TERMS = 20
DEEPEST = 10


class Field(StrEnum):
    """What of a provisioned product can be asked for (SearchProvisionedProducts, Filters)."""

    ARN = "arn"
    CREATED_TIME = "createdTime"
    ID = "id"
    LAST_RECORD_ID = "lastRecordId"
    IDEMPOTENCY_TOKEN = "idempotencyToken"  # noqa: S105
    NAME = "name"
    PHYSICAL_ID = "physicalId"
    PRODUCT_ID = "productId"
    PROVISIONING_ARTIFACT_ID = "provisioningArtifactId"
    TYPE = "type"
    STATUS = "status"
    TAGS = "tags"
    USER_ARN = "userArn"
    USER_ARN_SESSION = "userArnSession"
    LAST_PROVISIONING_RECORD_ID = "lastProvisioningRecordId"
    LAST_SUCCESSFUL_PROVISIONING_RECORD_ID = "lastSuccessfulProvisioningRecordId"
    PRODUCT_NAME = "productName"
    PROVISIONING_ARTIFACT_NAME = "provisioningArtifactName"


#: Fields by name. The last two are the documentation's older spelling, and what clients send (semantics 2.12).
_FIELDS = {field.lower(): field for field in Field} | {
    "provisioningartifact": Field.PROVISIONING_ARTIFACT_ID,
    "producttype": Field.TYPE,
}


@dataclass(frozen=True, slots=True)
class Term:
    """A text that a field has, without regard to case; without a field, a text that something about it contains."""

    value: str
    field: Field | None = None
    #: The text only begins so. With an empty value: there is one.
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Created:
    """Created in a span of time: milliseconds since the epoch, its first one and the first after it."""

    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Not:
    operand: "Query"


@dataclass(frozen=True, slots=True)
class All:
    """Every operand holds; without operands, anything does."""

    operands: "tuple[Query, ...]" = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one operand holds."""

    operands: "tuple[Query, ...]"


Query: TypeAlias = Term | Created | Not | All | Either


def parse(texts: Sequence[str]) -> tuple[Query, ...]:
    """The queries of one request, all of which must hold.

    InvalidParametersException: one can't be read, or they are too much together.
    """
    if sum(map(len, texts)) > MOST_CHARACTERS:
        raise InvalidParametersException(
            "SearchQuery is longer than {most_characters} characters. Send a shorter one, or several requests.",
            most_characters=MOST_CHARACTERS,
        )
    texts = [text.strip() for text in texts]
    tokens = [tuple(_tokens(text)) for text in texts]
    if sum(not isinstance(token.what, str) for several in tokens for token in several) > MOST_TERMS:
        raise InvalidParametersException(
            "SearchQuery has more than {most_terms} terms. Send fewer of them, or several requests.",
            most_terms=MOST_TERMS,
        )
    return tuple(_Reader(text, read).query() for text, read in zip(texts, tokens, strict=True))


# --- from characters to terms ----------------------------------------------------------------------------------

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(
    rf"""\s*(?: (?P<parenthesis>[()])
              | (?: (?! arn:aws ) (?P<field> [^\s()":]* ) : \s* )? (?P<value> (?: {_QUOTED} | [^\s()"] )* ) )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_PIECE = re.compile(rf"{_QUOTED}|[^\"]+", re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')

#: No database's text can hold these.
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")

_OPERATORS = frozenset({"AND", "OR", "NOT"})


class _Token(NamedTuple):
    #: Where it begins in its query.
    at: int
    #: A term; or an operator, a parenthesis, or "" for the end.
    what: Query | str


def _tokens(text: str) -> Iterator[_Token]:
    if impossible := _IMPOSSIBLE.search(text):
        raise InvalidParametersException(
            "SearchQuery has the character U+{impossible:04X}, which no text here holds. Leave it out.",
            impossible=ord(impossible[0]),
        )
    for found in _TOKEN.finditer(text):
        if text.startswith('"', found.end()):
            raise _refused(text, found.end(), "this quote is not closed")
        if token := found[0].lstrip():
            start = found.end() - len(token)
            yield _Token(start, found["parenthesis"] or _term(text, start, found["field"], found["value"]))
    yield _Token(len(text), "")


def _term(text: str, start: int, name: str | None, written: str) -> Query | str:
    """A term, or an operator."""
    if name is None and written in _OPERATORS:
        return written
    field = None if name is None else _FIELDS.get(name.lower())
    if name is not None and field is None:
        raise _refused(text, start, 'there is no field "{name}"', name=_short(name))
    value, begins = _value(text, start, written)
    if written in _OPERATORS or not (value or begins):
        raise _refused(text, start, "a value is missing")
    if field is Field.CREATED_TIME:
        return _created(text, start, value, begins)
    return All() if field is None and not value else Term(value, field, begins)


def _value(text: str, start: int, written: str) -> tuple[str, bool]:
    """A value without its quotes and its *, and whether it had one."""
    body = written.rstrip("*")
    pieces = _PIECE.findall(body)
    if any("*" in piece for piece in pieces if not piece.startswith('"')):
        raise _refused(text, start, "a * stands for the rest of a value, and can only be its end")
    plain = (_ESCAPED.sub(r"\1", piece[1:-1]) if piece.startswith('"') else piece for piece in pieces)
    return "".join(plain), body != written


def _created(text: str, start: int, value: str, begins: bool) -> Query:
    """A time's own beginnings are spans already, so a * says nothing new."""
    if not value:
        return All()
    span = time_span.read(value.rstrip("-T:. ") if begins else value)
    if span is None:
        raise _refused(
            text, start, "createdTime takes a date such as 2026-11-23 or 2026-11-23T07:15Z, or seconds since the epoch"
        )
    return Created(*span)


# --- from terms to a tree --------------------------------------------------------------------------------------


class _Reader:
    """Reads one query, token by token."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._place = 0

    def query(self) -> Query:
        read = self._either(DEEPEST)
        if self._next.what == ")":
            raise _refused(self._text, self._next.at, "this parenthesis closes none")
        return read

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self, what: str) -> bool:
        """Go on to the token after `what`, if that is next."""
        taken = self._next.what == what
        self._place += taken
        return taken

    def _either(self, levels: int) -> Query:
        operands = [self._all(levels)]
        while self._take("OR"):
            operands.append(self._all(levels))
        return Either(tuple(operands)) if len(operands) > 1 else operands[0]

    def _all(self, levels: int) -> Query:
        operands = [self._one(levels)]
        while self._next.what not in ("OR", ")", ""):
            self._take("AND")
            operands.append(self._one(levels))
        return All(tuple(operands)) if len(operands) > 1 else operands[0]

    def _one(self, levels: int) -> Query:
        token = self._next
        if levels == 0:
            raise _refused(self._text, token.at, "this is nested more than {deepest} levels deep", deepest=DEEPEST)
        if self._take("NOT"):
            return Not(self._one(levels - 1))
        if self._take("("):
            inner = self._either(levels - 1)
            if not self._take(")"):
                raise _refused(self._text, token.at, "this parenthesis is not closed")
            return inner
        if isinstance(token.what, str):
            raise _refused(self._text, token.at, "a term is missing")
        self._place += 1
        return token.what


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _refused(text: str, at: int, problem: str, **values: object) -> InvalidParametersException:
    where = (
        Phrase('at "{rest}"', rest=_short(text[at:]))
        if at < len(text)
        else Phrase('at the end of "{end}"', end=text[-40:])
    )
    return InvalidParametersException(
        "SearchQuery can't be read {where}: {problem}. Write field:value or plain words, joined "
        "by AND, OR, NOT and parentheses; put text with spaces, colons, parentheses or a * of "
        "its own in double quotes. The fields are {fields}.",
        where=where,
        problem=Phrase(problem, **values),
        fields=", ".join(Field),
    )
