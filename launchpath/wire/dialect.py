"""What a protocol is to the rest of the wire. json11.py and cbor.py are two of them, as modules."""

from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from launchpath.api.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Misfit:
    """A document that is well formed but does not fit its shape; shapes.explain says why."""

    tree: dict[str, object] = field(repr=False)


class Dialect(Protocol):
    """One protocol: bytes to requests, replies and errors to bytes."""

    #: Its name in logs.
    NAME: str
    #: The headers of every answer.
    HEADERS: tuple[tuple[bytes, bytes], ...]

    def parse(self, body: bytes) -> dict[str, object]:
        """The document in `body`. Raises SerializationException if there is none."""

    def decode(self, shape: type[Struct], body: bytes) -> Struct | Misfit:
        """The request in `body`. Raises SerializationException if there is no document in it."""

    def encode(self, reply: Struct) -> bytes:
        """The body of a reply."""

    def encode_error(self, error: ServiceError) -> bytes:
        """The body of an error."""
