"""Who you are: signing in and out, your password, how the portal looks."""

from starlette.responses import Response

from launchpath.api.errors import AccessDeniedException, ServiceError, ThrottlingException
from launchpath.operations.sign_in import (
    EndSessionInput,
    EndSessionOutput,
    SignedIn,
    SignInInput,
    StartSessionInput,
    StartSessionOutput,
    UpdatePasswordInput,
    UpdatePasswordOutput,
)
from launchpath.portal.visit import SESSION_COOKIE, THEME_COOKIE, THEMES, VISITOR_COOKIE, Visit, inside, told


def ask_who(visit: Visit) -> Response:
    """GET /sign-in"""
    if visit.caller is not None:
        return visit.go(inside(visit.sent("to")))
    return visit.page("sign_in.html", to=inside(visit.sent("to")), user_name="", refusal="")


def sign_in(visit: Visit) -> Response:
    """POST /sign-in"""
    name, to = visit.sent("user_name").strip(), inside(visit.sent("to"))
    try:
        found = visit.ask(SignInInput(user_name=name, password=visit.sent("password")), SignedIn)
    except (AccessDeniedException, ThrottlingException) as refusal:
        status = 403 if isinstance(refusal, AccessDeniedException) else 429
        return visit.page("sign_in.html", status, to=to, user_name=name, refusal=told(refusal))
    visit.caller = found.caller
    start_session(visit, ())
    return visit.go(to)


def start_session(visit: Visit, group_arns: tuple[str, ...]) -> None:
    """Give the visitor, who has proved who they are, a session; an earlier one ends."""
    if earlier := visit.request.cookies.get(SESSION_COOKIE):
        visit.ask(EndSessionInput(token=earlier), EndSessionOutput)
    visit.cookies[SESSION_COOKIE] = visit.ask(StartSessionInput(group_arns=group_arns), StartSessionOutput).token
    visit.cookies[VISITOR_COOKIE] = None


def sign_out(visit: Visit) -> Response:
    """POST /sign-out"""
    visit.ask(EndSessionInput(token=visit.request.cookies.get(SESSION_COOKIE, "")), EndSessionOutput)
    visit.cookies[SESSION_COOKIE] = None
    return visit.go("/sign-in")


def show(visit: Visit) -> Response:
    """GET /account"""
    return visit.page("account.html", refusal="", changed=visit.sent("changed"))


def change_password(visit: Visit) -> Response:
    """POST /account/password"""
    new = visit.sent("new_password")
    try:
        if new != visit.sent("new_password_again"):
            raise AccessDeniedException("The new password was not typed the same twice.")
        change = UpdatePasswordInput(present_password=visit.sent("present_password"), new_password=new)
        visit.ask(change, UpdatePasswordOutput)
    except ServiceError as refusal:
        return visit.page("account.html", 400, refusal=told(refusal), changed="")
    start_session(visit, ())
    return visit.go("/account", changed="password")


def choose_theme(visit: Visit) -> Response:
    """POST /theme"""
    chosen = visit.sent("theme")
    visit.cookies[THEME_COOKIE] = chosen if chosen in THEMES else None
    return visit.go(inside(visit.sent("to")))
