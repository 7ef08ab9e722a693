"""An answer, and how it goes out."""

from dataclasses import dataclass

from launchpath.wire.asgi import Send

XML = ((b"content-type", b"application/xml"),)

MISSING_TOKEN = (
    b"<MissingAuthenticationTokenException>\n  <Message>Missing Authentication Token</Message>\n"
    b"</MissingAuthenticationTokenException>\n"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    async def send(self, send: Send, request_id: str) -> None:
        """Write the answer; every answer carries the id of its request (semantics 1.3)."""
        length = (b"content-length", str(len(self.body)).encode())
        headers = [*self.headers, (b"x-amzn-requestid", request_id.encode()), length]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def without_protocol(signed: bool) -> tuple[str, Reply]:
    """The code and the answer for a wrong method or an unknown content type, which is in XML (semantics 3.2)."""
    if signed:
        return "UnknownOperationException", Reply(404, XML, b"<UnknownOperationException/>\n")
    return "MissingAuthenticationTokenException", Reply(403, XML, MISSING_TOKEN)
