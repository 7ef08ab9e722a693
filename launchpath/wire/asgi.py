"""What the HTTP server and the API say to each other: the parts of ASGI that are used here."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Names in lower case, in the order of the request; a name may come twice.
Headers = list[tuple[bytes, bytes]]
