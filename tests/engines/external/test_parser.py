"""An engine's own parser says what an archive asks for, when a version of it is published (semantics 7.4)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests import external_engine, parameter_parser
from tests.external_engine import BUCKET, KEYS, Engine
from tests.making import Making
from tests.parameter_parser import Parser
from tests.refusals import refused
from tests.running import RunningServer, wait_for
from tests.terraform import archive

ASKS = {
    "parameters": [
        {"key": "colour", "type": "string", "defaultValue": "blue", "description": "Of the thing.", "isNoEcho": False},
        {"key": "password", "type": "string", "defaultValue": None, "description": "", "isNoEcho": True},
    ]
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with external_engine.world() as one:
        yield one


@pytest.fixture(scope="module")
def parser(url: str) -> Iterator[Parser]:
    with parameter_parser.running(url) as one:
        yield one


@pytest.fixture(scope="module")
def server(url: str, parser: Parser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    environment = {
        **{name.upper(): value for name, value in KEYS.items()},
        "LAUNCHPATH_EXTERNAL_ENDPOINT": url,
        "LAUNCHPATH_EXTERNAL_BUCKET": BUCKET,
        "LAUNCHPATH_EXTERNAL_PARSER": parser.url,
    }
    folder = tmp_path_factory.mktemp("parser")
    with RunningServer(folder, "--engine", "external", environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def making(server: RunningServer) -> Making:
    return Making(server)


@pytest.fixture(scope="module")
def admin(making: Making) -> Any:
    return making.admin


def asking(**told: Any) -> bytes:
    """An archive that is no Terraform, and that only the parser understands."""
    return archive(**{"asks.json": json.dumps(told or ASKS)})


def test_the_parser_is_asked_as_the_service_asks(making: Making, parser: Parser) -> None:
    making.product(asking(), ProductType="EXTERNAL")
    path, told = parser.calls[-1]
    assert path == "/2015-03-31/functions/ServiceCatalogExternalParameterParser/invocations"
    assert told["artifact"]["type"] == "AWS_S3"
    assert told["artifact"]["path"].startswith(f"S3://{BUCKET}/")


def test_what_it_says_is_what_a_launch_asks_for(making: Making, admin: Any) -> None:
    product = making.product(asking(), ProductType="EXTERNAL")
    making.portfolio(product, user="admin")
    asked = admin.describe_provisioning_parameters(ProductId=product.id, ProvisioningArtifactId=product.version_id)
    colour, password = asked["ProvisioningArtifactParameters"]
    assert (colour["ParameterKey"], colour["DefaultValue"], colour["IsNoEcho"]) == ("colour", "blue", False)
    assert (password["ParameterKey"], password["IsNoEcho"]) == ("password", True)


def test_an_archive_that_it_refuses_is_not_published(making: Making) -> None:
    """7.4."""
    text = "Error occurred during parameter parsing: There is no playbook."
    with refused("InvalidParametersException", text):
        making.product(asking(refuses="There is no playbook."), ProductType="EXTERNAL")


def test_a_refused_archive_can_be_published_without_validation(making: Making, admin: Any) -> None:
    product = making.product(asking(), ProductType="EXTERNAL")
    url = making.upload(asking(refuses="There is no playbook at all."))
    parameters = {"Info": {"LoadTemplateFromURL": url}, "DisableTemplateValidation": True}
    made = admin.create_provisioning_artifact(ProductId=product.id, Parameters=parameters)
    assert made["Status"] == "CREATING"


def test_the_engine_gets_the_archive_and_the_values_with_defaults(making: Making, admin: Any, url: str) -> None:
    product = making.product(asking(), ProductType="EXTERNAL")
    making.portfolio(product, user="admin")
    with Engine(url, lambda *_: None) as outside:
        record = product.launch(admin, parameters={"password": "correct-horse"})
        (message,) = wait_for(lambda: [one for one in outside.messages if one["recordId"] == record["RecordId"]])
    assert {one["key"]: one["value"] for one in message["parameters"]} == {
        "colour": "blue",
        "password": "correct-horse",
    }
    stored = admin.describe_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, IncludeProvisioningArtifactParameters=True
    )
    assert len(stored["ProvisioningArtifactParameters"]) == 2


def test_a_value_that_is_missing_fails_the_record(making: Making, admin: Any) -> None:
    product = making.product(asking(), ProductType="EXTERNAL")
    making.portfolio(product, user="admin")
    record = product.launched(admin)
    assert record["RecordErrors"][0]["Description"] == "Parameters: [password] must have values."
