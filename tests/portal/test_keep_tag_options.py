"""An administrator offers tags to choose from."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.deleting import delete
from tests.portal.visitor import Visitor


def test_tag_options_are_made_offered_chosen_and_taken_back(admin_page: Page, page: Page, making: Making) -> None:
    key, product = unique("team"), making.product()
    portfolio = making.portfolio(product)
    admin_page.goto("/admin/tag-options")
    admin_page.get_by_label("Key").fill(key)
    admin_page.get_by_label("Values").fill("checkout\nfinance")
    admin_page.get_by_role("button", name="Create").click()
    expect(admin_page.get_by_role("heading", name=key)).to_be_visible()
    for value in ("checkout", "finance"):
        admin_page.goto(f"/admin/portfolios/{portfolio}")
        admin_page.get_by_label("TagOption to offer").select_option(label=f"{key}={value}")
        admin_page.get_by_role("button", name="Offer").click()
        expect(admin_page.get_by_role("button", name=f"Remove {key}={value}")).to_be_visible()
    page.goto(f"/products/{product.id}/launch")
    expect(page.get_by_label(key).locator("option")).to_have_text(["None", "checkout", "finance"])
    admin_page.get_by_role("button", name=f"Remove {key}=finance").click()
    expect(admin_page.get_by_role("button", name=f"Remove {key}=finance")).to_have_count(0)
    admin_page.goto("/admin/tag-options")
    admin_page.get_by_role("button", name=f"Stop offering {key}=checkout").click()
    expect(admin_page.get_by_role("button", name=f"Offer again {key}=checkout")).to_be_visible()
    delete(admin_page, f"{key}=finance")
    expect(admin_page.locator("summary", has_text=f"{key}=finance")).to_have_count(0)


@pytest.mark.parametrize(("key", "values"), [("", "a"), ("team", " \n "), ("", "")])
def test_tag_options_without_a_key_or_a_value_are_refused(visitor: Visitor, key: str, values: str) -> None:
    visitor.sign_in("admin")
    answer = visitor.submit("/admin/tag-options", None, action="create", key=key, values=values)
    assert answer.status_code == 422
    assert "Give a key and at least one value" in answer.text


def test_values_that_are_there_already_are_told_and_none_is_made(visitor: Visitor, admin: Any) -> None:
    key = unique("team")
    visitor.sign_in("admin")
    fields = {"action": "create", "key": key}
    assert visitor.submit("/admin/tag-options", None, values="a\nb\na", **fields).status_code == 303
    answer = visitor.submit("/admin/tag-options", None, values="new\nb\na", **fields)
    assert answer.status_code == 422
    assert f"b, a of {key} are there already" in answer.text
    made = admin.list_tag_options(Filters={"Key": key})["TagOptionDetails"]
    assert sorted(one["Value"] for one in made) == ["a", "b"]


def test_what_no_key_can_be_is_told_of_the_key_that_was_typed(visitor: Visitor) -> None:
    visitor.sign_in("admin")
    answer = visitor.submit("/admin/tag-options", None, action="create", key="te<am", values="a")
    assert answer.status_code == 422
    assert "Key: use letters, digits, blanks and" in answer.text
    assert "Filters" not in answer.text
