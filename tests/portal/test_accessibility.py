"""Everybody can use it: axe finds no fault, the keyboard is enough, a phone and 200 % are wide enough."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from launchpath.domain import password
from tests.making import QUEUE, MadeProduct, Making, unique
from tests.people import People
from tests.portal.conftest import OpenPage, somebody
from tests.portal.visitor import Visitor
from tests.running import RunningServer

BROKEN = QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}")

PAGES = (
    "/sign-in",
    "/catalog",
    "/catalog?q=nothing+is+called+so",
    "/products/{product}",
    "/products/{product}/launch",
    "/runs/{record}",
    "/runs/{failed}",
    "/launched",
    "/launched?q=colour:red",
    "/launched/{launched}",
    "/launched/{launched}/update",
    "/launched/{launched}/terminate",
    "/account",
    "/nowhere",
    "/admin",
    "/admin/portfolios",
    "/admin/portfolios/{portfolio}",
    "/admin/products",
    "/admin/products/{product}",
    "/admin/products/{product}/versions/new",
    "/admin/products/new",
    "/admin/tag-options",
    "/admin/access?principal={principal}",
    "/admin/runs",
    "/admin/users",
    "/admin/policies",
    "/admin/policies/new",
    "/admin/policies/named/{policy}",
    "/admin/policies/named/{policy}/change",
)

Addresses = Callable[[str], str]


def who(path: str) -> str | None:
    """Whose page it is."""
    return None if path == "/sign-in" else "admin" if path.startswith("/admin") else "developer"


@pytest.fixture(scope="module")
def addresses(making: Making, developer: Any, demo: RunningServer) -> Addresses:
    """Fills in the ids of a page's address."""
    view = developer.describe_product(Name="Event pipeline")["ProductViewSummary"]
    pipeline = MadeProduct(view["ProductId"], view["Id"], view["Name"], "")
    versions = developer.describe_product(Id=pipeline.id)["ProvisioningArtifacts"]
    record = pipeline.launched(developer, unique("axe"), ProvisioningArtifactId=versions[-1]["Id"])
    failed = making.offered(BROKEN).launched(developer, unique("axe"))
    ids = {
        "product": pipeline.id,
        "record": record["RecordId"],
        "failed": failed["RecordId"],
        "launched": record["ProvisionedProductId"],
        "portfolio": described(making),
        "policy": "LaunchpathDemoDeveloper",
        "principal": demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"],
    }
    return lambda page: page.format(**ids)


def described(making: Making) -> str:
    """A portfolio with something of everything; its id."""
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Launcher"}, Description="Whose rights count.")
    option = making.admin.create_tag_option(Key=unique("team"), Value="checkout")["TagOptionDetail"]["Id"]
    making.admin.associate_tag_option_with_resource(ResourceId=portfolio, TagOptionId=option)
    return portfolio


