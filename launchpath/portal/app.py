"""The portal as an ASGI application: which page answers which address, and what every answer bears."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from launchpath.portal import assets
from launchpath.portal.answer import Endpoint, Page, moved, page, refused
from launchpath.portal.pages import (
    account,
    catalog,
    launch,
    launched,
    product,
    provisioned_product,
    run,
    single_sign_on,
    stream,
    terminate,
    update,
)
from launchpath.portal.pages.admin import (
    access,
    overview,
    policies,
    policy,
    policy_editor,
    portfolio,
    portfolios,
    products,
    records,
    tag_options,
    template_editor,
    users,
)
from launchpath.portal.pages.admin import product as kept_product
from launchpath.portal.visit import Portal, Visit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Nothing but our own files runs, is shown or is asked; nobody frames us.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}

#: The pages: method, address, function.
PAGES: tuple[tuple[str, str, Page], ...] = (
    ("GET", "/catalog", catalog.show),
    ("GET", "/products/{product_id}", product.show),
    ("GET", "/products/{product_id}/launch", launch.show),
    ("POST", "/products/{product_id}/launch", launch.send),
    ("POST", "/products/{product_id}/launch/check", launch.check),
    ("GET", "/runs/{record_id}", run.show),
    ("GET", "/launched", launched.show),
    ("GET", "/launched/{provisioned_product_id}", provisioned_product.show),
    ("GET", "/launched/{provisioned_product_id}/update", update.show),
    ("POST", "/launched/{provisioned_product_id}/update", update.send),
    ("POST", "/launched/{provisioned_product_id}/update/check", update.check),
    ("GET", "/launched/{provisioned_product_id}/terminate", terminate.show),
    ("POST", "/launched/{provisioned_product_id}/terminate", terminate.send),
    ("GET", "/account", account.show),
    ("POST", "/account/password", account.change_password),
    ("POST", "/sign-out", account.sign_out),
    # the administration
    ("GET", "/admin", overview.show),
    ("GET", "/admin/portfolios", portfolios.show),
    ("POST", "/admin/portfolios", portfolios.change),
    ("GET", "/admin/portfolios/{portfolio_id}", portfolio.show),
    ("POST", "/admin/portfolios/{portfolio_id}", portfolio.change),
    ("GET", "/admin/products", products.show),
    ("GET", "/admin/products/new", template_editor.show_new_product),
    ("POST", "/admin/products/new", template_editor.create_product),
    ("GET", "/admin/products/{product_id}", kept_product.show),
    ("POST", "/admin/products/{product_id}", kept_product.change),
    ("GET", "/admin/products/{product_id}/versions/new", template_editor.show_new_version),
    ("POST", "/admin/products/{product_id}/versions/new", template_editor.create_version),
    ("POST", "/admin/templates/preview", template_editor.preview),
    ("GET", "/admin/tag-options", tag_options.show),
    ("POST", "/admin/tag-options", tag_options.change),
    ("GET", "/admin/access", access.show),
    ("GET", "/admin/runs", records.show),
    ("GET", "/admin/users", users.show),
    ("POST", "/admin/users", users.change),
    ("GET", "/admin/policies", policies.show),
    ("GET", "/admin/policies/new", policy_editor.show_new),
    ("POST", "/admin/policies/new", policy_editor.create),
    ("POST", "/admin/policies/preview", policy_editor.preview),
    ("GET", "/admin/policies/named/{policy_name}", policy.show),
    ("POST", "/admin/policies/named/{policy_name}", policy.change),
    ("GET", "/admin/policies/named/{policy_name}/change", policy_editor.show_change),
    ("POST", "/admin/policies/named/{policy_name}/change", policy_editor.change),
)

#: The pages for people who have not signed in, too.
OPEN_PAGES: tuple[tuple[str, str, Page], ...] = (
    ("GET", "/sign-in", account.ask_who),
    ("POST", "/sign-in", account.sign_in),
    ("GET", "/sign-in/oidc", single_sign_on.begin),
    ("GET", "/sign-in/oidc/callback", single_sign_on.end),
    ("POST", "/theme", account.choose_theme),
)

#: What the first part of an address must be for the portal to answer it.
_FIRST_PARTS = frozenset({"", "static", "runs", *(address.split("/")[1] for _, address, _ in (*PAGES, *OPEN_PAGES))})

#: What operators look at with a browser, too, and the portal does not answer.
_FOR_OPERATORS = ("/healthz", "/metrics")


def is_for_people(scope: Scope) -> bool:
    """Whether a request is for the portal; at the root clients of the API ask, too, but never as a browser does."""
    path, headers = scope["path"], dict(scope["headers"])
    if path != "/":
        return path.partition("/")[2].partition("/")[0] in _FIRST_PARTS or _is_lost(scope["method"], path, headers)
    asks_api = b"authorization" in headers or b"x-amz-target" in headers or b"X-Amz-" in scope["query_string"]
    return scope["method"] in ("GET", "HEAD") and not asks_api


def _is_lost(method: str, path: str, headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser asks for a page where nothing is: that is told as a page, too."""
    return method == "GET" and path not in _FOR_OPERATORS and b"text/html" in headers.get(b"accept", b"")


def create(portal: Portal) -> ASGIApp:
    """The portal of a house."""

    async def nothing_here(request: Request, _: Exception) -> Response:
        def show(visit: Visit) -> Response:
            return refused(visit, 404, "There is no page at this address.")

        return await page(portal, show, is_open=True)(request)

    routes = [
        Route("/", moved("/catalog")),
        Route("/static/{name:path}", assets.serve),
        Route("/runs/{record_id}/stream", stream.endpoint(portal)),
        *(_route(method, address, page(portal, function)) for method, address, function in PAGES),
        *(_route(method, address, page(portal, function, is_open=True)) for method, address, function in OPEN_PAGES),
    ]
    inside = Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
        exception_handlers={404: nothing_here, 405: nothing_here},
    )
    return _with_headers(inside)


def _route(method: str, address: str, endpoint: Endpoint) -> Route:
    return Route(address, endpoint, methods=[method])


def _with_headers(inside: ASGIApp) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS.items()]
            await send(message)

        await inside(scope, receive, send_with_headers)

    return app
