"""Smithy RPC v2 CBOR, as bytes and requests (semantics 11.3)."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

import cbor2
import msgspec
from msgspec import Struct, inspect

from launchpath.api.errors import SerializationException, ServiceError
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
    with suppress(msgspec.ValidationError):
        return msgspec.convert(tree, shape)
    with suppress(msgspec.ValidationError):
        return msgspec.convert(_with_whole_numbers(tree), shape)
    return Misfit(tree)


def _with_whole_numbers(value: object) -> object:
    """The same, each float without a fraction as a whole number: some languages know no others (semantics 11.3)."""
    if isinstance(value, dict):
        return {key: _with_whole_numbers(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_whole_numbers(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def encode(reply: Struct) -> bytes:
    """The body of a reply; `A0` if it has no members."""
    return cbor2.dumps(_tagged(msgspec.to_builtins(reply), _times(type(reply))))


def encode_error(error: ServiceError) -> bytes:
    """The body of an error (semantics 11.3)."""
    body = {"__type": NAMESPACE + error.code}
    if error.message:
        body[error.member] = error.message
    return cbor2.dumps(body)


@dataclass(frozen=True, slots=True)
class _Times:
    """Where the times are in a shape: the value itself, or, by member, in the structures that it holds."""

    itself: bool = False
    members: dict[str, "_Times"] = field(default_factory=dict)


@cache
def _times(shape: type[Struct]) -> _Times:
    return _find_times(inspect.type_info(shape))


def _find_times(node: inspect.Type) -> _Times:
    match node:
        case inspect.UnionType():
            return _find_times(node.types[0])
        case inspect.VarTupleType():
            return _find_times(node.item_type)
        case inspect.StructType():
            found = {member.encode_name: _find_times(member.type) for member in node.fields}
            return _Times(members={name: times for name, times in found.items() if times.itself or times.members})
        case inspect.Metadata():
            return _Times(itself="timestamp" in (node.extra or {}))
    return _Times()


def _tagged(value: Any, times: _Times) -> object:
    """`value` with its times tagged as such."""
    if times.itself:
        return cbor2.CBORTag(EPOCH, value)
    if isinstance(value, (list, tuple)):
        return [_tagged(item, times) for item in value]
    return value | {name: _tagged(value[name], inner) for name, inner in times.members.items() if name in value}
