"""The API over HTTP: the stages of one request, in the service's order (semantics 3.2)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from msgspec import Struct

from launchpath.api.errors import InternalFailure, ServiceError
from launchpath.api.operations import SIGNING_NAME, Operation
from launchpath.wire import body, json11, reply, routes, shapes
from launchpath.wire.asgi import ASGIApp, Receive, Scope, Send
from launchpath.wire.body import ClientGone
from launchpath.wire.dialect import Misfit
from launchpath.wire.door import Door
from launchpath.wire.editions import EDITIONS
from launchpath.wire.journal import Entry
from launchpath.wire.reply import Reply
from launchpath.wire.routes import Route
from launchpath.wire.sigv4 import SignedRequest, verify
from launchpath.wire.waiting import in_thread

log = logging.getLogger("launchpath.wire")

#: How the house is asked (door.Door): at a glance, or with all that it takes.
Perform: TypeAlias = Callable[[object, str, Struct, str], Struct | None]


def create(door: Door) -> ASGIApp:
    """The API of the house behind `door`, as an ASGI application."""
    for edition in EDITIONS.values():
        for operation in edition.operations.values():
            json11.decoder(operation.input)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _exchange(door, scope, receive, send)

    return app


async def _exchange(door: Door, scope: Scope, receive: Receive, send: Send) -> None:
    """One request and its answer, on record before the client hears it; no answer if the client has gone."""
    entry = Entry()
    with entry.under_way(scope["headers"]):
        try:
            answer = await _answer(door, scope, receive, entry)
        except ClientGone:
            entry.outcome = "ClientGone"
            entry.write()
        else:
            entry.write()
            await answer.send(send, entry.request_id)


async def _answer(door: Door, scope: Scope, receive: Receive, entry: Entry) -> Reply:
    headers = dict(scope["headers"])
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    route = routes.find(scope["method"], path, headers)
    if route is None:
        signed = b"authorization" in headers or b"X-Amz-Algorithm" in scope["query_string"]
        entry.outcome, answer = reply.without_protocol(signed)
        return answer
    entry.protocol = route.dialect.NAME
    try:
        content = await body.read(headers, receive)
        asked = signed_request(scope, content)
        done = await _perform(door, route, asked, body.unpacked(headers, content), entry)
        return Reply(200, route.dialect.HEADERS, route.dialect.encode(done))
    except ClientGone:
        raise
    except Exception as fault:
        error = fault if isinstance(fault, ServiceError) else _internal(entry)
        entry.outcome = error.code
        return Reply(error.status, route.dialect.HEADERS, route.dialect.encode_error(error))


def signed_request(scope: Scope, content: bytes) -> SignedRequest:
    """A request as its client has signed it."""
    return SignedRequest(
        method=scope["method"],
        path=scope.get("raw_path") or scope["path"].encode(),
        query=scope["query_string"],
        headers=scope["headers"],
        body=content,
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, and in which edition of the API."""

    operation: Operation
    request: Struct | Misfit
    route: Route


async def _perform(door: Door, route: Route, asked: SignedRequest, content: bytes, entry: Entry) -> Struct:
    """From bytes to the reply's shape."""
    question = _understand(route, content)
    entry.operation = question.operation.name
    if door.is_local(entry.operation) and not isinstance(question.request, Misfit):
        found = _answered(door, door.glance, asked, question, entry)
        if found is not None:
            return found
    # In a thread: whoever waits for the database, or explains a hostile megabyte, must hold nobody else up.
    done = await in_thread(_answered, door, door.perform, asked, question, entry)
    assert done is not None  # noqa: S101  only a glance may come back with nothing
    return done


def _answered(door: Door, perform: Perform, asked: SignedRequest, question: _Question, entry: Entry) -> Struct | None:
    """The reply's shape. What is wrong with the document is told when the caller is known, and to nobody else."""
    entry.caller = caller_of(door, asked)
    operation, request, edition = question.operation, question.request, question.route.edition
    if isinstance(request, Misfit):
        raise shapes.explain(operation.input, request.tree)
    reply = perform(entry.caller, operation.name, edition.asked(operation.name, request), entry.request_id)
    if reply is None:
        return None
    entry.speaks_of(reply)
    return edition.told(reply)


def _understand(route: Route, content: bytes) -> _Question:
    try:
        operation = route.operation()
    except ServiceError:
        route.dialect.parse(content)
        raise
    return _Question(operation, route.dialect.decode(operation.input, content), route)


def caller_of(door: Door, asked: SignedRequest, service: str = SIGNING_NAME) -> object:
    """Who has signed a request. Raises the errors of semantics 3.2; in open mode nobody is refused."""
    if door.open:
        return door.anonymous()
    return verify(asked, time.time(), door.region, door.find_key, service).principal


def _internal(entry: Entry) -> InternalFailure:
    """For the fault that is being handled: all of it in our log, and only the request's id to the client."""
    log.exception("Request %s failed in %s.", entry.request_id, entry.operation)
    return InternalFailure(
        "The request processing has failed because of an unknown error, exception or failure. "
        f"The server's log has the details under request id {entry.request_id}."
    )
