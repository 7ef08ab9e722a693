"""Where there are many users, groups and roles, their page stays small: it shows some, and others are searched for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from launchpath.portal.pages.admin.users import MOST_SHOWN
from tests.people import People
from tests.portal.conftest import OpenPage
from tests.portal.visitor import Visitor, tags
from tests.running import RunningServer


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with more groups than are shown, and than are there to tick."""
    with RunningServer(tmp_path_factory.mktemp("crowd"), "--engine", "none") as server:
        people = People.of(server)
        for _ in range(MOST_SHOWN + 1):
            people.group()
        people.database.close()
        yield server


def test_some_are_shown_and_few_are_there_to_tick(crowd: RunningServer) -> None:
    with Visitor(crowd) as visitor:
        visitor.sign_in("admin")
        page = visitor.get("/admin/users").text
    assert "more: search for them." in page
    assert [one for name, one in tags(page) if name == "input" and one.get("name") == "group"] == []


def test_a_group_that_is_not_there_to_tick_is_named(open_page: OpenPage, crowd: RunningServer) -> None:
    people = People.of(crowd)
    group, user = people.group().rpartition("/")[2], people.user().arn.rpartition("/")[2]
    people.database.close()
    page = open_page(crowd, "admin")
    page.goto(f"/admin/users?q={user}")
    page.locator(".person summary", has_text="Change").click()
    page.locator(".person").get_by_label("One more group").fill("nobody")
    page.locator(".person").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no group nobody.")
    expect(page.locator(".person").get_by_role("checkbox", name="nobody")).to_be_checked()
    page.goto(f"/admin/users?q={user}")
    page.locator(".person summary", has_text="Change").click()
    page.locator(".person").get_by_label("One more group").fill(group)
    page.locator(".person").get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"in {group}")).to_be_visible()


def test_groups_are_searched_for_too(open_page: OpenPage, crowd: RunningServer) -> None:
    people = People.of(crowd)
    group = people.group().rpartition("/")[2]
    people.database.close()
    page = open_page(crowd, "admin")
    page.goto("/admin/users")
    page.get_by_label("Search people").fill(group)
    expect(page.locator("#results .row-title")).to_have_text([group])
