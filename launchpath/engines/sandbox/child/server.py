"""moto's server, prepared to be the sandbox."""

import html
import json
import os
import socket
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import Client
from werkzeug.wrappers import Response

from launchpath.engines.sandbox.child import births, chance, cloudformation, functions, gaps, kinds
from launchpath.engines.sandbox.child.failure import why
from launchpath.engines.sandbox.child.guard import guarded

_FIRST_REQUEST = {"Action": "ListStacks", "Version": "2010-05-15"}
_SIGNED_BY_NOBODY = "AWS4-HMAC-SHA256 Credential=sandbox/20000101/{region}/cloudformation/aws4_request"


class _Quiet(MotoRequestHandler):
    """Requests are not logged: their parameters may be secrets."""

    def log(self, *_: Any) -> None:
        pass


def serve(fd: int, endpoint: str, ready: Callable[[], None]) -> None:
    """Answer what comes in on the listening socket `fd`, which is reached at `endpoint`, until the process ends.

    `ready` is called when a first request has been answered.
    """
    chance.install()
    births.install()
    cloudformation.install()
    gaps.install(endpoint)
    functions.install()
    kinds.install()
    application = guarded(_explaining(DomainDispatcherApplication(create_backend_app)), endpoint)
    _warm(application)
    with socket.socket(fileno=os.dup(fd)) as listener:
        host, port = listener.getsockname()[:2]
    server = make_server(host, port, application, threaded=True, request_handler=_Quiet, fd=fd)
    ready()
    server.serve_forever()


def _explaining(application: WSGIApplication) -> WSGIApplication:
    """Where moto breaks down, an error that SDKs can read and that names the cause, instead of a page of HTML."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Exception as error:  # moto raises anything at all
            message = why(error)
            if "json" in environ.get("CONTENT_TYPE", ""):
                body = json.dumps({"__type": "InternalFailure", "message": message})
            else:
                code = f"<Code>InternalFailure</Code><Message>{html.escape(message)}</Message>"
                body = f"<ErrorResponse><Error>{code}</Error></ErrorResponse>"
            return Response(body, status=500)(environ, start_response)

    return answer


def _warm(application: WSGIApplication) -> None:
    """Answer one real request, which loads what every launch needs."""
    headers = {"Authorization": _SIGNED_BY_NOBODY.format(region="us-east-1")}
    answer = Client(application).post("/", data=_FIRST_REQUEST, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"moto does not answer: {answer.status}")
