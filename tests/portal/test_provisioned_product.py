"""One launched product: outputs to copy, resources, values as launched, history; update and terminate."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.portal.conftest import OpenPage, somebody
from tests.running import RunningServer, ended

#: A queue with a secret that goes into no output.
SECRET = QUEUE.replace("Kind:", "Password: {Type: String, NoEcho: true}\n  Kind:", 1)


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.offered(SECRET)


@pytest.fixture
def launched(product: MadeProduct, developer: Any) -> dict[str, Any]:
    """A launched product of this test's own: its record."""
    return product.launched(developer, unique("mine"), parameters={"Delay": "5", "Password": "a long secret"})


def show(page: Page, record: dict[str, Any], rest: str = "") -> None:
    page.goto(f"/launched/{record['ProvisionedProductId']}{rest}")


def record_of(page: Page) -> str:
    page.wait_for_url(re.compile("/runs/rec-"))
    return page.url.rpartition("/")[2].partition("?")[0]


def test_its_outputs_can_be_copied(
    open_page: OpenPage, demo: RunningServer, launched: dict[str, Any], developer: Any
) -> None:
    page = open_page(demo, "developer", permissions=["clipboard-read", "clipboard-write"])
    show(page, launched)
    page.get_by_role("button", name="Copy QueueUrl").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == developer.describe_record(Id=launched["RecordId"])["RecordOutputs"][0]["OutputValue"]
    expect(page.locator("#said")).to_have_text("Copied.")


def test_it_shows_what_it_is_made_of_and_with_which_values(page: Page, launched: dict[str, Any]) -> None:
    show(page, launched)
    expect(page.get_by_role("region", name="Resources")).to_contain_text("SQS Queue")
    facts = page.locator(".facts.stacked")
    expect(facts.locator("div").filter(has_text="Delay")).to_contain_text("5")
    expect(facts.locator("div").filter(has_text="Password")).to_contain_text("****")
    expect(facts.locator("div").filter(has_text="Kind")).to_contain_text("plain")
    assert "a long secret" not in page.content()


def test_what_an_update_leaves_as_it_was_is_called_as_before(
    page: Page, launched: dict[str, Any], developer: Any
) -> None:
    values = [{"Key": "Kind", "Value": "fifo"}] + [
        {"Key": key, "UsePreviousValue": True} for key in ("Delay", "Password")
    ]
    updated = developer.update_provisioned_product(
        ProvisionedProductId=launched["ProvisionedProductId"],
        ProductId=launched["ProductId"],
        ProvisioningArtifactId=launched["ProvisioningArtifactId"],
        ProvisioningParameters=values,
    )["RecordDetail"]
    assert ended(developer, updated["RecordId"])["Status"] == "SUCCEEDED"
    outputs = developer.describe_record(Id=launched["RecordId"])["RecordOutputs"]
    show(page, launched)
    expect(page.get_by_role("region", name="Resources")).to_contain_text(outputs[0]["OutputValue"])


def test_its_history_tells_who_changed_what(
    page: Page, launched: dict[str, Any], product: MadeProduct, developer: Any
) -> None:
    update = developer.update_provisioned_product(
        ProvisionedProductId=launched["ProvisionedProductId"],
        ProvisioningParameters=[
            {"Key": "Delay", "Value": "60"},
            {"Key": "Password", "Value": "another secret"},
        ],
    )["RecordDetail"]
    ended(developer, update["RecordId"])
    show(page, launched)
    newest, oldest = page.locator(".timeline > li").nth(0), page.locator(".timeline > li").nth(1)
    expect(newest).to_contain_text("by developer")
    assert newest.locator(".changes li").all_inner_texts() == ["Delay: 5  60", "Password: ****  ****"]
    expect(oldest).to_contain_text("Launch of v1")
    newest.get_by_role("link", name="Update").click()
    expect(page.get_by_role("heading", name=f"Update of {launched['ProvisionedProductName']}")).to_be_visible()


def test_an_update_begins_with_the_present_values_and_keeps_the_secret(
    page: Page, launched: dict[str, Any], developer: Any, data: Any
) -> None:
    show(page, launched)
    page.get_by_role("link", name="Update").click()
    expect(page.locator("[name='p.Delay']")).to_have_value("5")
    expect(page.get_by_text("Leave it empty to keep the present value.")).to_be_visible()
    page.get_by_role("radio", name="fifo").check(force=True)
    page.get_by_role("button", name="Update").click()
    record = ended(developer, record_of(page))
    assert record["Status"] == "SUCCEEDED"
    outputs = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert {one["OutputKey"]: one["OutputValue"] for one in outputs}["Kind"] == "fifo"


