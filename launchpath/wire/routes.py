"""Which protocol, edition and operation a request is for."""

import re
from dataclasses import dataclass

from launchpath.api.errors import UnknownOperationException
from launchpath.api.operations import TARGET_PREFIX, Operation
from launchpath.wire import cbor, json11
from launchpath.wire.dialect import Dialect
from launchpath.wire.editions import EDITIONS, NOWHERE, OURS, OURS_PREFIX, TODAY, Edition

JSON = (b"application/x-amz-json-1.1", b"application/json")
CBOR = b"application/cbor"

_RPC = re.compile(r"(.*)/service/([^/]+)/operation/([^/]+)")


class UnknownPath(UnknownOperationException):
    """The path names no edition, or no operation: HTTP 404 (semantics 11.3), where an unknown X-Amz-Target is 400."""

    status = 404


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes. The operation is still unproved: a malformed body is reported first (semantics 3.2)."""

    dialect: Dialect
    edition: Edition
    #: The operation, as the client names it.
    name: str

    def operation(self) -> Operation:
        """The operation. Raises UnknownOperationException."""
        operation = self.edition.operations.get(self.name)
        if operation is None:
            unknown_path = self.edition is NOWHERE or self.dialect is cbor
            raise UnknownPath if unknown_path else UnknownOperationException
        return operation


def find(method: str, path: str, headers: dict[bytes, bytes]) -> Route | None:
    """The route; None for a method or a content type that the API does not know."""
    if method != "POST":
        return None
    content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if rpc := _RPC.fullmatch(path):
        prefix, service, name = rpc.groups()
        # Without a body there need be no content type (semantics 11.3).
        known = content_type in (CBOR, b"")
        edition = EDITIONS.get(prefix, NOWHERE)
        return Route(cbor, edition, name if service == TARGET_PREFIX else "") if known else None
    if content_type in JSON:
        service, _, name = headers.get(b"x-amz-target", b"").decode("latin-1").partition(".")
        edition = EDITIONS.get(path.removesuffix("/"), NOWHERE)
        if service == OURS_PREFIX and edition is TODAY:
            return Route(json11, OURS, name)
        return Route(json11, edition, name if service == TARGET_PREFIX else "")
    return None
