"""--open: for people who test their automation, whoever asks is one administrator who sees and launches everything."""

import hashlib
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config

from tests.making import Making, unique
from tests.running import RunningServer, ended


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("open"), "--demo", "--open") as server:
        yield server


STRANGERS = {
    "somebody else's key": {"aws_access_key_id": "AKIASOMEBODYELSE", "aws_secret_access_key": "whatever"},
    "another region": {"region_name": "ap-southeast-2"},
    "a session": {"aws_session_token": "a token of nobody"},
    "no credentials": {"config": Config(signature_version=UNSIGNED)},
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_whoever_asks_finds_and_launches_everything(opened: RunningServer, stranger: dict[str, Any]) -> None:
    client = opened.client("admin", **stranger)
    product = Making(opened).product()
    portfolio = client.create_portfolio(DisplayName=unique("portfolio"), ProviderName="strangers")["PortfolioDetail"]
    client.associate_product_with_portfolio(ProductId=product.id, PortfolioId=portfolio["Id"])
    assert client.describe_product(Id=product.id)["ProductViewSummary"]["Name"] == product.name
    assert product.launched(client)["Status"] == "SUCCEEDED"


def test_all_of_them_are_one_and_the_same(opened: RunningServer) -> None:
    first, second = (opened.client("admin", **STRANGERS[name]) for name in ("another region", "no credentials"))
    product = Making(opened).product()
    Making(opened).portfolio(product, user=None)
    record = product.launch(first)
    ended(second, record["RecordId"])
    scanned = second.get_paginator("scan_provisioned_products").paginate().search("ProvisionedProducts[].Id")
    assert record["ProvisionedProductId"] in set(scanned)


def test_a_template_can_be_uploaded_without_a_signature(opened: RunningServer) -> None:
    text = b"Resources: {Topic: {Type: 'AWS::SNS::Topic'}}"
    url = f"{opened.url}/templates/{hashlib.sha256(text).hexdigest()}"
    with urllib.request.urlopen(urllib.request.Request(url, text, method="PUT")) as answer:
        stored = json.loads(answer.read())["Url"]
    created = opened.client("admin", **STRANGERS["no credentials"]).create_product(
        Name=unique("product"),
        Owner="strangers",
        ProductType="CLOUD_FORMATION_TEMPLATE",
        ProvisioningArtifactParameters={"Info": {"LoadTemplateFromURL": stored}},
    )
    assert created["ProvisioningArtifactDetail"]["Active"]


def test_it_is_said_loudly(opened: RunningServer) -> None:
    first = opened.log.read_text().splitlines()[0]
    assert json.loads(first)["level"] == "WARNING"
    assert "OPEN: any credentials are taken as an administrator." in first


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.com"])
def test_it_is_refused_where_other_machines_could_reach_it(tmp_path: Path, host: str) -> None:
    done = _serve(tmp_path, "--open", "--host", host)
    assert done.returncode == 2
    assert f"--open on {host} would make every machine that reaches it an administrator." in _flat(done.stderr)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8000", "192.0.2.1", "[::2]:8000", "", "[x"])
def test_a_page_whose_name_points_here_is_turned_away(opened: RunningServer, host: str) -> None:
    """DNS rebinding: a browser would take us for the page's own server."""
    for method, path in (("GET", "/"), ("GET", "/healthz"), ("POST", "/")):
        status, told = _asked(opened, method, path, host)
        assert status == 403
        assert f"not as {host or 'nobody'}: any page in a browser could be an administrator" in told


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_the_names_of_this_machine_are_taken_with_any_port(opened: RunningServer, host: str) -> None:
    assert _asked(opened, "GET", "/healthz", host)[0] == 200


def _asked(server: RunningServer, method: str, path: str, host: str) -> tuple[int, str]:
    request = urllib.request.Request(server.url + path, method=method, headers={"Host": host})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def _serve(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "launchpath", "serve", "--port", "0", "--data", str(tmp_path / "data"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_it_is_allowed_there_if_one_insists(tmp_path: Path) -> None:
    options = ("--open", "--force-open", "--host", "0.0.0.0", "--engine", "none")
    with RunningServer(tmp_path, *options) as server:
        assert server.client("admin", **STRANGERS["no credentials"]).list_portfolios()["PortfolioDetails"] == []
        assert _asked(server, "GET", "/healthz", "catalog.example")[0] == 200
