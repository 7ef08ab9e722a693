"""What the API refuses for a member's shape, people are told in words, beside the field that they typed it into."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.launching import EVERYTHING, fill, form, launch
from tests.portal.visitor import Visitor


def create_portfolio(page: Page, name: str, provider: str) -> None:
    page.goto("/admin/portfolios")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Provider").fill(provider)
    page.get_by_role("button", name="Create").click()


def test_a_text_that_is_too_long_is_told_beside_its_field(admin_page: Page) -> None:
    create_portfolio(admin_page, unique("shelf"), "x" * 51)
    expect(admin_page.locator("#flaw-provider_name")).to_have_text("Use at most 50 characters.")
    expect(admin_page.get_by_label("Provider")).to_have_attribute("aria-invalid", "true")
    expect(admin_page.get_by_label("Provider")).to_have_value("x" * 51)
    expect(admin_page.get_by_role("alert")).to_contain_text("Provider name: use at most 50 characters.")
    expect(admin_page.get_by_text("validation error")).to_have_count(0)


def test_clients_are_told_in_the_services_own_words(admin: Any) -> None:
    """Semantics 3.2."""
    told = r"1 validation error detected: Value 'x{51}' at 'providerName' failed to satisfy constraint: Member must"
    with pytest.raises(ClientError, match=told):
        admin.create_portfolio(DisplayName="shelf", ProviderName="x" * 51)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("team", "Tag team: write it as key=value, and leave neither empty."),
        ("a=b\nteam=", "Tag team: write it as key=value, and leave neither empty."),
        ("=x", "Tag =x: write it as key=value, and leave neither empty."),
        ("te#am=x", "Tag te#am: use letters, digits, blanks and . : / = + - _ @ only."),
        ("a=b\nteam=" + "x" * 257, "Tag team: use at most 256 characters."),
        ("team=a\nteam=b", "Tag key team is given more than once. Give each key once."),
        ("aws:team=a", "Tag key aws:team is reserved: keys that begin with aws: are set by the service."),
    ],
)
def test_what_is_wrong_with_tags_is_told_beside_them(visitor: Visitor, making: Making, typed: str, told: str) -> None:
    product = making.offered()
    visitor.sign_in("developer")
    answer = visitor.submit(f"/products/{product.id}/launch", None, name=unique("tagged"), own_tags=typed, path="")
    assert answer.status_code == 422
    assert answer.text.partition('id="flaw-own_tags"')[2].partition("</svg>")[2].startswith(told)


def test_a_flaw_of_the_tags_is_shown_though_they_are_folded_away(page: Page, making: Making) -> None:
    form(page, making.offered())
    page.locator("#name").fill(unique("tagged"))
    page.get_by_text("Tags of your own").click()
    page.locator("#own_tags").fill("team")
    page.get_by_text("Tags of your own").click()
    launch(page)
    expect(page.locator("#own_tags")).to_be_focused()
    expect(page.locator("#flaw-own_tags")).to_have_text("Tag team: write it as key=value, and leave neither empty.")


def test_a_value_that_is_too_long_for_any_parameter_is_told_beside_it(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    fill(page, unique("long"))
    page.locator("[name='p.Readers']").fill("x" * 4097)
    launch(page)
    expect(page.locator("#flaw-Readers")).to_have_text("Use at most 4096 characters.")


def test_an_address_that_nothing_can_have_is_no_page(visitor: Visitor) -> None:
    visitor.sign_in("developer")
    answer = visitor.get("/products/no%20such%20thing")
    assert (answer.status_code, "There is no page at this address." in answer.text) == (404, True)
