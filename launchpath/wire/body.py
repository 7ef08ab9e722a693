"""The body of a request, within its limit."""

import zlib

from launchpath.api.errors import RequestEntityTooLargeException, SerializationException
from launchpath.wire.asgi import Receive

#: Bytes. More is not read, let alone hashed or parsed.
LIMIT = 1_048_576

#: What a body by gzip begins with; some clients announce one and send it plain.
_GZIP = b"\x1f\x8b"


class ClientGone(Exception):
    """The client went away before its request was complete: there is nobody to answer."""


async def read(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """The whole body. Raises RequestEntityTooLargeException, before reading if the client says how long it is."""
    declared = headers.get(b"content-length", b"")
    if declared.isdigit() and (len(declared) > 9 or int(declared) > LIMIT):
        raise _too_large()
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LIMIT:
            raise _too_large()
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def unpacked(headers: dict[bytes, bytes], content: bytes) -> bytes:
    """What the client means by the body that was signed and sent (semantics 11.1): it may be compressed by gzip.

    Raises SerializationException, and RequestEntityTooLargeException before more than the limit is unpacked.
    """
    if headers.get(b"content-encoding", b"").strip().lower() != b"gzip" or not content.startswith(_GZIP):
        return content
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacking.decompress(content, LIMIT + 1)
    except zlib.error:
        raise SerializationException from None
    if len(plain) > LIMIT:
        raise _too_large()
    if not unpacking.eof or unpacking.unused_data:
        raise SerializationException
    return plain


def _too_large() -> RequestEntityTooLargeException:
    return RequestEntityTooLargeException(f"The body of a request may have at most {LIMIT} bytes; send a shorter one.")
