"""The artifact store's own operation: a template or a .tar.gz is put into it, to be named in LoadTemplateFromURL."""

import hashlib

from msgspec import Struct

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import artifact
from launchpath.sources import MOST_BYTES, own_url
from launchpath.store import templates


class PutTemplateInput(Struct, frozen=True, kw_only=True):
    """A template or a .tar.gz, and the SHA-256 of its bytes that the client announced."""

    hash: str
    body: bytes

    def __repr__(self) -> str:
        return f"PutTemplateInput(hash={self.hash!r})"


class PutTemplateOutput(Struct, frozen=True, kw_only=True):
    """The URL to give as LoadTemplateFromURL."""

    url: str


def put_template(call: Call, request: PutTemplateInput) -> PutTemplateOutput:
    """Keep it under its SHA-256; the same bytes are kept once."""
    if hashlib.sha256(request.body).hexdigest() != request.hash:
        raise InvalidParametersException(
            "The body is not what its address says: put a template to /templates/ and the SHA-256 of its bytes."
        )
    if len(request.body) > MOST_BYTES:
        raise InvalidParametersException("A template may have at most {most_bytes:,} bytes.", most_bytes=MOST_BYTES)
    try:
        content = artifact.content_of(request.body)
    except UnicodeDecodeError:
        raise InvalidParametersException("A template must be a text in UTF-8, or a .tar.gz of Terraform's.") from None
    return PutTemplateOutput(url=own_url(templates.put(call.tx, content, call.now)))
