"""From a request to a page: who visits, whether the form is ours, and what becomes of a refusal.

A page is a plain function of a Visit. It runs in a thread of its own, for what it asks of the house may take a while.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from launchpath import logs, tracing
from launchpath.api.errors import (
    AccessDeniedException,
    ResourceNotFoundException,
    ServiceError,
    ServiceUnavailable,
    ThrottlingException,
)
from launchpath.operations import sign_in
from launchpath.operations.sign_in import (
    DescribeSessionInput,
    DescribeSessionOutput,
    RenewSessionInput,
    StartSessionOutput,
)
from launchpath.portal import csrf, way_back
from launchpath.portal.flaws import Unfit
from launchpath.portal.visit import SESSION_COOKIE, VISITOR_COOKIE, FormRefused, Portal, Visit, form_of, told

log = logging.getLogger("launchpath.portal")

Page = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

_STATUSES: dict[type[ServiceError], int] = {
    AccessDeniedException: 403,
    ResourceNotFoundException: 404,
    ThrottlingException: 429,
    ServiceUnavailable: 503,
}


def page(portal: Portal, function: Page, *, is_open: bool = False) -> Endpoint:
    """The endpoint of a page; `is_open`: it is for people who have not signed in, too."""

    async def endpoint(request: Request) -> Response:
        visit = Visit(portal, request)
        with logs.about(request_id=visit.request_id), tracing.request(visit.request_id, request.headers.raw):
            try:
                if request.method == "POST":
                    visit.form = await form_of(request)
                return await asyncio.to_thread(_answer, visit, function, is_open)
            except FormRefused as refusal:
                back = way_back.to(visit) if request.method == "POST" else ""
                return refused(visit, 400, str(refusal), back=back)

    return endpoint


def _answer(visit: Visit, function: Page, is_open: bool) -> Response:
    try:
        recognise(visit)
        _renew(visit)
        answer = _turn_away(visit) if visit.caller is None and not is_open else _performed(visit, function)
    except FormRefused:
        raise
    except ServiceError as refusal:
        answer = _explained(visit, refusal)
    except Exception:
        log.exception("Request %s failed in %s.", visit.request_id, visit.request.url.path)
        answer = refused(visit, 500, f"The server's log has the details under request id {visit.request_id}.")
    _set_cookies(visit, answer)
    return answer


def _explained(visit: Visit, refusal: ServiceError) -> Response:
    if isinstance(refusal, Unfit) and visit.request.method == "GET":
        # An address with an id that nothing can have.
        return refused(visit, 404, "There is no page at this address.")
    return refused(visit, _STATUSES.get(type(refusal), 400), told(refusal))


def recognise(visit: Visit) -> None:
    """Find out who visits, and what their forms are sealed with."""
    visit.caller = visit.portal.everybody
    token = visit.request.cookies.get(SESSION_COOKIE, "")
    if token and visit.caller is None:
        session = visit.ask(DescribeSessionInput(token=token), DescribeSessionOutput)
        visit.caller, visit.secret, visit.is_due = session.caller, session.secret, session.is_due
    if visit.caller is None or visit.portal.everybody:
        visit.secret = visit.request.cookies.get(VISITOR_COOKIE, "")
        if not visit.secret:
            visit.secret = secrets.token_urlsafe(32)
            visit.cookies[VISITOR_COOKIE] = visit.secret


def _renew(visit: Visit) -> None:
    """Give out a new token for an old one; only an answer that sets cookies may."""
    if visit.is_due:
        earlier = RenewSessionInput(token=visit.request.cookies[SESSION_COOKIE])
        visit.cookies[SESSION_COOKIE] = visit.ask(earlier, StartSessionOutput).token


def _turn_away(visit: Visit) -> Response:
    """To the door, and back again afterwards."""
    return visit.go("/sign-in", to=way_back.to(visit))


def _performed(visit: Visit, function: Page) -> Response:
    if visit.request.method == "POST" and not (
        csrf.is_from_here(visit.request.headers) and csrf.is_ours(visit.secret, visit.sent("csrf"))
    ):
        raise FormRefused("This form was made for another visit, before you signed in or out. Open it once more.")
    return function(visit)


_TITLES = {
    400: "This does not work",
    403: "You may not do this",
    404: "Nothing here",
    429: "Too often",
    503: "Not just now",
}


def refused(visit: Visit, status: int, text: str, *, back: str = "") -> Response:
    """A page that says why there is no other. `back`: where a form is, to be sent once more."""
    title = _TITLES.get(status, "Something went wrong here")
    if visit.is_partial:
        return visit.page("refused_part.html", status, text=text, back=back)
    return visit.page("refused.html", status, title=title, text=text, status=status, back=back)


def _set_cookies(visit: Visit, answer: Response) -> None:
    is_secure = visit.whole("/").startswith("https:")
    for name, value in visit.cookies.items():
        if value is None:
            answer.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="lax")
        else:
            lasts = sign_in.LASTS // 1000
            answer.set_cookie(name, value, max_age=lasts, path="/", secure=is_secure, httponly=True, samesite="lax")


def moved(to: str) -> Endpoint:
    """An address that only leads to another."""

    async def endpoint(_: Request) -> Response:
        return RedirectResponse(to, 302)

    return endpoint
