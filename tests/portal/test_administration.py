"""What administrators do in the portal: each journey as a person goes it, and nobody else goes any."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from launchpath.domain.managed_policy import ADMINISTRATOR
from tests.making import QUEUE, Making, unique
from tests.portal.conftest import OpenPage, somebody
from tests.portal.visitor import Visitor
from tests.running import RunningServer
from tests.terraform import archive


def delete(page: Page, what: str) -> None:
    """Press the button, and the one that asks once more."""
    page.locator("summary", has_text=f"Delete {what}").click()
    page.locator(".ask-box:visible").get_by_role("button").click()


PAGES = ("", "/portfolios", "/products", "/products/new", "/tag-options", "/access", "/runs", "/users")


@pytest.mark.parametrize("page", PAGES)
def test_whom_it_does_not_concern_is_refused_as_everywhere(visitor: Visitor, page: str) -> None:
    visitor.sign_in("developer")
    answer = visitor.get(f"/admin{page}")
    assert answer.status_code == 403
    assert "is not authorized to perform" in answer.text


def test_only_administrators_see_the_way_in(page: Page, admin_page: Page) -> None:
    for one, count in ((page, 0), (admin_page, 1)):
        one.goto("/catalog")
        expect(one.get_by_role("link", name="Administration")).to_have_count(count)


def test_who_administers_the_catalog_alone_does_not_see_people(open_page: OpenPage, demo: RunningServer) -> None:
    _, name = somebody(demo, ADMINISTRATOR)
    page = open_page(demo, name)
    page.goto("/admin")
    expect(page.get_by_role("link", name="Portfolios").first).to_be_visible()
    expect(page.get_by_role("link", name="People")).to_have_count(0)
    assert page.goto("/admin/users").status == 403  # type: ignore[union-attr]


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


def test_versions_that_are_archives_are_not_written_here(admin_page: Page, making: Making) -> None:
    product = making.product(archive(main='variable "x" {}'), ProductType="TERRAFORM_OPEN_SOURCE")
    admin_page.goto(f"/admin/products/{product.id}")
    expect(admin_page.get_by_text("They are made of archives")).to_be_visible()
    expect(admin_page.get_by_role("link", name="New version")).to_have_count(0)
    answer = admin_page.goto(f"/admin/products/{product.id}/versions/new")
    assert answer is not None
    assert answer.status == 400
    expect(admin_page.get_by_text("which has no one text")).to_be_visible()


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


BROKEN = QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}")


def test_failing_launches_stand_in_front_with_their_reason(admin_page: Page, making: Making, developer: Any) -> None:
    making.offered(BROKEN).launched(developer, name := unique("failing"))
    making.offered().launched(developer, other := unique("working"))
    admin_page.goto("/admin")
    failed = admin_page.get_by_role("region", name="Failed lately")
    expect(failed.get_by_role("link", name=name)).to_be_visible()
    expect(failed.locator(".reason").first).to_contain_text("FIFO")
    failed.get_by_role("link", name="All that failed").click()
    expect(admin_page.get_by_role("radio", name="Failed")).to_be_checked()
    expect(admin_page.get_by_role("link", name=other)).to_have_count(0)
    admin_page.get_by_role("radio", name="All").check(force=True)
    admin_page.get_by_label("Search by name").fill(other)
    expect(admin_page.get_by_role("link", name=name)).to_have_count(0)
    admin_page.get_by_role("link", name=other).click()
    expect(admin_page.get_by_role("heading", name=f"Launch of {other}")).to_be_visible()


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
    admin_page.get_by_label("Search users").fill("nobody is called so")
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
    row = admin_page.locator(".person", has=admin_page.get_by_text(name, exact=True).first)
    row.locator("summary").first.click()
    row.get_by_role("checkbox", name=group).check()
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_text(f"in {group}")).to_be_visible()
    making.open(making.portfolio(product, user=None), f"arn:aws:iam::123456789012:group/{group}")
    admin_page.goto(f"/admin/access?principal={person.arn}")
    expect(admin_page.get_by_role("link", name=product.name)).to_be_visible()
    expect(admin_page.get_by_text(f"Through arn:aws:iam::123456789012:group/{group}")).to_be_visible()
