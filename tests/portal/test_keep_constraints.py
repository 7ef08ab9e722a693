"""An administrator demands things of launches: a constraint of each type."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.making import Making
from tests.portal.deleting import delete
from tests.portal.visitor import Visitor

RULES = (
    '{"Short": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Delay"}, "0"]}, "AssertDescription": "No wait."}]}}'
)


CONSTRAINTS = {
    "Launch role": ("LAUNCH", {"Role": "Launcher"}, {"LocalRoleName": "Launcher"}),
    "Notifications": (
        "NOTIFICATION",
        {"Topics": "arn:aws:sns:us-east-1:123456789012:a\narn:aws:sns:us-east-1:123456789012:b"},
        {"NotificationArns": ["arn:aws:sns:us-east-1:123456789012:a", "arn:aws:sns:us-east-1:123456789012:b"]},
    ),
    "Rules for values": ("TEMPLATE", {"Rules (JSON)": RULES}, {"Rules": {}}),
    "Changes of tags": ("RESOURCE_UPDATE", {}, {"Version": "2.0"}),
}


@pytest.mark.parametrize("title", CONSTRAINTS)
def test_a_constraint_of_each_type_is_made_and_deleted(
    admin_page: Page, making: Making, admin: Any, title: str
) -> None:
    kind, typed, said = CONSTRAINTS[title]
    portfolio = making.portfolio(making.product(), user=None)
    admin_page.goto(f"/admin/portfolios/{portfolio}")
    admin_page.locator("summary", has_text=title).click()
    form = admin_page.locator("details.demand[open]")
    for label, text in typed.items():
        form.get_by_label(label, exact=label != "Role").fill(text)
    form.get_by_label("Description").fill("Why it must be so.")
    form.get_by_role("button").click()
    expect(admin_page.get_by_text("Why it must be so.")).to_be_visible()
    (made,) = admin.list_constraints_for_portfolio(PortfolioId=portfolio)["ConstraintDetails"]
    assert made["Type"] == kind
    told = admin.describe_constraint(Id=made["ConstraintId"])["ConstraintParameters"]
    assert all(f'"{member}"' in told for member in said)
    delete(admin_page, f"the constraint {title}")
    expect(admin_page.get_by_text("None: its products can be launched")).to_be_visible()


def test_rules_that_are_wrong_come_back_with_what_was_typed(admin_page: Page, making: Making) -> None:
    portfolio = making.portfolio(making.product(), user=None)
    admin_page.goto(f"/admin/portfolios/{portfolio}")
    admin_page.locator("summary", has_text="Rules for values").click()
    admin_page.get_by_label("Rules (JSON)").fill("{ not json")
    admin_page.get_by_role("button", name="Hold to these rules").click()
    expect(admin_page.get_by_role("alert")).to_contain_text("The rules are not JSON")
    expect(admin_page.get_by_label("Rules (JSON)")).to_have_value("{ not json")


def test_half_a_character_is_refused_as_the_wire_refuses_it(visitor: Visitor, making: Making) -> None:
    product = making.product()
    portfolio = making.portfolio(product, user=None)
    visitor.sign_in("admin")
    fields = {"action": "demand", "type": "TEMPLATE", "product": product.id, "rules": '{"A": "\\ud800"}'}
    answer = visitor.submit(f"/admin/portfolios/{portfolio}", None, **fields)
    assert answer.status_code == 422
    assert "half a character" in answer.text
