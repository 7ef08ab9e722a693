"""What is wrong with a launch form, told beside its fields while one types, and again by the server."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.launching import EVERYTHING, fill, form, launch, secret


def test_what_is_wrong_is_told_beside_its_field_once_it_is_left(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    label = page.locator("[name='p.Label']")
    expect(page.locator("#flaw-Label")).to_be_hidden()
    label.fill("CAPITALS")
    label.blur()
    expect(page.locator("#flaw-Label")).to_have_text("Must match pattern [a-z]+.")
    expect(label).to_have_attribute("aria-invalid", "true")
    label.fill("small")
    expect(page.locator("#flaw-Label")).to_be_empty()
    expect(label).not_to_have_attribute("aria-invalid", "true")


def test_a_flaw_is_in_the_words_of_the_template(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    secret(page).fill("short")
    secret(page).blur()
    expect(page.locator("#flaw-Password")).to_have_text("Must have eight characters.")


def test_an_unsound_form_is_not_sent_and_the_first_flaw_gets_the_focus(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    fill(page, "")
    page.locator("[name='p.Size']").fill("77")
    launch(page)
    expect(page.locator("#flaw-name")).to_have_text("Give it a name.")
    expect(page.locator("#name")).to_be_focused()
    expect(page.locator("#flaw-Size")).to_have_text("Must be a number not greater than 9.")
    # A secret is not lost, for the page is the same.
    expect(secret(page)).to_have_value("a long secret")


def test_a_name_that_is_taken_is_told_at_once(page: Page, making: Making, developer: Any) -> None:
    product = making.offered()
    product.launch(developer, name := unique("taken"))
    form(page, product)
    page.locator("#name").fill(name)
    page.locator("#name").blur()
    expect(page.locator("#flaw-name")).to_have_text(f"There is a {name} already. Choose another name.")


def test_a_name_is_held_against_the_rule_of_the_api(page: Page, making: Making) -> None:
    form(page, making.offered())
    page.locator("#name").fill("-no")
    page.locator("#name").blur()
    expect(page.locator("#flaw-name")).to_contain_text("begin with a letter or a digit")


def test_a_broken_rule_is_told_in_its_own_words_while_one_types(page: Page) -> None:
    page.goto("/catalog?q=postgresql")
    page.get_by_role("link", name="PostgreSQL database").click()
    page.get_by_role("link", name="Launch", exact=True).click()
    page.get_by_role("radio", name="production").check(force=True)
    expect(page.locator("#broken-rules")).to_contain_text("A production database must have a standby copy")
    page.get_by_role("radio", name="yes").check(force=True)
    page.get_by_role("radio", name="medium").check(force=True)
    expect(page.locator("#broken-rules")).to_be_empty()


def test_a_flaw_that_comes_up_does_not_move_the_button_away_from_who_presses_it(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    with page.expect_response("**/check"):
        page.locator("[name='p.Label']").fill("CAPITALS")
    button = page.get_by_role("button", name="Launch")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    button.hover()
    page.mouse.down()
    assert button.bounding_box() == before
    page.mouse.up()
    expect(page.locator("#flaw-Label")).to_be_visible()
    expect(page.locator("#name")).to_be_focused()