def test_another_version_is_chosen_with_the_values_that_it_has(page: Page, making: Making, developer: Any) -> None:
    product = making.offered(QUEUE)
    record = product.launched(developer, unique("moved"), parameters={"Delay": "7"})
    version = making.version(product, QUEUE.replace("Kind:", "New: {Type: String}\n  Kind:", 1), "v2")
    show(page, record)
    page.get_by_role("link", name="Update to v2").click()
    expect(page.locator("[name='p.Delay']")).to_have_value("7")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#flaw-New")).to_have_text("A value is needed.")
    page.locator("[name='p.New']").fill("x")
    page.get_by_role("button", name="Update").click()
    done = ended(developer, record_of(page))
    assert (done["Status"], done["ProvisioningArtifactId"]) == ("SUCCEEDED", version)
    show(page, record)
    expect(page.locator(".timeline > li").first).to_contain_text("Update from v1 to v2")


def test_another_version_keeps_a_new_secret_and_shows_none_that_it_does_not_keep_secret(
    page: Page, making: Making, developer: Any
) -> None:
    product = making.offered(SECRET)
    making.version(product, SECRET, "v2")
    making.version(product, SECRET.replace("NoEcho: true", 'Default: ""'), "v3")
    show(page, product.launched(developer, parameters={"Password": "a long secret"}), "/update?version=v2")
    page.locator("[name='s.Password']").fill("a new secret")
    page.get_by_label("Version", exact=True).select_option(label="v3 (newest)")
    expect(page.locator("[name='p.Password']")).to_have_value("")
    page.get_by_label("Version", exact=True).select_option(label="v1 (present)")
    expect(page.locator("[name='s.Password']")).to_have_value("a new secret")


def test_it_is_terminated_by_typing_its_name(page: Page, launched: dict[str, Any], developer: Any) -> None:
    show(page, launched, "/terminate")
    button = page.get_by_role("button", name="Terminate")
    expect(button).to_be_disabled()
    page.locator("#confirm").fill(launched["ProvisionedProductName"])
    button.click()
    assert ended(developer, record_of(page))["Status"] == "SUCCEEDED"
    expect(page.locator(".pill").first).to_have_text("Succeeded")
    answer = page.goto(f"/launched/{launched['ProvisionedProductId']}")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("it has been terminated, or it is somebody else's")).to_be_visible()


def test_its_resources_can_be_kept(page: Page, launched: dict[str, Any], demo: RunningServer, developer: Any) -> None:
    outputs = developer.describe_record(Id=launched["RecordId"])["RecordOutputs"]
    show(page, launched, "/terminate")
    page.get_by_label("Keep them").check()
    page.locator("#confirm").fill(launched["ProvisionedProductName"])
    page.get_by_role("button", name="Terminate").click()
    assert ended(developer, record_of(page))["Status"] == "SUCCEEDED"
    queues = demo.client("developer", "sqs").list_queues()["QueueUrls"]
    assert any(url.endswith(outputs[0]["OutputValue"].rpartition("/")[2]) for url in queues)


def test_a_failed_launch_says_that_nothing_runs_and_why(page: Page, making: Making, developer: Any) -> None:
    broken = making.offered(QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}"))
    record = broken.launched(developer, unique("broken"))
    show(page, record)
    expect(page.get_by_role("alert")).to_contain_text("Nothing runs")
    expect(page.get_by_role("link", name="Update")).to_have_count(0)
    expect(page.get_by_role("link", name="Terminate")).to_be_visible()
    page.get_by_role("link", name="What happened").click()
    expect(page.locator(".failure")).to_contain_text("Queue could not be made")


def test_what_is_no_longer_open_to_one_cannot_be_updated_but_terminated(
    open_page: OpenPage, demo: RunningServer, making: Making
) -> None:
    person, short = somebody(demo)
    product = making.product()
    portfolio = making.portfolio(product, user=None)
    making.open(portfolio, person.arn)
    record = product.launched(person.client, unique("closed"))
    making.admin.disassociate_principal_from_portfolio(PortfolioId=portfolio, PrincipalARN=person.arn)
    page = open_page(demo, short)
    show(page, record)
    expect(page.get_by_role("link", name="Update")).to_have_count(0)
    expect(page.get_by_role("link", name="Terminate")).to_be_visible()
    answer = page.goto(f"/launched/{record['ProvisionedProductId']}/update")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("its product is no longer open to you")).to_be_visible()
