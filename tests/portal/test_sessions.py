"""Sessions that are renewed or end while somebody works: forms outlive a renewal, and the way leads back to them."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import ColumnElement, update

from launchpath.domain.managed_policy import END_USER
from launchpath.operations import sign_in as sessions
from launchpath.store import tables
from tests.making import QUEUE, MadeProduct, Making, unique
from tests.people import People, Person
from tests.portal.conftest import WORD, OpenPage, somebody
from tests.portal.launching import EVERYTHING, fill, secret
from tests.portal.visitor import Visitor
from tests.running import RunningServer


@pytest.fixture
def ann(demo: RunningServer, visitor: Visitor) -> Person:
    """A user of this test's own, who has signed in with the visitor."""
    person, name = somebody(demo, END_USER)
    visitor.sign_in(name, WORD)
    return person


def offered(making: Making, person: Person, template: str = QUEUE) -> MadeProduct:
    """A product that they may launch."""
    product = making.product(template)
    making.open(making.portfolio(product, user=None), person.arn)
    return product


def of(person: Person) -> ColumnElement[bool]:
    """The tokens of their sessions."""
    return tables.portal_sessions.c.identity_arn == person.arn


def grow_old(people: People, person: Person) -> None:
    """Let more than an hour pass since their token was handed out."""
    token = tables.portal_sessions
    with people.database.write() as tx:
        aged = update(token).values(created_at=token.c.created_at - sessions.RENEWED_AFTER - 1)
        tx.connection.execute(aged.where(of(person)))


def test_a_form_in_another_tab_outlives_the_renewal_of_the_session(
    visitor: Visitor, people: People, ann: Person
) -> None:
    form_elsewhere, before = visitor.csrf("/account"), visitor.cookies["launchpath_session"]
    grow_old(people, ann)
    visitor.get("/catalog")
    assert visitor.cookies["launchpath_session"] != before
    assert visitor.post("/theme", data={"csrf": form_elsewhere, "theme": "dark", "to": "/account"}).status_code == 303


def test_sending_a_form_renews_the_session_too(visitor: Visitor, people: People, ann: Person) -> None:
    before = visitor.cookies["launchpath_session"]
    grow_old(people, ann)
    visitor.submit("/theme", "/account", theme="dark", to="/account")
    assert visitor.cookies["launchpath_session"] != before


def test_watching_a_run_signs_nobody_out(visitor: Visitor, people: People, ann: Person) -> None:
    """What watches sets no cookie, so a token that it was given would be lost, and the one that it replaced ends."""
    grow_old(people, ann)
    assert visitor.get("/runs/rec-none/stream").status_code == 204
    assert "launchpath_session" in visitor.get("/catalog").headers["set-cookie"]


def test_a_form_from_before_signing_out_is_good_for_nothing_afterwards(visitor: Visitor, ann: Person) -> None:
    old = visitor.csrf("/account")
    visitor.submit("/sign-out", "/account")
    visitor.sign_in(ann.arn.rpartition("/")[2], WORD)
    answer = visitor.post("/theme", data={"csrf": old, "theme": "dark", "to": "/account"})
    assert (answer.status_code, "made for another visit" in answer.text) == (400, True)


def test_a_form_is_no_other_users(visitor: Visitor, demo: RunningServer, ann: Person) -> None:
    with Visitor(demo) as other:
        other.sign_in(somebody(demo)[1], WORD)
        assert visitor.post("/theme", data={"csrf": other.csrf("/account"), "theme": "dark"}).status_code == 400


def test_a_form_that_is_no_longer_good_says_where_to_open_it_once_more(
    visitor: Visitor, making: Making, ann: Person
) -> None:
    address = f"/products/{offered(making, ann).id}/launch"
    typed = {"csrf": "old", "path": "x", "name": "kept", "p.Delay": "7", "s.Password": "word"}
    answer = visitor.post(address, data=typed, headers={"Referer": visitor.server.url + address})
    assert answer.status_code == 400
    again = re.search(f'href="({address}[^"]+)">Open the form once more', answer.text)
    assert again
    assert again[1].replace("&amp;", "&") == f"{address}?path=x&name=kept&p.Delay=7"


def test_at_the_door_one_is_told_that_the_session_has_ended(visitor: Visitor, people: People, ann: Person) -> None:
    with people.database.write() as tx:
        tx.connection.execute(update(tables.portal_sessions).values(expires_at=0).where(of(ann)))
    assert "Your session has ended" in visitor.get("/catalog", follow_redirects=True).text
    visitor.cookies.clear()
    assert "Your session has ended" not in visitor.get("/catalog", follow_redirects=True).text


def way_back(visitor: Visitor, address: str, referer: str, /, **fields: str) -> str | None:
    """Where the door leads afterwards whoever sends a form without a session."""
    visitor.cookies.clear()
    headers = {"Referer": visitor.server.url + referer}
    answer = visitor.post(address, data={"csrf": "x", "token": "x"} | fields, headers=headers)
    return answer.next_request.url.params["to"] if answer.next_request else None


