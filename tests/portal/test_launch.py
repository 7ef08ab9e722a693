"""The launch form: made from the template, with the right control for each value; what is filled in is launched."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.making import Making, unique
from tests.portal.launching import EVERYTHING, fill, form, launch, record_of, secret
from tests.portal.visitor import Visitor, field_of, token
from tests.running import ended


def test_it_has_the_groups_and_labels_of_the_template(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    headings = page.locator("#draft .split-main h2").all_inner_texts()
    assert headings == ["What it is called", "Size and shape", "Access", "More", "Tags"]
    expect(page.get_by_role("group", name="Which shape")).to_be_visible()
    expect(page.get_by_text("How large it is. 1 to 9.")).to_be_visible()


def test_each_type_and_constraint_has_its_control(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    expect(page.get_by_role("radio", name="round")).to_be_checked()
    size = page.locator("[name='p.Size']")
    assert [size.get_attribute(name) for name in ("type", "value", "min", "max")] == ["number", "3", "1", "9"]
    assert page.get_by_label("Colour").locator("option").all_inner_texts()[0] == "Choose…"
    expect(secret(page)).to_have_attribute("type", "password")
    expect(page.locator("[name='p.Readers']")).to_have_value("ann\nbob")
    days = page.get_by_role("group", name="Days")
    expect(days.get_by_role("checkbox", name="mon")).to_be_checked()
    expect(days.get_by_role("checkbox", name="tue")).not_to_be_checked()


def test_what_is_filled_in_is_launched(page: Page, making: Making, developer: Any) -> None:
    form(page, making.offered(EVERYTHING))
    fill(page, name := unique("made"))
    page.locator("[name='p.Readers']").fill("carol\n\n dan ")
    page.get_by_role("checkbox", name="wed").check()
    launch(page)
    record = ended(developer, record_of(page))
    assert (record["Status"], record["ProvisionedProductName"]) == ("SUCCEEDED", name)
    outputs = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert [one["OutputValue"] for one in outputs[:2]] == ["carol dan", "small"]


def test_several_ways_can_be_chosen_and_each_has_its_rules(page: Page, making: Making, developer: Any) -> None:
    product = making.product()
    free = making.portfolio(product, DisplayName=unique("Free"))
    strict = making.portfolio(product, DisplayName=(name := unique("Strict")))
    rule = {"Rules": {"Fifo": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "fifo"]}}]}}}
    making.constraint(strict, product, "TEMPLATE", rule)
    form(page, product)
    page.locator("#name").fill(launched := unique("strict"))
    page.get_by_role("radio", name=name).check()
    page.wait_for_load_state()
    expect(page.get_by_role("radio", name=name)).to_be_checked()
    expect(page.locator("#name")).to_have_value(launched)
    launch(page)
    expect(page.locator("#broken-rules")).to_contain_text("Rule 'Fifo' of this product")
    page.get_by_role("radio", name="fifo").check(force=True)
    launch(page)
    record = ended(developer, record_of(page))
    assert record["PathId"] == f"lpv3-{strict.removeprefix('port-')}" != f"lpv3-{free.removeprefix('port-')}"


def test_tag_options_are_offered_and_tags_of_ones_own_go_along(page: Page, making: Making, developer: Any) -> None:
    product = making.product()
    portfolio = making.portfolio(product)
    key = unique("env")
    for value in ("test", "prod"):
        option = making.admin.create_tag_option(Key=key, Value=value)["TagOptionDetail"]["Id"]
        making.admin.associate_tag_option_with_resource(ResourceId=portfolio, TagOptionId=option)
    form(page, product)
    page.locator("#name").fill(unique("tagged"))
    page.get_by_label(key).select_option("prod")
    page.get_by_text("Tags of your own").click()
    page.get_by_label("One a line").fill("team=checkout\ncost = 42")
    launch(page)
    tags = {one["Key"]: one["Value"] for one in ended(developer, record_of(page))["RecordTags"]}
    assert (tags[key], tags["team"], tags["cost"]) == ("prod", "checkout", "42")


def test_a_secret_can_be_looked_at_while_it_is_typed(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    secret(page).fill("a long secret")
    page.get_by_role("button", name="Show Your password").click()
    expect(secret(page)).to_have_attribute("type", "text")


def test_a_form_that_is_sent_twice_launches_once(visitor: Visitor, making: Making) -> None:
    product = making.offered()
    visitor.sign_in("developer")
    address = f"/products/{product.id}/launch"
    shown = visitor.get(address)
    fields = {"csrf": token(shown), "token": field_of(shown, "token"), "name": unique("twice")}
    first, second = (visitor.post(address, data=fields | {"p.Delay": "1", "p.Kind": "plain"}) for _ in range(2))
    assert first.headers["location"].startswith("/runs/rec-")
    assert second.headers["location"] == first.headers["location"]


def test_going_back_after_a_launch_launches_nothing_by_accident(page: Page, making: Making) -> None:
    form(page, making.offered())
    page.locator("#name").fill(name := unique("once"))
    launch(page)
    record_of(page)
    page.go_back()
    page.locator("#name").fill(name)
    launch(page)
    expect(page.locator("#flaw-name")).to_have_text(f"There is a {name} already. Choose another name.")