def check(page: Page) -> None:
    """Hold the page against axe's rules, WCAG 2.2 AA and good practice."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everybody(open_page: OpenPage, demo: RunningServer, addresses: Addresses, path: str) -> None:
    """Axe finds no fault in it, light or dark, and nothing is wider than a phone, or than a screen at 200 %.

    1280 pixels at 200 % are as wide as 640. Tables and drawings may scroll in a box of their own.
    """
    page = open_page(demo, who(path), reduced_motion="reduce")
    page.goto(addresses(path))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        check(page)
    for width in (640, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_no_fault_in_a_form_that_is_full_of_them(page: Page, addresses: Addresses) -> None:
    page.goto(addresses("/products/{product}/launch"))
    page.locator("[name='p.BatchSize']").fill("77")
    page.get_by_text("AWS CLI").click()
    page.get_by_role("button", name="Launch").click()
    expect(page.locator("#flaw-BatchSize")).not_to_be_empty()
    check(page)


def test_axe_finds_no_fault_in_what_was_refused(admin_page: Page, people: People) -> None:
    admin_page.goto("/admin/policies/new")
    admin_page.get_by_label("Name").fill("faulty")
    admin_page.get_by_label("Policy", exact=True).fill('{"Statement": []}')
    admin_page.get_by_role("button", name="Create the policy").click()
    expect(admin_page.get_by_role("alert")).to_contain_text("Statement is missing")
    check(admin_page)
    name = people.policy({"Action": ["servicecatalog:SerchProducts", "servicecatalog:*"], "Condition": People.OWN})
    admin_page.goto(f"/admin/policies/named/{name}")
    for scheme in ("light", "dark"):
        admin_page.emulate_media(color_scheme=scheme)
        check(admin_page)


def test_axe_finds_no_fault_in_a_lock_and_a_secret(admin_page: Page, people: People, visitor: Visitor) -> None:
    _, name = somebody(people.server)
    for _ in range(password.MOST_OF_A_NAME):
        visitor.sign_in(name, "guess")
    admin_page.goto(f"/admin/users?q={name}")
    expect(admin_page.get_by_text("Locked for")).to_be_visible()
    check(admin_page)
    admin_page.locator(".person summary", has_text="Change").click()
    admin_page.get_by_role("button", name=f"New key for {name}").click()
    expect(admin_page.locator(".secrets")).to_be_visible()
    check(admin_page)


FOLDED = (
    "/admin/portfolios/{portfolio}",
    "/admin/products/{product}",
    "/admin/users",
    "/admin/policies/named/{policy}",
)


@pytest.mark.parametrize("path", FOLDED)
def test_axe_finds_no_fault_in_what_was_folded_away(admin_page: Page, addresses: Addresses, path: str) -> None:
    admin_page.goto(addresses(path))
    admin_page.evaluate("for (const one of document.querySelectorAll('main details:not(.ask)')) one.open = true")
    admin_page.locator(".ask:visible summary").first.click()
    check(admin_page)


@pytest.mark.parametrize("path", FOLDED)
def test_what_asks_once_more_is_whole_on_a_phone(
    open_page: OpenPage, demo: RunningServer, addresses: Addresses, path: str
) -> None:
    page = open_page(demo, "admin", viewport={"width": 360, "height": 800})
    page.goto(addresses(path))
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    boxes = page.locator(".ask-box:visible").all()
    assert boxes
    for left, right in [(found["x"], found["x"] + found["width"]) for one in boxes if (found := one.bounding_box())]:
        assert 0 <= left < right <= 360


def test_the_keyboard_alone_leads_through_a_launch(page: Page, making: Making) -> None:
    product = making.offered()
    page.goto(f"/products/{product.id}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("link", name="Launch", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(unique("keys"))
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="fifo")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/**")


def test_the_keyboard_alone_leads_through_an_update_and_a_termination(
    page: Page, making: Making, developer: Any
) -> None:
    product = making.offered()
    making.version(product, QUEUE.replace("Default: plain", "Default: fifo"), "v2")
    record = product.launched(developer, name := unique("keys"))
    page.goto(f"/launched/{record['ProvisionedProductId']}/update")
    page.locator("#version").focus()
    with page.expect_response("**/update/check"):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#version option:checked")).to_have_text("v2 (newest)")
    page.keyboard.press("Tab")
    expect(page.locator("[name='p.Delay']")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/**")
    page.get_by_role("link", name="Look after it").press("Enter")
    page.get_by_role("link", name="Terminate").press("Enter")
    page.locator("#confirm").press_sequentially(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Termination of {name}")).to_be_visible()


@pytest.mark.loses_connection
def test_axe_finds_no_fault_in_a_form_that_could_not_be_sent(page: Page, addresses: Addresses) -> None:
    page.goto(addresses("/products/{product}/launch"))
    page.route("**/launch", lambda route: route.abort())
    page.get_by_role("button", name="Launch").click()
    expect(page.get_by_text("The server can't be reached")).to_be_visible()
    check(page)


def test_axe_finds_no_fault_where_a_secret_has_to_be_typed_again(
    open_page: OpenPage, demo: RunningServer, making: Making
) -> None:
    product = making.offered(QUEUE.replace("Kind:", "Password: {Type: String, NoEcho: true}\n  Kind:", 1))
    page = open_page(demo, "developer", reduced_motion="reduce")
    page.goto(f"/products/{product.id}/launch")
    page.evaluate("document.getElementById('name').value = '-'; document.getElementById('s.Password').value = 'word'")
    page.evaluate("document.getElementById('draft').submit()")
    expect(page.get_by_text("Type it once more")).to_be_visible()
    check(page)


def test_the_theme_that_is_chosen_stays(open_page: OpenPage, demo: RunningServer) -> None:
    page = open_page(demo, "developer", color_scheme="light")
    page.goto("/catalog")
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/launched")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 17, 22)"


def test_the_change_of_a_run_is_said(page: Page, making: Making, developer: Any) -> None:
    """Whoever does not see the page hears of it."""
    record = making.offered().launch(developer, unique("said"))
    page.goto(f"/runs/{record['RecordId']}")
    expect(page.locator(".pill").first).to_have_text("Succeeded")
    assert page.locator("#said").get_attribute("aria-live") == "polite"
