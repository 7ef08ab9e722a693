"""A product offers TagOptions of its own, beside those of its portfolios."""

from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.visitor import Visitor


def test_a_product_offers_tags_and_takes_them_back(admin_page: Page, page: Page, making: Making) -> None:
    product, key = making.offered(), unique("team")
    for value in ("checkout", "finance"):
        making.admin.create_tag_option(Key=key, Value=value)
    for value in ("checkout", "finance"):
        admin_page.goto(f"/admin/products/{product.id}")
        admin_page.get_by_label("TagOption to offer").select_option(label=f"{key}={value}")
        admin_page.get_by_role("button", name="Offer").click()
        expect(admin_page.get_by_role("button", name=f"Remove {key}={value}")).to_be_visible()
    page.goto(f"/products/{product.id}/launch")
    expect(page.get_by_label(key).locator("option")).to_have_text(["None", "checkout", "finance"])
    admin_page.get_by_role("button", name=f"Remove {key}=finance").click()
    expect(admin_page.get_by_role("button", name=f"Remove {key}=finance")).to_have_count(0)


def test_one_that_is_gone_is_told_on_the_page(visitor: Visitor, making: Making) -> None:
    product = making.product()
    visitor.sign_in("admin")
    answer = visitor.submit(f"/admin/products/{product.id}", None, action="offer", option="tag-gone")
    assert answer.status_code == 422
    assert "TagOption tag-gone not found." in answer.text
