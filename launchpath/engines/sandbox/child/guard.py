"""Who may speak to the sandbox: programs on this machine, and no page that somebody has open in a browser.

The sandbox believes any credentials, so what keeps a web page out is what browsers say of the requests of one.
"""

import ipaddress
import json
from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Response

#: moto's own administration: it can empty the sandbox, and record requests with the secrets in them.
_ADMINISTRATION = "/moto-api"

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
#: Where SDKs put the name of a bucket, of an account or of a service before the address.
_UNDER = (".localhost", ".amazonaws.com", ".on.aws")


def guarded(application: WSGIApplication, endpoint: str) -> WSGIApplication:
    """`application`, for programs alone. `endpoint`: the URL that people reach it by."""
    own = urlsplit(endpoint).hostname or ""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        refusal = _refusal(environ, own)
        if refusal is None:
            return application(environ, start_response)
        body = json.dumps({"__type": "AccessDeniedException", "message": refusal})
        return Response(body, status=403, content_type="application/json")(environ, start_response)

    return answer


def _refusal(environ: WSGIEnvironment, own: str) -> str | None:
    if environ.get("PATH_INFO", "").startswith(_ADMINISTRATION):
        return "The sandbox is looked after by Launchpath alone."
    origin = environ.get("HTTP_ORIGIN")
    if environ.get("HTTP_SEC_FETCH_SITE") == "cross-site" or (origin and _host(origin) not in (*_LOOPBACK, own)):
        return "The sandbox is for programs, not for pages of other sites."
    host = _host(f"//{environ.get('HTTP_HOST', own)}")
    if host != own and not _can_be_no_site(host):
        return f"The sandbox does not answer as {host}."
    return None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _can_be_no_site(host: str) -> bool:
    """Whether nobody out there can let this name point here, and have a page of theirs speak to us under it."""
    if "." not in host or host.endswith(_UNDER):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
