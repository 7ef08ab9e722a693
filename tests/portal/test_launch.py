"""The launch form: made from the template, checked as one types and again on the server; nothing typed is lost."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.portal.conftest import OpenPage
from tests.portal.visitor import Visitor, field_of, token
from tests.running import RunningServer, ended

EVERYTHING = """
AWSTemplateFormatVersion: "2010-09-09"
Description: Asks for one of each.
Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - {Label: {default: Size and shape}, Parameters: [Shape, Size]}
      - {Label: {default: Access}, Parameters: [Password, Readers]}
    ParameterLabels:
      Shape: {default: Which shape}
      Password: {default: Your password}
Parameters:
  Size: {Type: Number, Default: 3, MinValue: 1, MaxValue: 9, Description: How large it is.}
  Shape: {Type: String, Default: round, AllowedValues: [round, square]}
  Colour: {Type: String, AllowedValues: [red, orange, yellow, green, blue]}
  Password: {Type: String, NoEcho: true, MinLength: 8, ConstraintDescription: must have eight characters.}
  Readers: {Type: CommaDelimitedList, Default: "ann, bob"}
  Days: {Type: CommaDelimitedList, Default: mon, AllowedValues: [mon, tue, wed]}
  Label: {Type: String, AllowedPattern: "[a-z]+", Description: Small letters.}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
Outputs: {Readers: {Value: !Join [" ", !Ref Readers]}, Label: {Value: !Ref Label}}
"""


def form(page: Page, product: MadeProduct, **query: str) -> Locator:
    """The product's launch form."""
    page.goto(f"/products/{product.id}/launch?" + "&".join(f"{key}={value}" for key, value in query.items()))
    return page.locator("#draft")


def fill(page: Page, name: str) -> None:
    """Everything that EVERYTHING can't do without."""
    page.get_by_label("Name", exact=False).first.fill(name)
    page.get_by_label("Colour").select_option("green")
    secret(page).fill("a long secret")
    page.locator("[name='p.Label']").fill("small")


