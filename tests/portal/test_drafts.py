"""What is typed into a form is kept in the tab: nothing secret, for nobody else, and not for longer than the visit."""

from playwright.sync_api import Page, expect

from launchpath.domain.managed_policy import END_USER
from tests.making import Making
from tests.portal.conftest import WORD, OpenPage, somebody
from tests.portal.test_launch import EVERYTHING, fill, form, secret
from tests.running import RunningServer

KEPT = "JSON.stringify({...sessionStorage, ...localStorage})"


def test_a_secret_that_is_looked_at_is_kept_nowhere(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    page.get_by_role("button", name="Show Your password").click()
    fill(page, "kept")
    assert "kept" in page.evaluate(KEPT)
    assert "a long secret" not in page.evaluate(KEPT)
    expect(secret(page)).to_have_attribute("type", "text")


def test_what_was_typed_over_the_values_of_a_link_is_there_after_a_reload(page: Page, making: Making) -> None:
    product = making.offered(EVERYTHING)
    form(page, product, name="linked")
    page.locator("#name").fill("typed")
    page.reload()
    expect(page.locator("#name")).to_have_value("typed")
    form(page, product, name="another-link")
    expect(page.locator("#name")).to_have_value("another-link")


def sign_in(page: Page, name: str, to: str) -> None:
    page.goto(f"/sign-in?to={to}")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{to}")


def test_drafts_end_with_the_visit_and_are_nobody_elses(
    open_page: OpenPage, demo: RunningServer, making: Making
) -> None:
    product = making.product()
    portfolio = making.portfolio(product)
    (ann, her_name), (bob, his_name) = somebody(demo, END_USER), somebody(demo, END_USER)
    for one in (ann, bob):
        making.open(portfolio, one.arn)
    page, address = open_page(demo), f"/products/{product.id}/launch"
    sign_in(page, her_name, address)
    page.locator("#name").fill("hers")
    page.context.clear_cookies()
    sign_in(page, her_name, address)
    expect(page.locator("#name")).to_have_value("hers")
    page.context.clear_cookies()
    sign_in(page, his_name, address)
    expect(page.locator("#name")).to_have_value("")
    assert "hers" not in page.evaluate(KEPT)
    page.locator("#name").fill("of-bob")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert "of-bob" not in page.evaluate(KEPT)
