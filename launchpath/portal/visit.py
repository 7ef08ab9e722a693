"""One visit to a page: who visits, what they sent, and how a page asks the house and answers."""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from launchpath.api.errors import ServiceError, ValidationException
from launchpath.domain import permission
from launchpath.domain.permission import Level
from launchpath.domain.principal import Caller
from launchpath.portal import csrf, flaws, rendering
from launchpath.portal.flaws import Unfit
from launchpath.portal.oidc import Provider

log = logging.getLogger("launchpath.portal")

Reply = TypeVar("Reply", bound=Struct)
Asked = TypeVar("Asked", bound=Struct)

SESSION_COOKIE = "launchpath_session"
#: Who has not signed in has forms too, and they are nobody else's.
VISITOR_COOKIE = "launchpath_visitor"
THEME_COOKIE = "launchpath_theme"
THEMES = ("light", "dark")

#: A form larger than this is refused; templates have at most a megabyte.
MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Portal:
    """What the pages have at hand."""

    #: perform(), for this house: caller, operation, request, request id.
    perform: Callable[[Caller, str, Struct, str], Struct]
    account: str
    region: str
    #: What can be launched here (ProvisionedProductTypes), each with the name of the engine that makes it.
    makes: Mapping[str, str]
    #: With --open alone: whom everybody is taken for.
    everybody: Caller | None = None
    #: Who else vouches for people.
    provider: Provider | None = None
    #: The address under which people reach the portal, if another one than requests are for: behind a proxy.
    public_url: str | None = None
    #: Whether the server is about to stop: what goes on and on must end.
    is_stopping: Callable[[], bool] = lambda: False

    def nobody(self, address: str) -> Caller:
        """Somebody who has not signed in."""
        name = f"anonymous/{address}"
        return Caller(account=self.account, region=self.region, arn=name, session_arn=name)


class FormRefused(Exception):
    """What was sent is no form of ours, or no longer; the text says what to do."""


@dataclass(slots=True)
class Visit:
    """One request to one page."""

    portal: Portal
    request: Request
    #: What was sent with POST, in its order; a name may come several times.
    form: list[tuple[str, str]] = field(default_factory=list)
    caller: Caller | None = None
    #: What the visitor's forms are sealed with.
    secret: str = ""
    #: Whether the token of the visitor's session should be replaced.
    is_due: bool = False
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    #: What is wrong with what was typed, by the name of its field.
    flaws: Mapping[str, str] = field(default_factory=dict)
    #: Cookies that the answer sets; None: that it takes away.
    cookies: dict[str, str | None] = field(default_factory=dict)

    # --- what was sent ---------------------------------------------------------------------------------------

    def sent(self, name: str, default: str = "") -> str:
        """A field of the form, or of the address."""
        return dict(self.form).get(name, self.request.query_params.get(name, default))

    def sent_all(self, name: str) -> tuple[str, ...]:
        """All values of a field that may come several times."""
        if self.request.method == "POST":
            return tuple(value for key, value in self.form if key == name)
        return tuple(self.request.query_params.getlist(name))

    def part(self, name: str) -> str:
        """A part of the address, such as a product's id."""
        return str(self.request.path_params[name])

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else "unknown"

    @property
    def is_partial(self) -> bool:
        """Whether htmx asks, and so only for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def has_ended(self) -> bool:
        """Whether the visitor has a session that is over."""
        return self.caller is None and SESSION_COOKIE in self.request.cookies

    # --- asking the house ------------------------------------------------------------------------------------

    def ask(self, request: Struct, reply: type[Reply], caller: Caller | None = None) -> Reply:
        """Have the operation done that the request is named after. Raises the API's errors."""
        name = type(request).__name__.removesuffix("Input")
        asking = caller or self.caller or self.portal.nobody(self.address)
        answer = self.portal.perform(asking, name, checked(request), self.request_id)
        assert isinstance(answer, reply)  # noqa: S101  what this operation answers
        return answer

    def may(self, operation: str) -> bool:
        """Whether the visitor's policies allow an operation at all: what they don't is not offered."""
        return self.level(operation) is not None

    def level(self, operation: str) -> Level | None:
        """How far the visitor's policies reach with an operation; None: they don't allow it."""
        if self.caller is None:
            return None
        return permission.weigh(self.caller, permission.action_of(operation), None).level

    def insist(self, operation: str) -> None:
        """Refuse, in the service's words, whoever may not ask for an operation at all."""
        assert self.caller is not None  # noqa: S101  who has not signed in does not come so far
        permission.permitted(self.caller, operation, None)

    # --- answering -------------------------------------------------------------------------------------------

    def page(self, template: str, status: int = 200, /, **content: Any) -> Response:
        return HTMLResponse(self.rendered(template, **content), status, headers={"Cache-Control": "no-store"})

    def rendered(self, template: str, /, **content: Any) -> str:
        theme = self.request.cookies.get(THEME_COOKIE)
        around = {"visit": self, "path": self.request.url.path, "theme": theme if theme in THEMES else ""}
        return rendering.render(template, {**around, **content})

    def go(self, to: str, /, **query: str) -> Response:
        """To another page; with htmx, too, the whole page changes."""
        address = f"{to}?{urlencode(query)}" if query else to
        if self.is_partial:
            return Response(status_code=204, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)

    @property
    def here(self) -> str:
        """The address of this page, to come back to."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    def whole(self, path: str) -> str:
        """An address of ours as others name it, with the host."""
        base = self.portal.public_url or f"{self.request.url.scheme}://{self.request.url.netloc}"
        return base.rstrip("/") + path

    @property
    def csrf_token(self) -> str:
        return csrf.token(self.secret)


def checked(request: Asked) -> Asked:
    """The request, held against the constraints of its shape as the API's door does it. Raises Unfit."""
    try:
        msgspec.json.encode(request)
    except UnicodeEncodeError:
        raise ValidationException("The form has half a character: a surrogate without its other half.") from None
    if found := flaws.of(request):
        raise Unfit(found)
    return request


async def form_of(request: Request) -> list[tuple[str, str]]:
    """What a form sent. Raises FormRefused."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise FormRefused("This is not how our forms are sent.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise FormRefused("This is more than a form may hold.")
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def inside(address: str, otherwise: str = "/catalog") -> str:
    """An address of our own to go to; anything else could lead people astray."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return otherwise
    return address


def told(refusal: ServiceError) -> str:
    """A refusal as a person reads it."""
    return refusal.message or f"This was refused ({refusal.code})."
