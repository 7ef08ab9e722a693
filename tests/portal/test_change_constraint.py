"""A constraint is changed where it stands, and what is wrong with it comes back as it was typed."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.making import MadeProduct, Making


@pytest.fixture
def product(making: Making) -> MadeProduct:
    return making.product()


def test_its_text_and_its_description_are_changed(
    admin_page: Page, making: Making, admin: Any, product: MadeProduct
) -> None:
    portfolio = making.portfolio(product, user=None)
    constraint = making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Old"}, Description="Before.")
    admin_page.goto(f"/admin/portfolios/{portfolio}")
    admin_page.locator("summary", has_text="What it says").click()
    fold = admin_page.locator("details[open]", has_text="What it says")
    expect(fold.get_by_label("What it says (JSON)")).to_have_value('{\n  "LocalRoleName": "Old"\n}')
    fold.get_by_label("What it says (JSON)").fill('{"LocalRoleName": "New"}')
    fold.get_by_label("Description").fill("After.")
    fold.get_by_role("button", name="Save").click()
    expect(admin_page.get_by_text("After.", exact=True)).to_be_visible()
    told = admin.describe_constraint(Id=constraint)
    assert (told["ConstraintParameters"], told["ConstraintDetail"]["Description"]) == (
        '{"LocalRoleName": "New"}',
        "After.",
    )


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    admin_page: Page, making: Making, product: MadeProduct
) -> None:
    portfolio = making.portfolio(product, user=None)
    making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Old"})
    admin_page.goto(f"/admin/portfolios/{portfolio}")
    admin_page.locator("summary", has_text="What it says").click()
    fold = admin_page.locator("details[open]", has_text="What it says")
    faulty = json.dumps({"RoleArn": "nobody"})
    fold.get_by_label("What it says (JSON)").fill(faulty)
    fold.get_by_role("button", name="Save").click()
    expect(admin_page.get_by_role("alert")).to_contain_text("RoleArn nobody is not the ARN of a role")
    expect(fold.get_by_label("What it says (JSON)")).to_have_value(faulty)
