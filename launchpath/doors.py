"""The doors of the house: the API, STS, the artifact store, the portal, and how the house is."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from hmac import compare_digest

from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from launchpath import figures, metrics
from launchpath.api.errors import InternalFailure, ServiceError
from launchpath.config import Config
from launchpath.domain import arn
from launchpath.domain.principal import Caller
from launchpath.memory import Memory
from launchpath.operations import OPERATIONS
from launchpath.perform import House, glance, perform, unreachable
from launchpath.portal import app as portal
from launchpath.portal.oidc import Provider
from launchpath.portal.visit import Portal
from launchpath.store import access_keys
from launchpath.store.database import Database, Unreachable
from launchpath.wire import app, loopback, sts, templates
from launchpath.wire.asgi import ASGIApp, Receive, Scope, Send
from launchpath.wire.door import Key
from launchpath.wire.journal import Entry


@dataclass(frozen=True, slots=True)
class ApiDoor:
    """The house as the wire sees it (wire.door.Door)."""

    house: House
    account: str
    region: str
    open: bool
    known_keys: Memory[Key] = field(default_factory=lambda: Memory(most=10_000))

    def find_key(self, access_key_id: str, session_token: str | None) -> Key | None:
        version = self._version()
        known = self.known_keys.recall(version, (access_key_id, session_token))
        try:
            return known or self._look_up(version, access_key_id, session_token)
        except Unreachable as fault:
            raise unreachable(fault) from None

    def _version(self) -> int:
        try:
            return self.house.database.catalog_version()
        except Unreachable as fault:
            raise unreachable(fault) from None

    def _look_up(self, version: int, access_key_id: str, session_token: str | None) -> Key | None:
        with self.house.database.read() as tx:
            key = access_keys.find(tx, access_key_id)
            if key is None or not _token_fits(key.token_hash, session_token):
                return None
            caller = replace(access_keys.caller_of(tx, key, self.region), as_of=version)
        found = Key(key.id, key.secret, caller, None if key.expires_at is None else key.expires_at / 1000)
        self.known_keys.keep(version, (access_key_id, session_token), found)
        return found

    def anonymous(self) -> Caller:
        """With --open: one administrator who may also see and launch everything."""
        user = arn.identity(self.region, self.account, "user", "open")
        version = self._version()
        return Caller(
            account=self.account, region=self.region, arn=user, session_arn=user, unrestricted=True, as_of=version
        )

    def perform(self, caller: object, operation: str, request: Struct, request_id: str) -> Struct:
        assert isinstance(caller, Caller)  # noqa: S101  what find_key and anonymous gave to the wire
        return perform(self.house, caller, operation, request, request_id)

    def glance(self, caller: object, operation: str, request: Struct, request_id: str) -> Struct | None:
        assert isinstance(caller, Caller)  # noqa: S101  the same
        return glance(self.house, caller, operation, request, request_id)

    def is_local(self, operation: str) -> bool:
        """Reads of SQLite take less time than a change of threads does."""
        does = OPERATIONS.get(operation)
        return self.house.database.is_sqlite and does is not None and not does.writes


def _token_fits(token_hash: str | None, session_token: str | None) -> bool:
    if token_hash is None or session_token is None:
        return token_hash is None and session_token is None
    return compare_digest(token_hash, sha256(session_token.encode()).hexdigest())


@dataclass(slots=True)
class Readiness:
    """Whether the house is ready to serve, launches included."""

    #: What is still being waited for; None: nothing.
    waiting_for: str | None = "the start"


def create(door: ApiDoor, readiness: Readiness, config: Config, is_stopping: Callable[[], bool]) -> ASGIApp:
    """The whole house over HTTP. `is_stopping`: whether answers that go on and on must end."""
    api = app.create(door)
    people = portal.create(_portal(door, config, is_stopping))
    rest = _pages(readiness, door.house.database)
    is_only_ours = config.open and loopback.is_loopback(config.host)

    async def entrance(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if is_only_ours and (refusal := loopback.refusal(scope)) is not None:
            await refusal.send(send, str(uuid.uuid4()))
        elif scope["method"] == "PUT" and templates.PATH.fullmatch(scope["path"]):
            await templates.put(door, scope, receive, send)
        elif sts.is_for_sts(scope):
            await sts.answer(door, scope, receive, send)
        elif portal.is_for_people(scope):
            await people(scope, receive, send)
        elif scope["method"] == "POST" or scope["path"] == "/":
            await api(scope, receive, send)
        else:
            await rest(scope, receive, send)

    return entrance


def _portal(door: ApiDoor, config: Config, is_stopping: Callable[[], bool]) -> Portal:
    return Portal(
        perform=partial(_perform_for_people, door.house),
        account=door.account,
        region=door.region,
        makes=door.house.makes,
        everybody=door.anonymous() if door.open else None,
        provider=Provider(config.oidc) if config.oidc else None,
        public_url=config.public_url,
        is_stopping=is_stopping,
    )


def _perform_for_people(house: House, caller: Caller, operation: str, request: Struct, request_id: str) -> Struct:
    """What a page asks for, on record like what a client asks for."""
    entry = Entry(protocol="portal", operation=operation, caller=caller, request_id=request_id)
    with entry.under_way():
        try:
            reply = perform(house, caller, operation, request, request_id)
            entry.speaks_of(reply)
            return reply
        except ServiceError as refusal:
            entry.outcome = refusal.code
            raise
        except Exception:
            entry.outcome = InternalFailure.code
            raise
        finally:
            entry.write()


def _pages(readiness: Readiness, database: Database) -> Starlette:
    async def healthz(_: Request) -> JSONResponse:
        if readiness.waiting_for is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "starting", "waiting_for": readiness.waiting_for}, 503)

    def numbers(request: Request) -> Response:
        content, content_type = metrics.page(request.headers.get("accept", ""), figures.look(database))
        return Response(content, headers={"content-type": content_type})

    return Starlette(routes=[Route("/healthz", healthz), Route("/metrics", numbers)])