def test_a_form_without_a_session_leads_to_the_door_and_back_to_what_was_typed(visitor: Visitor) -> None:
    fields = {"version": "pa-1", "path": "lpv3-1", "name": "kept", "own_tags": "a=b"}
    hidden = {"s.Password": "a long secret"}
    to = way_back(visitor, "/products/prod-1/launch", "/products/prod-1/launch", **fields, **hidden)
    assert to == "/products/prod-1/launch?version=pa-1&path=lpv3-1&name=kept&own_tags=a%3Db"


def test_too_much_for_an_address_leads_back_to_the_page_alone(visitor: Visitor) -> None:
    to = way_back(visitor, "/products/prod-1/launch", "/products/prod-1/launch", path="x", name="x" * 2000)
    assert to == "/products/prod-1/launch"


def test_other_forms_lead_back_to_their_page_and_say_nothing_of_what_was_typed(visitor: Visitor) -> None:
    to = way_back(visitor, "/account/password", "/account?changed=", present_password="word", name="x")
    assert to == "/account?changed="


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", ""])
def test_the_way_back_leads_nowhere_else(visitor: Visitor, path: str) -> None:
    assert way_back(visitor, "/account/password", path) == "/"
    answer = visitor.get("/catalog", headers={"HX-Request": "true", "HX-Current-URL": visitor.server.url + path})
    assert answer.headers["hx-redirect"] == "/sign-in?to=%2F"


def sign_in(page: Page, person: Person) -> None:
    """Through the door that has come up."""
    page.get_by_label("User name").fill(person.arn.rpartition("/")[2])
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("does", ["types", "launches"])
def test_whose_session_ends_comes_back_to_what_they_typed(
    open_page: OpenPage, demo: RunningServer, making: Making, ann: Person, does: str
) -> None:
    product = offered(making, ann, EVERYTHING)
    page = open_page(demo)
    page.goto(f"/products/{product.id}/launch?p.Size=5")
    sign_in(page, ann)
    with page.expect_response("**/launch/check"):
        fill(page, "kept")
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    if does == "types":
        page.get_by_label("Colour").select_option("blue")
    else:
        page.get_by_role("button", name="Launch").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "long" not in page.url
    sign_in(page, ann)
    page.wait_for_url(f"**/products/{product.id}/launch?p.Size=5")
    expect(page.locator("#name")).to_have_value("kept")
    expect(page.get_by_label("Colour")).to_have_value("blue" if does == "types" else "green")
    expect(secret(page)).to_have_value("")


def take_over(page: Page, visitor: Visitor) -> None:
    """Let the browser have the session of the visitor, as if they had signed in anew in another tab."""
    session = visitor.cookies["launchpath_session"]
    page.context.add_cookies([{"name": "launchpath_session", "value": session, "url": visitor.server.url}])


def test_who_has_signed_in_anew_in_another_tab_goes_on_with_everything(
    open_page: OpenPage, visitor: Visitor, making: Making, ann: Person
) -> None:
    page = open_page(visitor.server)
    page.goto(f"/products/{offered(making, ann, EVERYTHING).id}/launch")
    sign_in(page, ann)
    fill(page, name := unique("kept"))
    take_over(page, visitor)
    page.get_by_role("button", name="Launch").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_whoever_else_has_signed_in_sends_nothing_of_it(
    open_page: OpenPage, visitor: Visitor, making: Making, ann: Person
) -> None:
    person, name = somebody(visitor.server, END_USER)
    product = offered(making, ann, EVERYTHING)
    making.open(making.portfolio(product, user=None), person.arn)
    page = open_page(visitor.server)
    page.goto(f"/products/{product.id}/launch")
    sign_in(page, ann)
    fill(page, unique("hers"))
    visitor.submit("/sign-out", "/account")
    visitor.sign_in(name, WORD)
    take_over(page, visitor)
    page.get_by_role("button", name="Launch").click()
    expect(page.locator("#broken-rules")).to_contain_text("This form was made for another visit")
    page.get_by_role("link", name="Open the form once more").click()
    expect(page.locator("#name")).to_have_value("")


def test_without_scripts_too(open_page: OpenPage, demo: RunningServer, making: Making, ann: Person) -> None:
    product = offered(making, ann, EVERYTHING)
    page = open_page(demo, java_script_enabled=False)
    page.goto(f"/products/{product.id}/launch")
    sign_in(page, ann)
    fill(page, "kept")
    page.get_by_role("checkbox", name="wed").check()
    page.locator("[name='p.Readers']").fill("ann\nzoë")
    page.context.clear_cookies()
    page.get_by_role("button", name="Launch").click()
    sign_in(page, ann)
    expect(page.locator("#name")).to_have_value("kept")
    expect(page.get_by_label("Colour")).to_have_value("green")
    expect(page.get_by_role("checkbox", name="wed")).to_be_checked()
    expect(page.locator("[name='p.Readers']")).to_have_value("ann\nzoë")
    expect(secret(page)).to_have_value("")
    assert "secret" not in page.url
