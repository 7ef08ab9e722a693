"""The body of a request, within its limit."""

from launchpath.api.errors import RequestEntityTooLargeException
from launchpath.wire.asgi import Receive

#: Bytes. More is not read, let alone hashed or parsed.
LIMIT = 1_048_576


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


def _too_large() -> RequestEntityTooLargeException:
    return RequestEntityTooLargeException(f"The body of a request may have at most {LIMIT} bytes; send a shorter one.")
