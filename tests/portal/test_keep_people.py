"""An administrator keeps users, their groups and their keys."""

import re

from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.conftest import somebody
from tests.portal.visitor import Visitor
from tests.running import RunningServer


def test_a_user_is_made_signs_in_and_is_disabled(admin_page: Page, demo: RunningServer) -> None:
    name = unique("bob")
    admin_page.goto("/admin/users")
    admin_page.locator("#new_user").fill(name)
    admin_page.get_by_role("button", name="Create").first.click()
    told = admin_page.locator(".notice.good")
    expect(told).to_contain_text(f"A password for {name}")
    word = told.locator("code").first.inner_text()
    admin_page.goto(f"/admin/users?q={name}")
    assert word not in admin_page.content()
    with Visitor(demo) as visitor:
        assert visitor.sign_in(name, word).status_code == 303
        assert visitor.get("/catalog").status_code == 200
        row = admin_page.locator(".person", has=admin_page.get_by_text(name, exact=True).first)
        row.locator("summary").first.click()
        row.get_by_role("button", name=re.compile("^Disable")).click()
        expect(row.get_by_text("Disabled")).to_be_visible()
        assert visitor.get("/catalog").status_code == 303


def test_users_are_searched_for(admin_page: Page, demo: RunningServer) -> None:
    _, name = somebody(demo)
    admin_page.goto("/admin/users?q=" + name.upper())
    expect(admin_page.locator(".person")).to_have_count(1)
    admin_page.get_by_label("Search people").fill("nobody is called so")
    expect(admin_page.get_by_text("Nobody is called so.")).to_be_visible()
    admin_page.get_by_role("link", name="Look at everybody").click()
    expect(admin_page.locator(".person", has_text="admin").first).to_be_visible()


def test_a_key_is_made_and_its_secret_is_shown_once(admin_page: Page, demo: RunningServer) -> None:
    _, name = somebody(demo)
    admin_page.goto(f"/admin/users?q={name}")
    row = admin_page.locator(".person", has=admin_page.get_by_text(name, exact=True).first)
    row.locator("summary").first.click()
    row.get_by_role("button", name="New key").click()
    told = admin_page.locator(".notice.good")
    key, secret = told.locator("code").all_inner_texts()
    client = demo.client("admin", "sts", aws_access_key_id=key, aws_secret_access_key=secret)
    assert client.get_caller_identity()["Arn"].endswith(f"user/{name}")
    admin_page.goto(f"/admin/users?q={name}")
    assert secret not in admin_page.content()
    row.locator("summary").first.click()
    row.get_by_role("button", name=f"Disable {key}").click()
    row.locator("summary").first.click()
    expect(row.get_by_role("button", name=f"Enable {key}")).to_be_visible()


def test_a_group_is_made_joined_and_has_a_portfolio_opened(
    admin_page: Page, making: Making, demo: RunningServer
) -> None:
    person, name = somebody(demo)
    group, product = unique("group"), making.product()
    admin_page.goto(f"/admin/users?q={name}")
    admin_page.get_by_label("Name").last.fill(group)
    admin_page.get_by_role("button", name="Create").last.click()
    expect(admin_page.locator(".row-title", has_text=group)).to_be_visible()
    admin_page.goto(f"/admin/users?q={name}")
    row = admin_page.locator(".person", has=admin_page.get_by_text(name, exact=True).first)
    row.locator("summary").first.click()
    row.get_by_role("checkbox", name=group).check()
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_text(f"in {group}")).to_be_visible()
    making.open(making.portfolio(product, user=None), f"arn:aws:iam::123456789012:group/{group}")
    admin_page.goto(f"/admin/access?principal={person.arn}")
    expect(admin_page.get_by_role("link", name=product.name)).to_be_visible()
    expect(admin_page.get_by_text(f"Through arn:aws:iam::123456789012:group/{group}")).to_be_visible()
