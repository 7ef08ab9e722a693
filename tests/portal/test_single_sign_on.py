"""Signing in with an OpenID Connect provider: over real HTTP, with PKCE, state and nonce, and groups from its claim."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import expect

from tests.making import unique
from tests.people import People
from tests.portal.conftest import OpenPage
from tests.portal.identity_provider import CLIENT, SECRET, IdentityProvider, providing
from tests.portal.visitor import Visitor
from tests.running import RunningServer


@pytest.fixture(scope="module")
def answering() -> Iterator[IdentityProvider]:
    with providing() as provider:
        yield provider


@pytest.fixture(scope="module")
def house(answering: IdentityProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that trusts the provider."""
    settings = {"ISSUER": answering.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": "Example ID"}
    environment = {f"LAUNCHPATH_OIDC_{name}": value for name, value in settings.items()}
    folder = tmp_path_factory.mktemp("oidc")
    with RunningServer(folder, "--engine", "none", environment=environment) as server:
        yield server


@pytest.fixture
def provider(answering: IdentityProvider) -> IdentityProvider:
    """The provider, about to let in somebody new."""
    name = unique("bob")
    answering.claims = {"sub": name, "preferred_username": name}
    answering.more, answering.lies, answering.shown_key = {}, {}, None
    answering.error, answering.is_ill = "", False
    return answering


@pytest.fixture
def visitor(house: RunningServer) -> Iterator[Visitor]:
    with Visitor(house) as one:
        yield one


def back(visitor: Visitor, to: str = "/catalog") -> str:
    """Go to the provider; the address that it sends one back to."""
    away = visitor.get("/sign-in/oidc", params={"to": to}).headers["location"]
    return httpx.get(away).headers["location"]


def sign_in(visitor: Visitor, to: str = "/catalog") -> httpx.Response:
    return visitor.get(back(visitor, to))


def test_a_person_signs_in_and_is_who_the_provider_says(
    open_page: OpenPage, house: RunningServer, provider: IdentityProvider
) -> None:
    page = open_page(house)
    page.goto("/account")
    page.get_by_role("link", name="Continue with Example ID").click()
    page.wait_for_url("**/account")
    expect(page.get_by_role("main")).to_contain_text(f"user/oidc/{provider.claims['sub']}")


def test_the_provider_is_asked_with_pkce_state_and_nonce(visitor: Visitor, provider: IdentityProvider) -> None:
    sign_in(visitor)
    asked = provider.asked[-1]
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == ("code", "S256", CLIENT)
    assert asked["redirect_uri"] == f"{visitor.server.url}/sign-in/oidc/callback"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["nonce"]) >= 32
    visitor.submit("/sign-out", "/account")
    back(visitor)
    assert all(asked[name] != provider.asked[-1][name] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("where", ["claims", "more"])
def test_its_groups_are_ours_of_the_same_name_and_no_others(
    visitor: Visitor, provider: IdentityProvider, where: str
) -> None:
    """In the ID token or on the provider's page about the user, with Keycloak's slash or without."""
    group = People.of(visitor.server).group().rpartition("/")[2]
    getattr(provider, where)["groups"] = [f"/{group}", "unheard-of"]
    sign_in(visitor)
    page = visitor.get("/account").text
    assert group in page
    assert "unheard-of" not in page


def test_the_same_person_comes_back_as_the_same_and_may_launch(visitor: Visitor, provider: IdentityProvider) -> None:
    assert sign_in(visitor).headers["location"] == "/catalog"
    provider.claims["preferred_username"] = unique("renamed")
    visitor.submit("/sign-out", "/account")
    sign_in(visitor)
    assert f"user/oidc/{provider.claims['sub']}" in visitor.get("/account").text


def test_it_leads_on_to_the_page_that_was_wanted_but_never_elsewhere(
    visitor: Visitor, provider: IdentityProvider
) -> None:
    assert sign_in(visitor, "/launched?q=a").headers["location"] == "/launched?q=a"
    visitor.submit("/sign-out", "/account")
    assert sign_in(visitor, "https://evil.example").headers["location"] == "/catalog"


def test_a_sign_in_that_another_browser_began_is_refused(visitor: Visitor, provider: IdentityProvider) -> None:
    """Else somebody could be signed in as somebody else without noticing."""
    with Visitor(visitor.server) as attacker:
        address = back(attacker)
    visitor.get("/sign-in")
    answer = visitor.get(address)
    assert answer.status_code == 400
    assert "begun in another browser" in answer.text
    assert "launchpath_session" not in visitor.cookies


def test_a_code_is_good_once(visitor: Visitor, provider: IdentityProvider) -> None:
    address = back(visitor)
    cookies = dict(visitor.cookies)
    assert visitor.get(address).status_code == 303
    assert httpx.get(address, cookies=cookies, timeout=60).status_code == 403


LIES: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "another"},
    "audience": {"aud": "another"},
    "issuer": {"iss": "https://evil.example"},
    "time": {"exp": 1},
    "party": {"aud": [CLIENT, "another"], "azp": "another"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_us_now_is_refused(visitor: Visitor, provider: IdentityProvider, lie: str) -> None:
    provider.lies = LIES[lie]
    answer = sign_in(visitor)
    assert answer.status_code == 403
    assert "can&#39;t be believed" in answer.text
    assert "launchpath_session" not in visitor.cookies


def test_a_token_that_somebody_else_signed_is_refused(visitor: Visitor, provider: IdentityProvider) -> None:
    provider.shown_key = RSAKey.generate_key(2048, {"kid": "one"})
    assert sign_in(visitor).status_code == 403
    assert "launchpath_session" not in visitor.cookies


def test_whom_the_provider_does_not_let_in_is_told_so(visitor: Visitor, provider: IdentityProvider) -> None:
    provider.error = "access_denied"
    answer = sign_in(visitor)
    assert answer.status_code == 403
    assert "did not let you in: access_denied" in answer.text


def test_a_name_that_another_person_has_here_is_refused(visitor: Visitor, provider: IdentityProvider) -> None:
    sign_in(visitor)
    visitor.submit("/sign-out", "/account")
    provider.claims = {**provider.claims, "sub": "somebody else"}
    answer = sign_in(visitor)
    assert answer.status_code == 403
    assert "belongs to another user here" in answer.text


def test_without_a_provider_there_is_no_way_to_it(demo: RunningServer) -> None:
    with Visitor(demo) as visitor:
        assert "Continue with" not in visitor.get("/sign-in").text
        assert visitor.get("/sign-in/oidc").status_code == 404


def test_a_provider_that_does_not_answer_leaves_the_password(visitor: Visitor, provider: IdentityProvider) -> None:
    provider.is_ill = True
    answer = visitor.get("/sign-in/oidc")
    assert answer.status_code == 503
    assert "can&#39;t be asked" in answer.text
    assert visitor.sign_in("admin").status_code == 303


def test_a_provider_that_falls_ill_meanwhile_is_told_too(visitor: Visitor, provider: IdentityProvider) -> None:
    address = back(visitor)
    provider.is_ill = True
    assert visitor.get(address).status_code == 403
    assert "launchpath_session" not in visitor.cookies
