"""With scripts off: what matters works all the same."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.making import QUEUE, Making, unique
from tests.portal.conftest import OpenPage
from tests.running import RunningServer, ended

SECRET = QUEUE.replace("Kind:", 'Password: {Type: String, NoEcho: true, Default: ""}\n  Kind:', 1)


@pytest.fixture
def page(open_page: OpenPage, demo: RunningServer) -> Page:
    return open_page(demo, "developer", java_script_enabled=False)


def record_of(page: Page) -> str:
    page.wait_for_url(re.compile("/runs/rec-"))
    return page.url.rpartition("/")[2].partition("?")[0]


def test_a_product_is_launched_watched_and_terminated(page: Page, making: Making, developer: Any) -> None:
    product = making.offered()
    page.goto(f"/products/{product.id}")
    page.get_by_role("link", name="Launch", exact=True).click()
    page.get_by_label("Name").fill(name := unique("plain"))
    page.locator("[name='p.Delay']").fill("5")
    page.get_by_role("button", name="Launch").click()
    assert ended(developer, record_of(page))["Status"] == "SUCCEEDED"
    # The page looks again by itself.
    expect(page.get_by_text("Succeeded", exact=True)).to_be_visible()
    page.get_by_role("link", name="Look after it").click()
    page.get_by_role("link", name="Terminate").click()
    page.get_by_label(f"Type {name}").fill(name)
    page.get_by_role("button", name="Terminate").click()
    assert ended(developer, record_of(page))["Status"] == "SUCCEEDED"


def test_what_is_wrong_comes_back_with_everything_that_was_typed_but_secrets(page: Page, making: Making) -> None:
    template = SECRET.replace("MinValue: 0", 'ConstraintDescription: "must be a number of seconds."')
    product = making.offered(template.replace("MaxValue: 900, ", ""))
    page.goto(f"/products/{product.id}/launch")
    page.get_by_label("Name").fill("with blanks")
    page.locator("[name='p.Delay']").fill("30")
    page.locator("[name='s.Password']").fill("a long secret")
    page.get_by_role("radio", name="fifo").check(force=True)
    page.get_by_role("button", name="Launch").click()
    expect(page.locator("#flaw-name")).to_contain_text("Use letters, digits")
    expect(page.get_by_label("Name")).to_have_value("with blanks")
    expect(page.locator("[name='p.Delay']")).to_have_value("30")
    expect(page.get_by_role("radio", name="fifo")).to_be_checked()
    expect(page.locator("[name='s.Password']")).to_have_value("")
    expect(page.get_by_text("Type it once more: a secret is never sent back to you.")).to_be_visible()
    assert "a long secret" not in page.content()


def test_a_refusal_of_the_house_is_shown_on_top(page: Page, making: Making) -> None:
    product = making.product()
    portfolio = making.portfolio(product)
    rule = {"Rules": {"R": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "fifo"]}}]}}}
    making.constraint(portfolio, product, "TEMPLATE", rule)
    page.goto(f"/products/{product.id}/launch")
    page.get_by_label("Name").fill(unique("refused"))
    page.get_by_role("button", name="Launch").click()
    expect(page.locator("#broken-rules")).to_contain_text("These values don't go together")


def test_another_version_is_chosen_with_a_button(page: Page, making: Making) -> None:
    product = making.offered(QUEUE)
    making.version(product, SECRET, "v2")
    page.goto(f"/products/{product.id}/launch")
    page.get_by_label("Name").fill("kept")
    page.get_by_label("Version").select_option(label="v1")
    page.get_by_role("button", name="Show the form for this choice").click()
    expect(page.locator("[name='s.Password']")).to_have_count(0)
    expect(page.get_by_label("Name")).to_have_value("kept")


def test_enter_launches(page: Page, making: Making) -> None:
    product = making.offered(QUEUE)
    making.version(product, SECRET, "v2")
    page.goto(f"/products/{product.id}/launch")
    page.get_by_label("Name").fill(unique("enter"))
    page.get_by_label("Name").press("Enter")
    record_of(page)


def test_the_wrong_name_terminates_nothing(page: Page, making: Making, developer: Any) -> None:
    record = making.offered().launched(developer)
    page.goto(f"/launched/{record['ProvisionedProductId']}/terminate")
    page.locator("#confirm").fill("something else")
    page.get_by_role("button", name="Terminate").click()
    expect(page.get_by_role("alert")).to_contain_text("to show that you mean this one")


def test_the_theme_is_switched_by_the_server(page: Page) -> None:
    page.goto("/catalog")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("heading", name="Catalog")).to_be_visible()
