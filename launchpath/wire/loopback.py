"""Whether a request names this machine as only this machine can: what keeps web pages out of a server that is open.

A page of anybody's can let its own name point to 127.0.0.1 (DNS rebinding), and then speak to us through the browser
of whoever reads it; but not under one of these names.
"""

import ipaddress
import json
from urllib.parse import urlsplit

from launchpath.wire.asgi import Scope
from launchpath.wire.reply import Reply


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refusal(scope: Scope) -> Reply | None:
    """The answer to a request that is for another host; None: it is for this machine."""
    asked = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    if is_loopback(_without_port(asked)):
        return None
    told = (
        f"With --open this server answers as localhost, 127.0.0.1 and [::1] alone, not as {asked or 'nobody'}: any "
        "page in a browser could be an administrator otherwise. --force-open lifts that on other addresses."
    )
    body = json.dumps({"__type": "AccessDeniedException", "Message": told}).encode()
    return Reply(403, ((b"content-type", b"application/json"),), body)


def _without_port(asked: str) -> str:
    try:
        return urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return ""
