"""Portfolios and products bear tags of their own, which are added and removed; and a product leaves a portfolio."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.visitor import Visitor

#: How each is asked which tags it bears.
TAGS: dict[str, Callable[[Any, str], Any]] = {
    "portfolios": lambda admin, one: admin.describe_portfolio(Id=one)["Tags"],
    "products": lambda admin, one: admin.describe_product_as_admin(Id=one)["Tags"],
}


def made(making: Making, kind: str) -> str:
    return making.portfolio(user=None) if kind == "portfolios" else making.product().id


@pytest.mark.parametrize("kind", TAGS)
def test_a_tag_is_added_and_removed(admin_page: Page, making: Making, admin: Any, kind: str) -> None:
    one = made(making, kind)
    admin_page.goto(f"/admin/{kind}/{one}")
    admin_page.get_by_label("Key of the tag").fill("cost-centre")
    admin_page.get_by_label("Value of the tag").fill("4711")
    admin_page.get_by_role("button", name="Add", exact=True).click()
    remove = admin_page.get_by_role("button", name="Remove cost-centre=4711")
    expect(remove).to_be_visible()
    assert TAGS[kind](admin, one) == [{"Key": "cost-centre", "Value": "4711"}]
    remove.click()
    expect(remove).to_have_count(0)
    assert TAGS[kind](admin, one) == []


@pytest.mark.parametrize("kind", TAGS)
def test_a_tag_that_can_not_be_is_refused_and_comes_back(visitor: Visitor, making: Making, kind: str) -> None:
    visitor.sign_in("admin")
    answer = visitor.submit(f"/admin/{kind}/{made(making, kind)}", None, action="tag", key="aws:mine", value="x-77")
    assert answer.status_code == 422
    assert 'value="aws:mine"' in answer.text
    assert 'value="x-77"' in answer.text


def test_a_product_is_taken_out_of_a_portfolio_on_its_own_page(admin_page: Page, making: Making) -> None:
    product, name = making.product(), unique("Shelf")
    making.portfolio(product, user=None, DisplayName=name)
    admin_page.goto(f"/admin/products/{product.id}")
    admin_page.get_by_role("button", name=f"Take out of {name}").click()
    expect(admin_page.get_by_text("It is in no portfolio.")).to_be_visible()