def secret(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your password")


def launch(page: Page) -> None:
    page.get_by_role("button", name="Launch").click()


def record_of(page: Page) -> str:
    """The record whose page has come."""
    page.wait_for_url(re.compile("/runs/rec-"))
    return page.url.rpartition("/")[2].partition("?")[0]


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


def test_what_is_wrong_is_told_beside_its_field_once_it_is_left(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    label = page.locator("[name='p.Label']")
    expect(page.locator("#flaw-Label")).to_be_hidden()
    label.fill("CAPITALS")
    label.blur()
    expect(page.locator("#flaw-Label")).to_have_text("Must match pattern [a-z]+.")
    expect(label).to_have_attribute("aria-invalid", "true")
    label.fill("small")
    expect(page.locator("#flaw-Label")).to_be_empty()
    expect(label).not_to_have_attribute("aria-invalid", "true")


def test_a_flaw_is_in_the_words_of_the_template(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    secret(page).fill("short")
    secret(page).blur()
    expect(page.locator("#flaw-Password")).to_have_text("Must have eight characters.")


def test_an_unsound_form_is_not_sent_and_the_first_flaw_gets_the_focus(page: Page, making: Making) -> None:
    form(page, making.offered(EVERYTHING))
    fill(page, "")
    page.locator("[name='p.Size']").fill("77")
    launch(page)
    expect(page.locator("#flaw-name")).to_have_text("Give it a name.")
    expect(page.locator("#name")).to_be_focused()
    expect(page.locator("#flaw-Size")).to_have_text("Must be a number not greater than 9.")
    # A secret is not lost, for the page is the same.
    expect(secret(page)).to_have_value("a long secret")


def test_a_name_that_is_taken_is_told_at_once(page: Page, making: Making, developer: Any) -> None:
    product = making.offered()
    product.launch(developer, name := unique("taken"))
    form(page, product)
    page.locator("#name").fill(name)
    page.locator("#name").blur()
    expect(page.locator("#flaw-name")).to_have_text(f"There is a {name} already. Choose another name.")


def test_a_name_is_held_against_the_rule_of_the_api(page: Page, making: Making) -> None:
    form(page, making.offered())
    page.locator("#name").fill("-no")
    page.locator("#name").blur()
    expect(page.locator("#flaw-name")).to_contain_text("begin with a letter or a digit")


def test_a_broken_rule_is_told_in_its_own_words_while_one_types(page: Page) -> None:
    page.goto("/catalog?q=postgresql")
    page.get_by_role("link", name="PostgreSQL database").click()
    page.get_by_role("link", name="Launch", exact=True).click()
    page.get_by_role("radio", name="production").check(force=True)
    expect(page.locator("#broken-rules")).to_contain_text("A production database must have a standby copy")
    page.get_by_role("radio", name="yes").check(force=True)
    page.get_by_role("radio", name="medium").check(force=True)
    expect(page.locator("#broken-rules")).to_be_empty()


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


def test_another_version_asks_for_other_values_and_keeps_what_was_typed(page: Page, making: Making) -> None:
    product = making.offered(QUEUE)
    making.version(product, QUEUE.replace("Kind:", "Other: {Type: String, Default: x}\n  Kind:", 1), "v2")
    form(page, product)
    expect(page.get_by_label("Other")).to_be_visible()
    page.locator("#name").fill("kept")
    page.locator("[name='p.Delay']").fill("77")
    page.get_by_label("Version").select_option(label="v1")
    expect(page.get_by_label("Other")).to_have_count(0)
    expect(page.locator("#name")).to_have_value("kept")
    expect(page.locator("[name='p.Delay']")).to_have_value("77")


def test_what_was_typed_is_still_there_after_a_reload_and_can_be_forgotten(page: Page, making: Making) -> None:
    product = making.offered(EVERYTHING)
    form(page, product)
    fill(page, "kept")
    page.reload()
    expect(page.get_by_text("This is what you had typed before.")).to_be_visible()
    expect(page.locator("#name")).to_have_value("kept")
    expect(page.get_by_label("Colour")).to_have_value("green")
    # But for the secret, which is kept nowhere.
    expect(secret(page)).to_have_value("")
    assert "a long secret" not in page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#name")).to_have_value("")


def test_a_launch_leaves_no_draft_behind(page: Page, making: Making) -> None:
    product = making.offered()
    form(page, product)
    page.locator("#name").fill(unique("done"))
    launch(page)
    record_of(page)
    form(page, product)
    expect(page.locator("#name")).to_have_value("")


def test_a_link_fills_the_form_but_for_secrets(page: Page, making: Making) -> None:
    product = making.offered(EVERYTHING)
    form(page, product, name="linked", **{"p.Size": "5", "p.Password": "in-the-address", "p.Readers": "eve,fred"})
    expect(page.locator("#name")).to_have_value("linked")
    expect(page.locator("[name='p.Size']")).to_have_value("5")
    expect(page.locator("[name='p.Readers']")).to_have_value("eve\nfred")
    expect(secret(page)).to_have_value("")


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


@pytest.fixture
def filled(page: Page, making: Making) -> MadeProduct:
    """A form with a value that has to be quoted, in every way of saying it."""
    product = making.offered(EVERYTHING.replace('AllowedPattern: "[a-z]+", ', ""))
    form(page, product)
    fill(page, "by-command")
    page.locator("[name='p.Label']").fill("""it's "so, ${so}" \\o/ $HOME""")
    page.locator("[name='p.Readers']").fill("ann\nzoë")
    expect(page.locator("#command-link")).to_contain_text("zo%C3%AB")
    return product


def command(page: Page, kind: str) -> str:
    text = page.locator(f"#command-{kind}").text_content()
    assert text is not None
    assert "a long secret" not in text
    return text


def surroundings(demo: RunningServer) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    ours = Path(sys.executable).parent
    return clean | demo.variables("developer") | {"PASSWORD": "a long secret", "PATH": f"{ours}:{os.environ['PATH']}"}


def label_of(client: Any, name: str) -> str:
    detail = client.describe_provisioned_product(Name=name)["ProvisionedProductDetail"]
    assert ended(client, detail["LastRecordId"])["Status"] == "SUCCEEDED"
    outputs = client.describe_record(Id=detail["LastRecordId"])["RecordOutputs"]
    return next(one["OutputValue"] for one in outputs if one["OutputKey"] == "Label")


def test_the_command_for_the_cli_does_the_same(
    page: Page, filled: MadeProduct, demo: RunningServer, developer: Any
) -> None:
    text = command(page, "cli").replace("by-command", name := unique("cli"))
    done = subprocess.run(["bash", "-c", text], env=surroundings(demo), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert label_of(developer, name) == """it's "so, ${so}" \\o/ $HOME"""


def test_the_python_program_does_the_same(page: Page, filled: MadeProduct, demo: RunningServer, developer: Any) -> None:
    text = command(page, "boto3").replace("by-command", name := unique("boto"))
    done = subprocess.run([sys.executable, "-c", text], env=surroundings(demo), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert label_of(developer, name) == """it's "so, ${so}" \\o/ $HOME"""


def test_the_terraform_resource_has_the_same_values(page: Page, filled: MadeProduct) -> None:
    text = command(page, "terraform")
    assert f'product_id               = "{filled.id}"' in text
    assert 'value = "it\'s \\"so, $${so}\\" \\\\o/ $HOME"' in text
    assert "value = var.password" in text
    assert 'variable "password"' in text


def test_no_name_makes_a_command_of_its_own(visitor: Visitor, making: Making) -> None:
    product = making.offered(Name=f"{unique('two')}\nrm -rf all\r\u2028rm \x1b[2Jall")
    visitor.sign_in("developer")
    text = html.unescape(visitor.get(f"/products/{product.id}/launch").text)
    # In each of the three, as it is shown and as it is copied.
    assert len(re.findall(r"# two-\S+ rm -rf all rm  \[2Jall v1\n", text)) == 2 * 3


def test_the_link_leads_to_the_same_form(
    page: Page, filled: MadeProduct, open_page: OpenPage, demo: RunningServer
) -> None:
    other = open_page(demo, "developer")
    other.goto(command(page, "link"))
    expect(other.locator("#name")).to_have_value("by-command")
    expect(other.locator("[name='p.Label']")).to_have_value("""it's "so, ${so}" \\o/ $HOME""")
    expect(other.locator("[name='p.Readers']")).to_have_value("ann\nzoë")
