"""Signing in and out, and what a session is good for."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from launchpath.domain import password
from tests.making import unique
from tests.portal.conftest import WORD, OpenPage, somebody
from tests.portal.visitor import Visitor, token
from tests.running import RunningServer


@pytest.fixture
def ann(demo: RunningServer) -> str:
    """A user of this test's own; her name."""
    return somebody(demo)[1]


def test_a_stranger_is_led_to_the_door_and_then_to_where_they_wanted(open_page: OpenPage, demo: RunningServer) -> None:
    page = open_page(demo)
    page.goto("/catalog?q=queue")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("User name").fill("developer")
    page.get_by_label("Password").fill(demo.variables("developer")["LAUNCHPATH_PASSWORD"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/catalog?q=queue")
    expect(page.get_by_label("Search the catalog")).to_have_value("queue")


def test_a_wrong_password_is_told_and_the_name_stays(open_page: OpenPage, demo: RunningServer) -> None:
    page = open_page(demo)
    page.goto("/sign-in")
    page.get_by_label("User name").fill(unique("nobody"))
    page.get_by_label("Password").fill("guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The user name or the password is not right.")
    expect(page.get_by_label("User name")).to_have_value(re.compile("nobody"))
    expect(page.get_by_label("Password")).to_have_value("")


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(page: Page, visitor: Visitor, ann: str) -> None:
    visitor.sign_in(ann, WORD)
    kept = dict(visitor.cookies)
    assert visitor.get("/catalog").status_code == 200
    visitor.submit("/sign-out", "/account")
    assert "launchpath_session" not in visitor.cookies
    again = httpx.get(f"{visitor.server.url}/catalog", cookies=kept)
    assert (again.status_code, again.headers["location"]) == (303, "/sign-in?to=%2Fcatalog")


def test_a_session_is_a_cookie_that_no_script_and_no_other_site_gets(visitor: Visitor, ann: str) -> None:
    answer = visitor.sign_in(ann, WORD)
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("launchpath_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


def test_signing_in_leads_nowhere_but_to_our_own_pages(visitor: Visitor, ann: str) -> None:
    for to in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = visitor.submit("/sign-in", user_name=ann, password=WORD, to=to)
        assert answer.headers["location"] == "/catalog"
        visitor.submit("/sign-out", "/account")


def test_signing_in_again_ends_the_session_before(visitor: Visitor, ann: str) -> None:
    visitor.sign_in(ann, WORD)
    first = dict(visitor.cookies)
    visitor.post("/sign-in", data={"csrf": visitor.csrf("/account"), "user_name": ann, "password": WORD})
    assert visitor.cookies["launchpath_session"] != first["launchpath_session"]
    assert httpx.get(f"{visitor.server.url}/account", cookies=first).status_code == 303


def test_a_form_that_is_not_ours_does_nothing(visitor: Visitor, ann: str) -> None:
    visitor.sign_in(ann, WORD)
    with Visitor(visitor.server) as other:
        foreign = other.csrf()
    for given in (foreign, "", "a.b"):
        answer = visitor.post("/sign-out", data={"csrf": given})
        assert answer.status_code == 400
        assert "made for another visit" in answer.text
    assert visitor.get("/account").status_code == 200


@pytest.mark.parametrize(
    "header", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_form_that_another_site_sends_does_nothing(visitor: Visitor, header: dict[str, str], ann: str) -> None:
    visitor.sign_in(ann, WORD)
    answer = visitor.post("/sign-out", data={"csrf": visitor.csrf("/account")}, headers=header)
    assert answer.status_code == 400
    assert visitor.get("/account").status_code == 200


def test_each_page_has_another_token_and_all_of_them_are_good(visitor: Visitor, ann: str) -> None:
    """A token that stayed the same could be told from the lengths of compressed pages."""
    visitor.sign_in(ann, WORD)
    first, second = visitor.csrf("/account"), visitor.csrf("/account")
    assert first != second
    assert visitor.post("/theme", data={"csrf": first, "theme": "dark", "to": "/account"}).status_code == 303


def test_guessing_ends_with_a_locked_name(visitor: Visitor, ann: str) -> None:
    for _ in range(password.MOST_OF_A_NAME):
        assert visitor.sign_in(ann, "guess").status_code == 403
    answer = visitor.sign_in(ann, WORD)
    assert answer.status_code == 429
    assert "The password was wrong too often. Try again in" in answer.text


@pytest.mark.parametrize("name", ["a" * 100_000, "a\0b", "%" * 600])
def test_what_can_be_nobodys_name_is_told_like_any_wrong_one(visitor: Visitor, name: str) -> None:
    answer = visitor.sign_in(name, "guess")
    assert answer.status_code == 403
    assert "The user name or the password is not right." in answer.text


def test_a_new_password_is_good_from_then_on(open_page: OpenPage, demo: RunningServer, ann: str) -> None:
    with Visitor(demo) as elsewhere:
        elsewhere.sign_in(ann, WORD)
        page = open_page(demo)
        page.goto("/sign-in?to=/account")
        page.get_by_label("User name").fill(ann)
        page.get_by_label("Password").fill(WORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Present password").fill(WORD)
        page.get_by_label("New password", exact=True).fill("staple and a donkey")
        page.get_by_label("New password, again").fill("staple and a donkey")
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_text("Your password was changed")).to_be_visible()
        assert elsewhere.get("/account").status_code == 303
        assert elsewhere.sign_in(ann, "staple and a donkey").status_code == 303


def test_a_password_that_was_typed_differently_twice_changes_nothing(visitor: Visitor, ann: str) -> None:
    visitor.sign_in(ann, WORD)
    fields = {"present_password": WORD, "new_password": "staple and a donkey", "new_password_again": "another"}
    answer = visitor.submit("/account/password", "/account", **fields)
    assert answer.status_code == 400
    assert "not typed the same twice" in answer.text
    assert visitor.sign_in(ann, WORD).status_code == 303


def test_the_account_page_says_who_one_is(page: Page) -> None:
    page.goto("/account")
    expect(page.get_by_role("main").get_by_text("arn:aws:iam::123456789012:user/developer")).to_be_visible()


def test_a_part_of_a_page_sends_strangers_to_the_door_as_a_whole(visitor: Visitor) -> None:
    """What htmx asks for is not a place to sign in."""
    answer = visitor.get("/catalog", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/sign-in?to=%2F")


def test_what_is_no_form_is_refused(visitor: Visitor) -> None:
    answer = visitor.post("/sign-in", json={"user_name": "admin"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    answer = visitor.post("/sign-in", content=b"x" * 5_000_000, headers={"Content-Type": _FORM})
    assert answer.status_code == 400
    assert "more than a form may hold" in answer.text


_FORM = "application/x-www-form-urlencoded"


def test_the_door_has_its_own_token_before_anybody_has_signed_in(visitor: Visitor) -> None:
    assert token(visitor.get("/sign-in"))
    assert "launchpath_visitor" in visitor.cookies
    assert visitor.post("/sign-in", data={"user_name": "admin", "password": "x"}).status_code == 400
