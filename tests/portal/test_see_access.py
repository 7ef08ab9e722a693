"""An administrator looks at the catalog with somebody's eyes."""

from playwright.sync_api import Page, expect

from tests.making import Making
from tests.portal.conftest import somebody
from tests.running import RunningServer


def test_the_catalog_is_seen_with_somebodys_eyes(admin_page: Page, making: Making, demo: RunningServer) -> None:
    person, name = somebody(demo)
    product = making.product()
    making.open(making.portfolio(product, user=None), person.arn)
    admin_page.goto("/admin/access")
    admin_page.get_by_label("Whose access").fill(person.arn)
    admin_page.get_by_role("button", name="Look").click()
    expect(admin_page.get_by_role("heading", name=f"The catalog of {name}")).to_be_visible()
    assert admin_page.locator(".seen-products li").all_inner_texts() == [product.name]
    expect(admin_page.get_by_text("Terminate their own")).to_be_visible()
    admin_page.get_by_label("Whose access").fill("arn:aws:iam::123456789012:user/nobody")
    admin_page.get_by_role("button", name="Look").click()
    expect(admin_page.get_by_role("alert")).to_contain_text("There is no user, group or role")
