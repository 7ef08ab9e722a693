"""An administrator makes a portfolio, fills it, opens it and closes it again."""

from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.deleting import delete


def test_a_portfolio_is_made_filled_and_opened_and_the_developer_finds_its_product(
    admin_page: Page, page: Page, making: Making
) -> None:
    product, name = making.product(), unique("Shelf")
    admin_page.goto("/admin/portfolios")
    admin_page.get_by_label("Name").fill(name)
    admin_page.get_by_label("Provider").fill("Platform Team")
    admin_page.get_by_role("button", name="Create").click()
    expect(admin_page.get_by_role("heading", name=name)).to_be_visible()
    admin_page.get_by_label("Product to put in").select_option(label=product.name)
    admin_page.get_by_role("button", name="Put in").click()
    expect(admin_page.get_by_role("link", name=product.name)).to_be_visible()
    admin_page.get_by_label("Open it to").fill("arn:aws:iam::123456789012:user/developer")
    admin_page.get_by_role("button", name="Open", exact=True).click()
    expect(admin_page.get_by_role("button", name="Close to developer")).to_be_visible()
    page.goto(f"/products/{product.id}")
    expect(page.get_by_role("heading", name=product.name)).to_be_visible()
    admin_page.get_by_role("button", name="Close to developer").click()
    expect(admin_page.get_by_text("Nobody yet.")).to_be_visible()
    admin_page.get_by_role("button", name=f"Take out {product.name}").click()
    expect(admin_page.get_by_text("It holds nothing yet.")).to_be_visible()
    delete(admin_page, "this portfolio")
    admin_page.wait_for_url("**/admin/portfolios")
    expect(admin_page.get_by_role("link", name=name)).to_have_count(0)


def test_what_is_refused_keeps_what_was_typed(admin_page: Page, making: Making) -> None:
    portfolio = making.portfolio(making.product(), user=None)
    admin_page.goto(f"/admin/portfolios/{portfolio}")
    admin_page.get_by_label("Open it to").fill("somebody or other")
    admin_page.get_by_role("button", name="Open", exact=True).click()
    expect(admin_page.get_by_role("alert")).to_contain_text("It was refused")
    expect(admin_page.get_by_label("Open it to")).to_have_value("somebody or other")
