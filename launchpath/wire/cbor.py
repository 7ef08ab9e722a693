"""Smithy RPC v2 CBOR, as bytes and requests (semantics 11.3)."""

from functools import cache
from io import BytesIO
from typing import get_args, get_type_hints

import cbor2
import msgspec
from msgspec import Struct

from launchpath.api.errors import SerializationException, ServiceError
from launchpath.api.types import Timestamp
from launchpath.wire.dialect import Misfit

NAME = "rpcv2Cbor"
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"smithy-protocol", b"rpc-v2-cbor"),
    (b"content-type", b"application/cbor"),
)

#: What `__type` begins with: clients compare the absolute name of an error's shape.
NAMESPACE = "com.amazonaws.servicecatalog#"

#: Clients refuse deeper documents too (semantics 11.3).
NESTING = 128

#: The CBOR tag of a time.
EPOCH = 1


def _content(value: object, _immutable: bool) -> object:
    return value


def _untagged(tag: cbor2.CBORTag, _immutable: bool) -> object:
    return tag.value


#: The tags that cbor2 would turn into objects of its own: dates, regular expressions, references that make cycles. No
#: request has a member for them, so that each stands for its plain content.
_PLAIN = dict.fromkeys((*range(6), 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000), _content)


def parse(body: bytes) -> dict[str, object]:
    """The CBOR map in `body`; no body is the empty map. Raises SerializationException without a text."""
    stream = BytesIO(body or b"\xa0")
    decoder = cbor2.CBORDecoder(
        stream, tag_hook=_untagged, semantic_decoders=_PLAIN, max_depth=NESTING, strict_hashable_types=True
    )
    try:
        tree = decoder.decode()
    except cbor2.CBORError:
        raise SerializationException from None
    if not isinstance(tree, dict) or stream.read(1):
        raise SerializationException
    return tree


def decode(shape: type[Struct], body: bytes) -> Struct | Misfit:
    """The request in `body`; unknown members are ignored, null members are absent."""
    tree = parse(body)
    try:
        return msgspec.convert(tree, shape)
    except msgspec.ValidationError:
        return Misfit(tree)


def encode(reply: Struct) -> bytes:
    """The body of a reply; `A0` if it has no members."""
    return cbor2.dumps(_tree(reply))


def encode_error(error: ServiceError) -> bytes:
    """The body of an error (semantics 11.3)."""
    body = {"__type": NAMESPACE + error.code}
    if error.message:
        body[error.member] = error.message
    return cbor2.dumps(body)


def _tree(value: object) -> object:
    """`value` as cbor2 wants it: structs as maps, times tagged, None left out."""
    if isinstance(value, Struct):
        members = ((name, getattr(value, attribute), is_time) for attribute, name, is_time in _members(type(value)))
        return {
            name: cbor2.CBORTag(EPOCH, float(member)) if is_time else _tree(member)
            for name, member, is_time in members
            if member is not None
        }
    if isinstance(value, (list, tuple)):
        return [_tree(item) for item in value]
    if isinstance(value, dict):
        return {key: _tree(item) for key, item in value.items()}
    return value


@cache
def _members(shape: type[Struct]) -> tuple[tuple[str, str, bool], ...]:
    """For each member its attribute, its name on the wire, and whether it is a time."""
    hints = get_type_hints(shape, include_extras=True)
    times = {attribute for attribute, hint in hints.items() if Timestamp in (hint, *get_args(hint))}
    names = zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True)
    return tuple((attribute, name, attribute in times) for attribute, name in names)
