"""Pages of a list: how many rows, from where on, and the opaque token that leads to the next page (semantics 2.1)."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from launchpath.api.errors import InvalidParametersException

Row = TypeVar("Row")

#: The size of a page when the request names none, or 0.
DEFAULT_SIZE = 20

#: A database's whole numbers.
_WHOLE_NUMBERS = range(-(2**63), 2**63)
_SURROGATE = re.compile("[\ud800-\udfff]")

#: The key of a row in its list's order.
Position = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Page:
    """What a request wants to see of a list."""

    size: int
    #: The position of the last row already seen; None: from the beginning.
    after: Position | None
    #: What the list is a list of; a token of another list is refused.
    query: str

    def position(self, kinds: Sequence[type]) -> Position | None:
        """Where to go on in a list whose order is of columns of these types; None: at the beginning.

        Who has read this file can make a token of any position. One that the list can't have is refused.
        """
        if self.after is None or (len(self.after) == len(kinds) and all(map(_is_of, self.after, kinds))):
            return self.after
        raise InvalidParametersException("Invalid page token.")

    def token(self, last: Position) -> str:
        """The token of the page that begins after the row at `last`."""
        payload = json.dumps([_seal(self.query, last), *last], separators=(",", ":"))
        return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """One page's rows, and the position to go on from; None: this is the last page."""

    items: tuple[Row, ...]
    last: Position | None = None


def page(size: int | None, token: str | None, *query: object) -> Page:
    """The page that a request asks for. `query`: all that decides which rows the list has, the caller included."""
    meaning = json.dumps(query, default=str, sort_keys=True)
    return Page(size or DEFAULT_SIZE, _position(token, meaning) if token is not None else None, meaning)


def _position(token: str, query: str) -> Position:
    try:
        seal, *position = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True))
    except (ValueError, TypeError, RecursionError):
        raise InvalidParametersException("Invalid page token.") from None
    if not position or seal != _seal(query, position):
        raise InvalidParametersException("Invalid page token.")
    return tuple(position)


def _is_of(value: object, kind: type) -> bool:
    """Whether a column of this type can hold the value; lone surrogates are no text to any database."""
    if isinstance(value, str):
        return kind is str and not _SURROGATE.search(value)
    return kind is int and type(value) is int and value in _WHOLE_NUMBERS


def _seal(query: str, position: Position) -> str:
    return hashlib.blake2b(json.dumps([query, list(position)]).encode(), digest_size=9).hexdigest()
