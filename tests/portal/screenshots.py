"""Pictures of the portal's main pages, light and dark, for the documents: docs/screenshots.

`python -m tests.portal.screenshots [FOLDER]` starts a server of its own with the sample catalog, has people launch a
few things, and looks at each page with the browser of the tests.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.making import Making
from tests.running import RunningServer, ended
from tools.install_browser import find

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"

#: Fails for a reason that a person understands: a plain queue can't be called as a fifo queue is.
BROKEN = """
AWSTemplateFormatVersion: "2010-09-09"
Description: Keeps invoices for ten years, and lets nobody delete them.
Parameters:
  Department: {Type: String, AllowedValues: [Sales, Purchasing], Default: Sales, Description: Whose invoices they are.}
Resources:
  Archive: {Type: "AWS::S3::Bucket"}
  Arrivals: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true, QueueName: invoices}}
  Alarm: {Type: "AWS::SNS::Topic"}
Outputs:
  Bucket: {Value: !Ref Archive, Description: Where the invoices are.}
"""


@dataclass(frozen=True)
class Scene:
    """A page worth a picture."""

    name: str
    user: str
    address: str
    height: int = 800


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, RunningServer(Path(temporary), "--demo") as server:
        scenes = list(_scenes(server))
        with _browser() as browser:
            for scheme in ("light", "dark"):
                for scene in scenes:
                    with _page(browser, server, scene, scheme) as page:
                        page.goto(scene.address)
                        _prepare(page, scene)
                        page.screenshot(path=folder / f"{scene.name}-{scheme}.png")


def _scenes(server: RunningServer) -> Iterator[Scene]:
    """Have people do something, so that there is something to see."""
    making, developer = Making(server), server.client("developer")
    pipeline = _launch(developer, "Event pipeline", "checkout-events")
    _launch(developer, "Message queue", "orders")
    _launch(developer, "Encrypted bucket", "receipts")
    about = "Keeps invoices for ten years, and lets nobody delete them. Whoever files them is told when they arrive."
    product = making.product(BROKEN, Name="Invoice archive", Owner="Finance Team", Description=about)
    making.portfolio(product, DisplayName="Finance", ProviderName="Finance Team")
    failed = product.launched(developer, "invoices")
    (events,) = (one["Id"] for one in _portfolios(making) if one["DisplayName"] == "Messaging and Events")
    option = making.admin.create_tag_option(Key="team", Value="checkout")["TagOptionDetail"]["Id"]
    making.admin.associate_tag_option_with_resource(ResourceId=events, TagOptionId=option)
    identifier = pipeline["ProductId"]
    yield Scene("sign-in", "", "/sign-in", 640)
    yield Scene("catalog", "developer", "/catalog")
    yield Scene("product", "developer", f"/products/{identifier}")
    yield Scene("launch", "developer", f"/products/{identifier}/launch?name=checkout-events-eu", 1000)
    yield Scene("run", "developer", f"/runs/{pipeline['RecordId']}")
    yield Scene("failed-run", "developer", f"/runs/{failed['RecordId']}")
    yield Scene("my-products", "developer", "/launched", 640)
    yield Scene("launched", "developer", f"/launched/{pipeline['ProvisionedProductId']}")
    yield Scene("admin", "admin", "/admin")
    yield Scene("admin-portfolio", "admin", f"/admin/portfolios/{events}", 1000)
    yield Scene("admin-product", "admin", f"/admin/products/{identifier}", 1000)
    yield Scene("admin-template", "admin", "/admin/products/new", 1000)
    yield Scene("admin-access", "admin", f"/admin/access?principal={_arn(server, 'developer')}")
    yield Scene("admin-people", "admin", "/admin/users")
    yield Scene("admin-policy", "admin", "/admin/policies/named/LaunchpathDemoDeveloper", 640)


def _portfolios(making: Making) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = making.admin.list_portfolios()["PortfolioDetails"]
    return found


def _launch(client: Any, product: str, name: str) -> dict[str, Any]:
    """Launch the newest version of a product with the values that its template proposes; the record, once it ended."""
    found = client.describe_product(Name=product)
    version = found["ProvisioningArtifacts"][-1]["Id"]
    asked = client.describe_provisioning_parameters(ProductName=product, ProvisioningArtifactId=version)
    values = [
        {
            "Key": one["ParameterKey"],
            "Value": (one["ParameterConstraints"].get("AllowedValues") or ["correct-horse-battery"])[0],
        }
        for one in asked["ProvisioningArtifactParameters"]
        if "DefaultValue" not in one
    ]
    record = client.provision_product(
        ProductName=product,
        ProvisioningArtifactId=version,
        ProvisionedProductName=name,
        ProvisioningParameters=values,
    )["RecordDetail"]
    return ended(client, record["RecordId"])


def _arn(server: RunningServer, user: str) -> str:
    return server.variables(user)["LAUNCHPATH_PRINCIPAL_ARN"]


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def _page(browser: Browser, server: RunningServer, scene: Scene, scheme: Any) -> Iterator[Page]:
    size: Any = {"width": 1280, "height": scene.height}
    context = browser.new_context(base_url=server.url, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    if scene.user:
        page.goto("/sign-in")
        page.get_by_label("User name").fill(scene.user)
        page.get_by_label("Password").fill(server.variables(scene.user)["LAUNCHPATH_PASSWORD"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/catalog")
    yield page
    context.close()


def _prepare(page: Page, scene: Scene) -> None:
    """What a person would have done before they looked."""
    if scene.name == "launch":
        page.get_by_text("AWS CLI").click()
        # What is being checked while one types has been answered.
        time.sleep(0.5)
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
