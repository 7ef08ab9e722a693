"""The catalog: cards, search as one types, facets, and an empty page that says why it is empty."""

import re

from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.people import People
from tests.portal.conftest import OpenPage
from tests.portal.visitor import Visitor
from tests.running import RunningServer


def cards(page: Page) -> list[str]:
    """The names of the products that are shown."""
    return page.locator(".product-card h2").all_inner_texts()


def test_a_card_says_what_it_is_whose_and_which_version(page: Page) -> None:
    page.goto("/catalog")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Encrypted bucket"))
    expect(card).to_contain_text("A place for files of any size")
    expect(card).to_contain_text("Data Team")
    expect(card).to_contain_text("v2 of 2")


def test_a_card_says_who_uses_it(page: Page, making: Making, developer: object) -> None:
    product = making.offered(Name=unique("Used by somebody"))
    product.launched(developer)
    page.goto(f"/catalog?q={product.name}")
    expect(page.locator(".product-card")).to_contain_text("1 launched by 1 person")


def test_what_was_found_stays_while_it_is_pressed(page: Page) -> None:
    page.goto("/catalog")
    page.get_by_label("Search the catalog").fill("postgr")
    expect(page.locator(".product-card")).to_have_count(1)
    # Pressing it leaves the field, which must not bring the results anew under the pointer.
    page.get_by_role("link", name="PostgreSQL database").hover()
    page.mouse.down()
    page.wait_for_timeout(500)
    page.mouse.up()
    expect(page.get_by_role("heading", name="PostgreSQL database", level=1)).to_be_visible()


def test_it_is_searched_as_one_types_and_the_address_says_what_for(page: Page) -> None:
    page.goto("/catalog")
    page.get_by_label("Search the catalog").press_sequentially("postgr", delay=20)
    expect(page.locator(".product-card")).to_have_count(1)
    assert cards(page) == ["PostgreSQL database"]
    page.wait_for_url("**/catalog?q=postgr")
    page.reload()
    assert cards(page) == ["PostgreSQL database"]


def test_going_back_shows_what_was_found_before(page: Page) -> None:
    page.goto("/catalog?q=queue")
    page.get_by_label("Search the catalog").fill("postgresql")
    page.wait_for_url("**/catalog?q=postgresql")
    page.go_back()
    expect(page.get_by_role("heading", name="Message queue")).to_be_visible()


def test_facets_narrow_it_down_and_say_what_another_choice_would_leave(page: Page) -> None:
    page.goto("/catalog?vendor=Launchpath+Samples")
    owners = page.get_by_role("group", name="Owner")
    owners.get_by_label("Data Team").check()
    expect(page.locator(".product-card")).to_have_count(3)
    assert cards(page) == ["Encrypted bucket", "Key-value table", "PostgreSQL database"]
    expect(owners.get_by_label("Data Team")).to_be_checked()
    expect(owners.locator("label", has_text="Integration Team")).to_contain_text("3")
    owners.get_by_label("Integration Team").check()
    expect(page.locator(".product-card")).to_have_count(6)


def test_it_can_be_narrowed_to_a_portfolio(page: Page) -> None:
    page.goto("/catalog")
    page.get_by_label("Messaging and Events").check()
    page.wait_for_url(re.compile("portfolio=port-"))
    expect(page.get_by_role("heading", name="Message queue")).to_be_visible()
    expect(page.get_by_role("heading", name="Encrypted bucket")).to_have_count(0)


def test_nothing_found_leads_back_to_everything(page: Page) -> None:
    page.goto("/catalog?q=nothing+is+called+so")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="look at everything").click()
    expect(page.get_by_role("heading", name="Message queue")).to_be_visible()


def test_a_slash_leads_to_the_search(page: Page) -> None:
    page.goto("/catalog")
    page.keyboard.press("/")
    expect(page.get_by_label("Search the catalog")).to_be_focused()


def test_only_what_one_may_launch_is_there(page: Page, making: Making) -> None:
    hidden = making.product(Name=unique("Hidden"))
    making.portfolio(hidden, user=None)
    page.goto(f"/catalog?q={hidden.name}")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    assert page.goto(f"/products/{hidden.id}").status == 404  # type: ignore[union-attr]


def test_to_whom_nothing_is_open_is_told_why_and_what_to_ask_for(
    open_page: OpenPage, demo: RunningServer, people: People
) -> None:
    page = open_page(demo, "admin")
    page.goto("/catalog")
    expect(page.get_by_role("heading", name="Nothing is open to you yet")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("arn:aws:iam::123456789012:user/admin")).to_be_visible()
    expect(page.get_by_role("link", name="Open a portfolio to yourself")).to_be_visible()


def test_what_is_new_is_there_with_the_next_look(page: Page, making: Making) -> None:
    family = unique("Family")
    making.offered(Name=f"{family} 1")
    page.goto(f"/catalog?q={family}")
    expect(page.locator(".results-count")).to_contain_text("1 product")
    making.offered(Name=f"{family} 2")
    page.reload()
    expect(page.locator(".results-count")).to_contain_text("2 products")


def test_a_long_list_has_further_pages(open_page: OpenPage, demo: RunningServer, making: Making) -> None:
    family = unique("Family")
    products = [making.product(Name=f"{family} {number:02}") for number in range(26)]
    making.portfolio(*products)
    page = open_page(demo, "developer")
    page.goto(f"/catalog?q={family}")
    expect(page.locator(".product-card")).to_have_count(24)
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".product-card")).to_have_count(2)
    assert cards(page) == [f"{family} 24", f"{family} 25"]


def test_without_scripts_the_search_is_a_form(visitor: Visitor) -> None:
    visitor.sign_in("developer")
    answer = visitor.get("/catalog", params={"q": "postgresql", "owner": "Data Team"})
    assert "PostgreSQL database" in answer.text
    assert "Message queue" not in answer.text
