"""awsJson 1.1, as bytes and requests (semantics 11.1)."""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from launchpath.api.errors import SerializationException, ServiceError
from launchpath.wire.dialect import Misfit

NAME = "awsJson1.1"
HEADERS: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/x-amz-json-1.1"),)

#: What msgspec raises for bytes that are no JSON, or JSON nested too deeply.
_MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_encoder = msgspec.json.Encoder()


@cache
def decoder(shape: type[Struct]) -> msgspec.json.Decoder[Any]:
    """The decoder of a shape, built once."""
    return msgspec.json.Decoder(shape)


def parse(body: bytes) -> dict[str, object]:
    """The JSON object in `body`. Raises SerializationException without a text, as the service does (semantics 3.2)."""
    try:
        tree = msgspec.json.decode(body)
    except _MALFORMED:
        raise SerializationException from None
    if not isinstance(tree, dict):
        raise SerializationException
    return tree


def decode(shape: type[Struct], body: bytes) -> Struct | Misfit:
    """The request in `body`; unknown members are ignored, null members are absent."""
    try:
        request: Struct = decoder(shape).decode(body)
    except _MALFORMED:
        return Misfit(parse(body))
    return request


def encode(reply: Struct) -> bytes:
    """The body of a reply; `{}` if it has no members."""
    return _encoder.encode(reply)


def encode_error(error: ServiceError) -> bytes:
    """The body of an error (semantics 3.1)."""
    body = {"__type": error.code}
    if error.message:
        # A Phrase is a str, but msgspec encodes no kinds of str.
        body[error.member] = str(error.message)
    return _encoder.encode(body)
