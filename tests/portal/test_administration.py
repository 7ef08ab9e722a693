"""Who administers: nobody else sees the administration, and nobody more of it than concerns them."""

import pytest
from playwright.sync_api import Page, expect

from launchpath.domain.managed_policy import ADMINISTRATOR
from tests.portal.conftest import OpenPage, somebody
from tests.portal.visitor import Visitor
from tests.running import RunningServer

PAGES = ("", "/portfolios", "/products", "/products/new", "/tag-options", "/access", "/runs", "/users")


@pytest.mark.parametrize("page", PAGES)
def test_whom_it_does_not_concern_is_refused_as_everywhere(visitor: Visitor, page: str) -> None:
    visitor.sign_in("developer")
    answer = visitor.get(f"/admin{page}")
    assert answer.status_code == 403
    assert "is not authorized to perform" in answer.text


def test_only_administrators_see_the_way_in(page: Page, admin_page: Page) -> None:
    for one, count in ((page, 0), (admin_page, 1)):
        one.goto("/catalog")
        expect(one.get_by_role("link", name="Administration")).to_have_count(count)


def test_who_administers_the_catalog_alone_does_not_see_people(open_page: OpenPage, demo: RunningServer) -> None:
    _, name = somebody(demo, ADMINISTRATOR)
    page = open_page(demo, name)
    page.goto("/admin")
    expect(page.get_by_role("link", name="Portfolios").first).to_be_visible()
    expect(page.get_by_role("link", name="People")).to_have_count(0)
    assert page.goto("/admin/users").status == 403  # type: ignore[union-attr]
