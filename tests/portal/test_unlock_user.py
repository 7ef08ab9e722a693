"""Whom somebody has guessed at is shown as locked, and let in again by an administrator."""

import pytest
from playwright.sync_api import Page, expect

from launchpath.domain import password
from tests.portal.conftest import WORD, OpenPage, somebody
from tests.portal.visitor import Visitor
from tests.running import RunningServer


@pytest.fixture
def locked(visitor: Visitor) -> str:
    """A user whose password was guessed at too often; their name."""
    _, name = somebody(visitor.server)
    for _ in range(password.MOST_OF_A_NAME):
        visitor.sign_in(name, "guess")
    assert visitor.sign_in(name, WORD).status_code == 429
    return name


def test_a_button_unlocks(admin_page: Page, visitor: Visitor, locked: str) -> None:
    admin_page.goto(f"/admin/users?q={locked}")
    expect(admin_page.get_by_text("Locked for 15 minutes")).to_be_visible()
    admin_page.get_by_role("button", name=f"Unlock {locked}").click()
    expect(admin_page.get_by_text("Locked for")).to_have_count(0)
    assert visitor.sign_in(locked, WORD).status_code == 303


def test_so_does_a_new_password(open_page: OpenPage, visitor: Visitor, locked: str, demo: RunningServer) -> None:
    page = open_page(demo, "admin")
    page.goto(f"/admin/users?q={locked}")
    page.locator(".person summary", has_text="Change").click()
    page.get_by_role("button", name=f"New password for {locked}").click()
    word = page.locator(".notice.good code").first.inner_text()
    assert visitor.sign_in(locked, word).status_code == 303
