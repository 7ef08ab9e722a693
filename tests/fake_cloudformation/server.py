"""The fake's HTTP: AWS's query protocol, a little S3, the remote control, and the faults on the way."""

import json
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fake_cloudformation import wire
from tests.fake_cloudformation.control import Control
from tests.fake_cloudformation.remote import Fake
from tests.fake_cloudformation.wire import Refusal
from tests.fake_cloudformation.world import World

_KEY = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")
_ANSWERS = {
    "throttle": Refusal("Throttling", "Rate exceeded"),
    "denied": Refusal("AccessDenied", "Access Denied", 403),
    "500": Refusal("InternalFailure", "An internal error has occurred.", 500),
    "503": Refusal("ServiceUnavailable", "Service is unable to handle request.", 503),
}


@contextmanager
def running(port: int = 0) -> Iterator[Fake]:
    """A fake in this process."""
    server = Server(port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="fake-cloudformation", daemon=True)
    thread.start()
    try:
        yield Fake(server.url)
    finally:
        server.close()
        thread.join()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # Whoever hangs is not waited for.
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = World()
        self.turn = threading.RLock()
        self.ending = threading.Event()
        self.control = Control(self.world)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        self.ending.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """A client that is killed while it is answered is what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer goes out whole; in two pieces the second one would wait for the first one's acknowledgement.
    wbufsize = -1
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/_fake/"):
            with self.server.turn:
                answer = self.server.control.do(self.path.removeprefix("/_fake/"), json.loads(body))
            self._answer(200, json.dumps(answer).encode(), "application/json")
            return
        request = wire.members(body.decode())
        self._meet(request.pop("Action"), request.pop("Version"), request)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = {"StackName": self.path, "Tagging": self.headers.get("x-amz-tagging"), "_body": body}
        self._meet("PutObject", wire.S3, request)

    def _meet(self, operation: str, version: str, request: dict[str, Any]) -> None:
        """Answer a call, or do to it what a fault says."""
        with self.server.turn:
            fault = self.server.control.fault_of(operation, _name(request))
        kind = fault["kind"]
        if kind in ("reset_before", "hang_before", "garbage", *_ANSWERS):
            self._note(operation, request, kind)
            status, answer = 200, b"<html>It works!</html>"
            if kind in _ANSWERS:
                status, answer = _ANSWERS[kind].status, wire.error(_ANSWERS[kind], version)
        else:
            status, answer = self._perform(operation, version, request)
        if kind.startswith("hang"):
            self.server.ending.wait(fault["seconds"])
        if kind.startswith(("hang", "reset")):
            self._reset()
        else:
            self._answer(status, answer, "text/xml")

    def _perform(self, operation: str, version: str, request: dict[str, Any]) -> tuple[int, bytes]:
        with self.server.turn:
            try:
                request |= self._caller()
                answer = wire.answer(operation, version, self.server.world.perform(operation, request))
            except Refusal as refusal:
                self._note(operation, request, refusal.code)
                return refusal.status, wire.error(refusal, version)
            self._note(operation, request, "ok")
            return 200, answer

    def _caller(self) -> dict[str, str]:
        """Who has signed; a role's session must be known and not have ended."""
        found = _KEY.search(self.headers.get("Authorization", ""))
        if found is None:
            raise Refusal("MissingAuthenticationToken", "Missing Authentication Token", 403)
        self.server.world.region = found[2]
        if not found[1].startswith("ASIA"):
            return {"_key": found[1], "_caller": f"arn:aws:iam::{self.server.world.account}:user/operator"}
        arn, token, ends = self.server.world.sessions.get(found[1], ("", None, datetime.now(UTC)))
        if token != self.headers.get("X-Amz-Security-Token"):
            raise Refusal("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
        if ends < datetime.now(UTC):
            raise Refusal("ExpiredToken", "The security token included in the request is expired", 403)
        return {"_key": found[1], "_caller": arn}

    def _note(self, operation: str, request: dict[str, Any], outcome: str) -> None:
        self.server.control.note(operation, _name(request), request, outcome)

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        """Close the connection so that the other side sees a reset."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.wfile.close()
            self.connection.close()

    def log_message(self, *_: Any) -> None:
        """Nothing is written: the calls are kept."""


def _name(request: dict[str, Any]) -> str:
    """The name of the stack that a request is about, though it may give the ARN; a role's ARN for AssumeRole."""
    given: str = request.get("StackName") or request.get("StackSetName") or request.get("RoleArn") or ""
    return given.split("/")[1] if given.startswith("arn:aws:cloudformation:") else given
