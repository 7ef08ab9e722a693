"""Signing in with an identity provider: to its page, and back from it with a proof of who one is."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from starlette.responses import RedirectResponse, Response

from launchpath.api.errors import AccessDeniedException, InvalidParametersException, ResourceNotFoundException
from launchpath.operations.sign_in import AdmitFederatedUserInput, AdmittedUser
from launchpath.portal import csrf
from launchpath.portal.oidc import Flow, Person, Provider, ProviderFault
from launchpath.portal.pages.account import start_session
from launchpath.portal.visit import FormRefused, Visit, inside, told

_BACK = "/sign-in/oidc/callback"


def begin(visit: Visit) -> Response:
    """GET /sign-in/oidc: to the provider's page."""
    to = inside(visit.sent("to"))
    if visit.caller is not None:
        return visit.go(to)
    state = _state(visit, to)
    try:
        address = _provider(visit).address(Flow(visit.secret, state), state, visit.whole(_BACK))
    except ProviderFault as fault:
        return _refused(visit, to, str(fault), 503)
    return RedirectResponse(address, 303)


def end(visit: Visit) -> Response:
    """GET /sign-in/oidc/callback: back from the provider, with a code or with why there is none."""
    state, code = visit.sent("state"), visit.sent("code")
    if visit.caller is not None:
        return visit.go("/")
    to = _where_to(visit, state)
    if not code:
        why = visit.sent("error_description") or visit.sent("error") or "it gave no reason"
        return _refused(visit, to, f"The identity provider did not let you in: {why}.", 403)
    try:
        person = _provider(visit).person(Flow(visit.secret, state), code, visit.whole(_BACK))
    except ProviderFault as fault:
        return _refused(visit, to, str(fault), 403)
    return _admitted(visit, person, to)


def _admitted(visit: Visit, person: Person, to: str) -> Response:
    request = AdmitFederatedUserInput(
        issuer=_provider(visit).settings.issuer, subject=person.subject, user_name=person.name, groups=person.groups
    )
    try:
        found = visit.ask(request, AdmittedUser)
    except (AccessDeniedException, InvalidParametersException) as refusal:
        return _refused(visit, to, told(refusal), 403)
    visit.caller = found.caller
    start_session(visit, found.group_arns)
    return visit.go(to)


def _provider(visit: Visit) -> Provider:
    if visit.portal.provider is None:
        raise ResourceNotFoundException("People sign in here with a password.")
    return visit.portal.provider


def _state(visit: Visit, to: str) -> str:
    """A state that this browser alone can bring back, with the address to go on to."""
    body = f"{secrets.token_urlsafe(16)}.{urlsafe_b64encode(to.encode()).decode().rstrip('=')}"
    return f"{body}.{csrf.seal(visit.secret, f'oidc {body}')}"


def _where_to(visit: Visit, state: str) -> str:
    """The address that a state of ours leads to. Raises FormRefused."""
    body, _, seal = state.rpartition(".")
    if not csrf.is_sealed(visit.secret, f"oidc {body}", seal):
        raise FormRefused("This sign-in was begun in another browser, or long ago. Begin again.")
    address = body.partition(".")[2]
    return inside(urlsafe_b64decode(address + "=" * (-len(address) % 4)).decode())


def _refused(visit: Visit, to: str, why: str, status: int) -> Response:
    return visit.page("sign_in.html", status, to=to, user_name="", refusal=why)
