"""What is typed into a form is kept in the tab: nothing secret, for nobody else, and not for longer than the visit."""

import pytest
from playwright.sync_api import Page, expect

from launchpath.domain.managed_policy import END_USER
from tests.making import QUEUE, Making, unique
from tests.portal.conftest import WORD, OpenPage, somebody
from tests.portal.launching import EVERYTHING, fill, form, launch, record_of, secret
from tests.running import RunningServer

KEPT = "JSON.stringify({...sessionStorage, ...localStorage})"


def test_another_version_asks_for_other_values_and_keeps_what_was_typed(page: Page, making: Making) -> None:
    product = making.offered(QUEUE)
    making.version(product, QUEUE.replace("Kind:", "Other: {Type: String, Default: x}\n  Kind:", 1), "v2")
    form(page, product)
    expect(page.get_by_label("Other")).to_be_visible()
    page.locator("#name").fill("kept")
    page.locator("[name='p.Delay']").fill("77")
    page.get_by_label("Version").select_option(label="v1")
    expect(page.get_by_label("Other")).to_have_count(0)
    expect(page.locator("#name")).to_have_value("kept")
    expect(page.locator("[name='p.Delay']")).to_have_value("77")


def test_what_was_typed_is_still_there_after_a_reload_and_can_be_forgotten(page: Page, making: Making) -> None:
    product = making.offered(EVERYTHING)
    form(page, product)
    fill(page, "kept")
    page.reload()
    expect(page.get_by_text("This is what you had typed before.")).to_be_visible()
    expect(page.locator("#name")).to_have_value("kept")
    expect(page.get_by_label("Colour")).to_have_value("green")
    # But for the secret, which is kept nowhere.
    expect(secret(page)).to_have_value("")
    assert "a long secret" not in page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#name")).to_have_value("")


def test_a_launch_leaves_no_draft_behind(page: Page, making: Making) -> None:
    product = making.offered()
    form(page, product)
    page.locator("#name").fill(unique("done"))
    launch(page)
    record_of(page)
    form(page, product)
    expect(page.locator("#name")).to_have_value("")


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


#: A version that keeps nothing secret, and asks for less.
OPEN = EVERYTHING.replace("NoEcho: true, ", "").replace("  Size: {", "  Other: {Type: String, Default: x}\n  Size: {")


def test_another_version_keeps_secrets_in_the_browser_and_only_there(page: Page, making: Making) -> None:
    product = making.offered(OPEN)
    making.version(product, EVERYTHING)
    form(page, product)
    fill(page, "kept")
    with page.expect_response("**/launch") as switched:
        page.get_by_label("Version").select_option(label="v1")
    assert "a long secret" not in switched.value.text()
    expect(page.locator("[name='p.Other']")).to_have_value("x")
    expect(page.locator("[name='p.Password']")).to_have_value("")
    page.locator("[name='p.Other']").fill("of v1 alone")
    page.get_by_label("Version").focus()
    page.get_by_label("Version").select_option(label="v2 (newest)")
    expect(secret(page)).to_have_value("a long secret")
    expect(page.get_by_label("Version")).to_be_focused()
    page.get_by_label("Version").select_option(label="v1")
    expect(page.locator("[name='p.Other']")).to_have_value("of v1 alone")
    assert "a long secret" not in page.evaluate(KEPT)
    assert "secret" not in page.url


#: As who goes through the choices with the keyboard: the next one before the server has answered to the last.
CHOOSE_TWICE = """() => {
  const versions = document.getElementById("version");
  for (const one of [...versions.options].slice(1)) {
    versions.value = one.value;
    versions.dispatchEvent(new Event("change", {bubbles: true}));
  }
}"""


def test_of_two_choices_in_a_row_the_last_one_counts(page: Page, making: Making) -> None:
    product = making.offered(OPEN)
    making.version(product, QUEUE, "v2")
    making.version(product, EVERYTHING, "v3")
    form(page, product)
    page.evaluate(CHOOSE_TWICE)
    expect(page.locator("[name='p.Other']")).to_be_visible()
    expect(page.get_by_label("Version").locator("option:checked")).to_have_text("v1")


def test_the_version_that_was_chosen_is_there_after_a_reload(page: Page, making: Making) -> None:
    product = making.offered(OPEN)
    making.version(product, EVERYTHING)
    form(page, product)
    page.get_by_label("Version").select_option(label="v1")
    page.locator("[name='p.Other']").fill("of v1 alone")
    page.reload()
    expect(page.locator("[name='p.Other']")).to_have_value("of v1 alone")
    expect(page.get_by_text("This is what you had typed before.")).to_be_visible()


def test_a_way_that_is_no_longer_there_leaves_another_one_chosen(page: Page, making: Making) -> None:
    product = making.product()
    making.portfolio(product)
    making.portfolio(product)
    closed = making.portfolio(product, DisplayName=(name := unique("Closed")))
    form(page, product)
    page.get_by_role("radio", name=name).check()
    making.admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=closed)
    page.reload()
    expect(page.locator("[name='path']")).to_have_count(2)
    expect(page.locator("[name='path']:checked")).to_have_count(1)


def test_a_refused_launch_keeps_secrets_in_the_browser(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    fill(page, "with blanks")
    with page.expect_response("**/launch") as refused:
        launch(page)
    assert refused.value.status == 422
    assert "a long secret" not in refused.value.text()
    expect(page.locator("#name")).to_be_focused()
    expect(secret(page)).to_have_value("a long secret")
    expect(page.get_by_text("Type it once more")).to_have_count(0)


@pytest.mark.loses_connection
def test_nothing_is_lost_when_the_server_cannot_be_reached(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    fill(page, name := unique("unreached"))
    page.route("**/launch", lambda route: route.abort())
    launch(page)
    expect(page.get_by_text("The server can't be reached")).to_be_visible()
    expect(secret(page)).to_have_value("a long secret")
    page.unroute("**/launch")
    launch(page)
    record_of(page)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
