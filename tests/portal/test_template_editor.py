"""An administrator writes a template, and sees the form that it makes while they write."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.making import QUEUE, Making, unique
from tests.terraform import archive


def test_a_product_is_written_with_its_form_shown_as_one_types(admin_page: Page, admin: Any) -> None:
    admin_page.goto("/admin/products/new")
    admin_page.get_by_label("Name").fill(name := unique("Written"))
    admin_page.get_by_label("Owner").fill("Platform Team")
    preview = admin_page.locator("#preview")
    expect(preview.get_by_label("Days to keep a message")).to_have_value("4")
    admin_page.get_by_label("Template").fill(QUEUE)
    expect(preview.get_by_role("radio", name="fifo")).to_be_visible()
    admin_page.get_by_label("Template").fill("Resources: {")
    expect(preview).to_contain_text("Not a template yet")
    admin_page.get_by_role("button", name="Create the product").click()
    expect(admin_page.get_by_role("alert")).to_contain_text("It was refused")
    expect(admin_page.get_by_label("Name")).to_have_value(name)
    expect(admin_page.get_by_label("Template")).to_have_value("Resources: {")
    admin_page.get_by_label("Template").fill(QUEUE)
    admin_page.get_by_role("button", name="Create the product").click()
    expect(admin_page.get_by_role("heading", name=name)).to_be_visible()
    expect(admin_page.get_by_text("Nobody can find it yet")).to_be_visible()
    found = admin.describe_product_as_admin(Name=name)
    assert [one["Name"] for one in found["ProvisioningArtifactSummaries"]] == ["v1"]


def test_what_is_written_is_there_again_until_it_has_been_taken(admin_page: Page, making: Making) -> None:
    product = making.product()
    address, written = f"/admin/products/{product.id}/versions/new", QUEUE.replace("MaxValue: 900", "MaxValue: 77")
    admin_page.goto(address)
    admin_page.get_by_label("Template").fill(written)
    admin_page.get_by_role("link", name="Cancel").click()
    admin_page.get_by_role("link", name="New version").click()
    expect(admin_page.get_by_label("Template")).to_have_value(written)
    expect(admin_page.locator("#preview")).to_contain_text("0 to 77")
    expect(admin_page.get_by_text("This is what you had typed before.")).to_be_visible()
    admin_page.get_by_label("Version").fill("v2")
    admin_page.get_by_role("button", name="Publish this version").click()
    expect(admin_page.locator(".versions > li")).to_have_count(2)
    admin_page.goto(address)
    expect(admin_page.get_by_label("Version")).to_have_value("")
    expect(admin_page.get_by_text("This is what you had typed before.")).to_be_hidden()


def test_versions_that_are_archives_are_not_written_here(admin_page: Page, making: Making) -> None:
    product = making.product(archive(main='variable "x" {}'), ProductType="TERRAFORM_OPEN_SOURCE")
    admin_page.goto(f"/admin/products/{product.id}")
    expect(admin_page.get_by_text("They are made of archives")).to_be_visible()
    expect(admin_page.get_by_role("link", name="New version")).to_have_count(0)
    answer = admin_page.goto(f"/admin/products/{product.id}/versions/new")
    assert answer is not None
    assert answer.status == 400
    expect(admin_page.get_by_text("which has no one text")).to_be_visible()
