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

from tests.making import MadeProduct, Making, unique
from tests.portal.conftest import OpenPage
from tests.portal.launching import EVERYTHING, fill, form, secret
from tests.portal.visitor import Visitor
from tests.running import RunningServer, ended


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
