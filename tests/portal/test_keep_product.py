"""An administrator changes a product: its texts, its versions, where it stands."""

from playwright.sync_api import Page, expect

from tests.making import QUEUE, Making, unique
from tests.portal.deleting import delete


def test_a_version_is_published_deprecated_hidden_and_deleted(admin_page: Page, page: Page, making: Making) -> None:
    product = making.offered()
    admin_page.goto(f"/admin/products/{product.id}")
    admin_page.get_by_role("link", name="New version").click()
    expect(admin_page.get_by_label("Template")).to_have_value(QUEUE)
    admin_page.get_by_label("Version").fill("v2")
    admin_page.get_by_label("Notes").fill("It waits longer.")
    admin_page.get_by_label("Template").fill(QUEUE.replace("MaxValue: 900", "MaxValue: 800"))
    admin_page.get_by_role("button", name="Publish this version").click()
    expect(admin_page.get_by_role("paragraph").filter(has_text="It waits longer.")).to_be_visible()
    newest, oldest = admin_page.locator(".versions > li").first, admin_page.locator(".versions > li").last
    for choice, pill, shown in (("Deprecate it", "Deprecated", "Deprecated"), ("Hide it", "Hidden", None)):
        oldest.get_by_text("Change v1").click()
        oldest.get_by_label(choice).check()
        oldest.get_by_role("button", name="Save").click()
        expect(oldest.locator(".pill")).to_have_text(pill)
        page.goto(f"/products/{product.id}")
        expect(page.locator(".versions > li")).to_have_count(2 if shown else 1)
    expect(newest.locator(".pill")).to_have_text("Newest")
    delete(admin_page, "v1")
    expect(admin_page.locator(".versions > li")).to_have_count(1)


def test_a_products_texts_are_changed_and_it_is_put_into_a_portfolio(admin_page: Page, making: Making) -> None:
    product, shelf = making.product(), unique("Shelf")
    making.portfolio(DisplayName=shelf)
    admin_page.goto("/admin/products")
    admin_page.get_by_label("Search products").fill(product.name)
    admin_page.get_by_role("link", name=product.name).click()
    admin_page.get_by_label("Description").fill("A queue that waits.")
    admin_page.get_by_text("Vendor and support").click()
    admin_page.get_by_label("Support by e-mail").fill("help@example.com")
    admin_page.get_by_role("button", name="Save", exact=True).last.click()
    expect(admin_page.get_by_label("Description")).to_have_value("A queue that waits.")
    admin_page.get_by_label("Portfolio to put it into").select_option(label=shelf)
    admin_page.get_by_role("button", name="Put in").click()
    expect(admin_page.get_by_role("link", name=shelf)).to_be_visible()
    delete(admin_page, "this product")
    expect(admin_page.get_by_role("alert")).to_contain_text("It was refused")
