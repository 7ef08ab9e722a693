"""Policies are written, changed, given, taken away and deleted in the portal; what is wrong is told beside the text."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from launchpath.domain.managed_policy import ADMINISTRATOR
from tests.making import unique
from tests.people import People
from tests.portal.conftest import OpenPage, somebody
from tests.portal.visitor import Visitor
from tests.running import RunningServer

LOOK: dict[str, Any] = {"Effect": "Allow", "Action": "servicecatalog:Search*", "Resource": "*"}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


def test_a_policy_is_written_given_taken_away_and_deleted(admin_page: Page, demo: RunningServer) -> None:
    (person, user), name = somebody(demo), unique("look")
    admin_page.goto("/admin/policies")
    admin_page.get_by_role("link", name="New policy").click()
    admin_page.get_by_label("Name").fill(name)
    admin_page.get_by_label("Policy", exact=True).fill(document(LOOK))
    expect(admin_page.locator("#preview")).to_contain_text("servicecatalog:Search*")
    admin_page.get_by_role("button", name="Create the policy").click()
    expect(admin_page.get_by_role("heading", name=name)).to_be_visible()
    admin_page.get_by_label("Give it to").fill(person.arn)
    admin_page.get_by_role("button", name="Give", exact=True).click()
    expect(admin_page.get_by_role("button", name=f"Take away from {user}")).to_be_visible()
    admin_page.locator("summary", has_text=f"Delete {name}").click()
    admin_page.get_by_label(f"Type {name}").fill(name)
    admin_page.get_by_role("button", name=f"Delete {name}").click()
    expect(admin_page.get_by_role("alert")).to_contain_text("Detach it first")
    admin_page.get_by_role("button", name=f"Take away from {user}").click()
    expect(admin_page.get_by_text("Nobody.")).to_be_visible()
    admin_page.locator("summary", has_text=f"Delete {name}").click()
    admin_page.get_by_label(f"Type {name}").fill(name)
    admin_page.get_by_role("button", name=f"Delete {name}").click()
    admin_page.wait_for_url("**/admin/policies")
    expect(admin_page.get_by_role("link", name=name)).to_have_count(0)


def test_a_policy_is_changed_and_holds_with_the_next_request(
    admin_page: Page, open_page: OpenPage, people: People, demo: RunningServer
) -> None:
    name = people.policy({"Action": "servicecatalog:Search*"})
    _, user = somebody(demo, name)
    page = open_page(demo, user)
    assert page.goto("/admin/portfolios").status == 403  # type: ignore[union-attr]
    admin_page.goto(f"/admin/policies/named/{name}")
    admin_page.get_by_role("link", name="Change", exact=True).click()
    admin_page.get_by_label("Policy", exact=True).fill(document(LOOK | {"Action": "servicecatalog:*"}))
    admin_page.get_by_role("button", name="Keep it so").click()
    expect(admin_page.locator(".statements")).to_have_text("Allows servicecatalog:*")
    assert page.goto("/admin/portfolios").status == 200  # type: ignore[union-attr]


def test_what_is_wrong_is_told_beside_the_text_and_nothing_typed_is_lost(admin_page: Page) -> None:
    admin_page.goto("/admin/policies/new")
    faulty = document(LOOK | {"Action": "Search"})
    admin_page.get_by_label("Name").fill("kept")
    admin_page.get_by_label("Policy", exact=True).fill(faulty)
    expect(admin_page.locator("#preview")).to_contain_text("Statement 1: Action Search must be")
    admin_page.get_by_role("button", name="Create the policy").click()
    expect(admin_page.get_by_role("alert")).to_contain_text("Statement 1: Action Search must be")
    expect(admin_page.locator("#preview")).to_contain_text("Statement 1: Action Search must be")
    expect(admin_page.get_by_label("Name")).to_have_value("kept")
    expect(admin_page.get_by_label("Policy", exact=True)).to_have_value(faulty)


def test_a_draft_is_there_again_until_it_has_been_taken(admin_page: Page) -> None:
    admin_page.goto("/admin/policies/new")
    admin_page.get_by_label("Name").fill(name := unique("draft"))
    admin_page.get_by_label("Policy", exact=True).fill(written := document(LOOK))
    admin_page.get_by_role("link", name="Cancel").click()
    admin_page.get_by_role("link", name="New policy").click()
    expect(admin_page.get_by_label("Policy", exact=True)).to_have_value(written)
    admin_page.get_by_role("button", name="Create the policy").click()
    expect(admin_page.get_by_role("heading", name=name)).to_be_visible()
    admin_page.goto("/admin/policies/new")
    expect(admin_page.get_by_label("Name")).to_have_value("")


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("admin")
    return visitor


def test_each_statement_is_said_in_words(administrator: Visitor) -> None:
    condition = {"StringEquals": {"servicecatalog:userLevel": "self", "aws:RequestedRegion": ["us-east-1", "x"]}}
    deny = {"Effect": "Deny", "NotAction": "iam:*", "NotResource": "arn:aws:iam::*:user/*", "Condition": condition}
    fields = {"action": "preview", "policy_name": "a", "body": document(LOOK, deny)}
    told = " ".join(administrator.submit("/admin/policies/new", None, **fields).text.split())
    for text in ("Allows", "Forbids</span> everything but", "on everything but", "</code> or <code>", "and if"):
        assert text in told


def test_an_action_that_there_is_not_is_told_with_the_nearest(administrator: Visitor) -> None:
    body = document(LOOK | {"Action": "servicecatalog:SerchProducts"})
    answer = administrator.submit("/admin/policies/preview", "/admin/policies/new", body=body)
    assert "There is no action servicecatalog:SerchProducts" in answer.text
    assert "<code>servicecatalog:SearchProducts</code>" in answer.text


def test_awss_own_can_be_copied_but_not_changed_or_deleted(administrator: Visitor) -> None:
    page = administrator.get(f"/admin/policies/named/{ADMINISTRATOR}").text
    assert 'value="delete"' not in page
    assert f"/admin/policies/new?like={ADMINISTRATOR}" in page
    assert "servicecatalog:Associate*" in administrator.get(f"/admin/policies/new?like={ADMINISTRATOR}").text
    answer = administrator.submit(f"/admin/policies/named/{ADMINISTRATOR}/change", None, action="save", body="{}")
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["named/nothing", "named/nothing/change", "new?like=nothing"])
def test_a_policy_that_there_is_not_is_told(administrator: Visitor, path: str) -> None:
    answer = administrator.get(f"/admin/policies/{path}")
    assert answer.status_code == 404
    assert "There is no policy nothing." in answer.text


@pytest.mark.parametrize("path", ["", "/new", f"/named/{ADMINISTRATOR}", f"/named/{ADMINISTRATOR}/change"])
def test_whoever_administers_the_catalog_alone_is_refused(visitor: Visitor, path: str) -> None:
    _, name = somebody(visitor.server, ADMINISTRATOR)
    visitor.sign_in(name, "correct horse battery")
    answer = visitor.get(f"/admin/policies{path}")
    assert answer.status_code == 403
    assert "is not authorized to perform: iam:" in answer.text


def test_a_name_may_have_every_character_that_names_have(administrator: Visitor) -> None:
    name = unique("a+b=c,d.e@f_g")
    answer = administrator.submit("/admin/policies/new", None, action="save", policy_name=name, body=document(LOOK))
    assert answer.status_code == 303
    assert f"<h1>{name}</h1>" in administrator.get(answer.headers["location"]).text
    assert administrator.get("/admin/policies").text.count(f'named/{name}"') == 1
