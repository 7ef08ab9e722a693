"""The same as a form elsewhere: as AWS CLI command, Python, Terraform and link; each does what the form would do."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.requests import Request

from launchpath.api import types
from launchpath.domain import hcl
from launchpath.domain.principal import Caller
from launchpath.portal import commands
from launchpath.portal.draft import Draft
from launchpath.portal.visit import Portal, Visit
from tests.making import MadeProduct, Making, unique
from tests.portal.conftest import OpenPage
from tests.portal.launching import EVERYTHING, fill, form, launch, record_of, secret
from tests.portal.visitor import Visitor
from tests.running import RunningServer, ended

#: A secret with everything that a shell, the AWS CLI and Terraform might take for something else; no other value is
#: allowed, so that a launch that has lost something of it is refused.
SECRET = 'a "long" \\ secret, of=$HOME'
PICKY = EVERYTHING.replace('AllowedPattern: "[a-z]+", ', "").replace(
    "MinLength: 8", "AllowedPattern: 'a \"long\" \\\\ secret, of=\\$HOME'"
)
LABEL = """it's "so, ${so}" \\o/ $HOME"""
TAGS = {"copied": "prod", "team": "check out", "cost:centre": "a=b+c/d"}


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    """With TagOptions to choose from."""
    made = making.product(PICKY)
    portfolio = making.portfolio(made)
    for value in ("test", "prod"):
        option = making.admin.create_tag_option(Key="copied", Value=value)["TagOptionDetail"]["Id"]
        making.admin.associate_tag_option_with_resource(ResourceId=portfolio, TagOptionId=option)
    return made


@pytest.fixture
def filled(page: Page, product: MadeProduct) -> None:
    """A form with values and tags that have to be quoted, in every way of saying it."""
    form(page, product)
    fill(page, "by-command")
    secret(page).fill(SECRET)
    page.locator("[name='p.Label']").fill(LABEL)
    page.get_by_label("copied").select_option("prod")
    page.get_by_text("Tags of your own").click()
    page.locator("#own_tags").fill("team = check out\ncost:centre=a=b+c/d")
    page.locator("[name='p.Readers']").fill("ann\nzoë")
    expect(page.locator("#command-link")).to_contain_text("zo%C3%AB")


def command(page: Page, kind: str) -> str:
    text = page.locator(f"#command-{kind}").text_content()
    assert text is not None
    assert "long" not in text
    return text


def surroundings(demo: RunningServer) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    ours = Path(sys.executable).parent
    return clean | demo.variables("developer") | {"PASSWORD": SECRET, "PATH": f"{ours}:{os.environ['PATH']}"}


def check_launched(client: Any, name: str) -> None:
    """What the command has launched is what the form would have."""
    detail = client.describe_provisioned_product(Name=name)["ProvisionedProductDetail"]
    record = ended(client, detail["LastRecordId"])
    assert record["Status"] == "SUCCEEDED"
    outputs = client.describe_record(Id=detail["LastRecordId"])["RecordOutputs"]
    said = {one["OutputKey"]: one["OutputValue"] for one in outputs}
    assert (said["Label"], said["Readers"]) == (LABEL, "ann zoë")
    tags = {one["Key"]: one["Value"] for one in record["RecordTags"] if not one["Key"].startswith("aws:")}
    assert tags == TAGS


def run(command: list[str], demo: RunningServer) -> None:
    done = subprocess.run(command, env=surroundings(demo), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("filled")
def test_the_command_for_the_cli_does_the_same(page: Page, demo: RunningServer, developer: Any) -> None:
    run(["bash", "-c", command(page, "cli").replace("by-command", name := unique("cli"))], demo)
    check_launched(developer, name)


@pytest.mark.usefixtures("filled")
def test_the_python_program_does_the_same(page: Page, demo: RunningServer, developer: Any) -> None:
    run([sys.executable, "-c", command(page, "boto3").replace("by-command", name := unique("boto"))], demo)
    check_launched(developer, name)


@pytest.mark.usefixtures("filled")
def test_the_terraform_resource_says_the_same(page: Page, product: MadeProduct) -> None:
    (block,) = hcl.parse(command(page, "terraform"))["resource"]
    made = block['"aws_servicecatalog_provisioned_product"']['"by_command"']
    values = {hcl.text(one["key"]): one["value"] for one in made["provisioning_parameters"]}
    assert (hcl.text(made["name"]), hcl.text(made["product_id"])) == ("by-command", product.id)
    assert (hcl.text(values["Label"]), values["Password"]) == (LABEL, "${var.password}")
    assert hcl.literal(made["tags"]) == TAGS


@pytest.mark.usefixtures("filled")
def test_the_link_leads_to_a_form_that_does_the_same(
    page: Page, open_page: OpenPage, demo: RunningServer, developer: Any
) -> None:
    other = open_page(demo, "developer")
    other.goto(command(page, "link").replace("by-command", name := unique("link")))
    secret(other).fill(SECRET)
    launch(other)
    record_of(other)
    check_launched(developer, name)


def test_the_link_begins_where_people_reach_the_portal() -> None:
    """Behind a proxy that is not where the request went."""
    caller = Caller(account="1", region="us-east-1", arn="ann", session_arn="ann")
    portal = Portal(lambda *_: caller, "1", "us-east-1", {}, public_url="https://catalog.example.com/")  # type: ignore[arg-type, return-value]
    path = types.LaunchPath(id="lpv3-1")
    draft = Draft(
        product=types.ProductViewSummary(product_id="prod-1", name="Queue"),
        versions=(),
        version=types.ProvisioningArtifact(id="pa-1", name="v1"),
        paths=(path,),
        path=path,
        asks=types.DescribeProvisioningParametersOutput(),
    )
    visit = Visit(portal, Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}))
    link = commands.of_launch(draft, visit)[-1].text
    assert link == "https://catalog.example.com/products/prod-1/launch?version=pa-1&path=lpv3-1"


def test_no_name_makes_a_command_of_its_own(visitor: Visitor, making: Making) -> None:
    product = making.offered(Name=f"{unique('two')}\nrm -rf all\r\u2028rm \x1b[2Jall")
    visitor.sign_in("developer")
    text = html.unescape(visitor.get(f"/products/{product.id}/launch").text)
    # In each of the three, as it is shown and as it is copied.
    assert len(re.findall(r"# two-\S+ rm -rf all rm  \[2Jall v1\n", text)) == 2 * 3


def test_a_link_fills_the_form_but_for_secrets(page: Page, making: Making) -> None:
    product = making.offered(EVERYTHING)
    form(
        page,
        product,
        name="linked",
        **{"p.Size": "5", "p.Password": "in-the-address", "s.Password": "in-the-address", "p.Readers": "eve,fred"},
    )
    expect(page.locator("#name")).to_have_value("linked")
    expect(page.locator("[name='p.Size']")).to_have_value("5")
    expect(page.locator("[name='p.Readers']")).to_have_value("eve\nfred")
    expect(secret(page)).to_have_value("")
