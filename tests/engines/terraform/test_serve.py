"""Terraform products end to end, as boto3 sees them: created, described, launched, updated, terminated."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from launchpath.catalog.connection import connect
from launchpath.engines.terraform.settings import PREFIX
from tests import terraform
from tests.cli.running import launchpath
from tests.making import QUEUE, MadeProduct, Making, unique
from tests.portal.visitor import Visitor
from tests.refusals import refused
from tests.running import RunningServer, ended
from tests.terraform import archive

MODULE = """
variable "name" {
  type        = string
  description = "What it is called."
  validation {
    condition     = contains(["blue", "green"], var.name)
    error_message = "Choose blue or green."
  }
}
variable "copies" {
  type    = number
  default = 1
}
variable "labels" {
  type    = list(string)
  default = []
}
variable "password" {
  type      = string
  sensitive = true
  default   = "correct-horse"
}
variable "note" {
  type    = string
  default = null
}
resource "null_resource" "thing" {
  count    = var.copies
  triggers = { name = var.name, password = var.password }
}
output "name" {
  value       = var.name
  description = "Its name."
}
output "labels" {
  value = var.labels
}
output "password" {
  value     = var.password
  sensitive = true
}
"""
BROKEN = """
resource "null_resource" "broken" {
  depends_on = [null_resource.thing]
  provisioner "local-exec" {
    command = "exit 7"
  }
}
"""


@pytest.fixture(scope="module")
def server(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A house with two engines, one of them for two types."""
    engines = ("--engine", "sandbox", "--engine", "terraform", "--engine", "EXTERNAL=terraform")
    environment = {f"{PREFIX}BINARY": str(terraform.BINARY), f"{PREFIX}CLI_CONFIG": str(mirror)}
    with RunningServer(tmp_path_factory.mktemp("house"), "--demo", *engines, environment=environment) as running:
        yield running
        assert "correct-horse" not in running.log.read_text()


@pytest.fixture(scope="module")
def making(server: RunningServer) -> Making:
    return Making(server)


@pytest.fixture(scope="module")
def developer(server: RunningServer) -> Any:
    return server.client("developer")


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.offered(archive(main=MODULE), ProductType="TERRAFORM_OPEN_SOURCE")


@pytest.fixture(scope="module")
def launched(product: MadeProduct, developer: Any) -> dict[str, Any]:
    """A record of a launch that went well."""
    record = product.launched(developer, parameters={"name": "blue", "labels": "a, b"})
    assert record["Status"] == "SUCCEEDED", record
    return record


def outputs(client: Any, record_id: str) -> dict[str, str]:
    found = client.describe_record(Id=record_id)["RecordOutputs"]
    return {one["OutputKey"]: one["OutputValue"] for one in found}


def status(client: Any, record: dict[str, Any]) -> str:
    found = client.describe_provisioned_product(Id=record["ProvisionedProductId"])
    return str(found["ProvisionedProductDetail"]["Status"])


def test_a_modules_variables_are_its_parameters(product: MadeProduct, developer: Any) -> None:
    """Semantics 7.4."""
    path = developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"][0]["Id"]
    told = developer.describe_provisioning_parameters(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, PathId=path
    )
    name, copies, labels, password, note = told["ProvisioningArtifactParameters"]
    assert (name["ParameterKey"], name["ParameterType"], name["Description"]) == (
        "name",
        "string",
        "What it is called.",
    )
    assert name["ParameterConstraints"]["AllowedValues"] == ["blue", "green"]
    assert (copies["ParameterType"], copies["DefaultValue"]) == ("number", "1")
    assert (labels["ParameterType"], labels["DefaultValue"]) == ("list(string)", "[]")
    assert password["IsNoEcho"]
    assert "DefaultValue" not in password
    assert "DefaultValue" not in note
    assert [one["Key"] for one in told["ProvisioningArtifactOutputKeys"]] == ["name", "labels", "password"]


def test_a_launch_hands_out_the_modules_outputs_and_masks_the_sensitive_ones(
    launched: dict[str, Any], developer: Any
) -> None:
    assert launched["ProvisionedProductType"] == "TERRAFORM_OPEN_SOURCE"
    told = outputs(developer, launched["RecordId"])
    assert told == {"name": "blue", "labels": '["a", "b"]', "password": "****"}
    assert status(developer, launched) == "AVAILABLE"


def test_what_happened_to_each_resource_is_in_the_records_log(launched: dict[str, Any], server: RunningServer) -> None:
    asked = {"RecordId": launched["RecordId"]}
    told = connect(server.folder, "developer", environment={}).ask("ListRecordEvents", asked)
    steps = [(one["Resource"], one["Status"]) for one in told["Events"] if one.get("Resource")]
    assert steps == [("null_resource.thing[0]", "CREATE_IN_PROGRESS"), ("null_resource.thing[0]", "CREATE_COMPLETE")]


def test_an_update_keeps_what_is_not_given_and_changes_the_rest(
    launched: dict[str, Any], product: MadeProduct, developer: Any
) -> None:
    given = [{"Key": "name", "UsePreviousValue": True}, {"Key": "copies", "Value": "2"}]
    updated = developer.update_provisioned_product(
        ProvisionedProductId=launched["ProvisionedProductId"],
        ProvisioningArtifactId=product.version_id,
        ProvisioningParameters=given,
    )["RecordDetail"]
    assert ended(developer, updated["RecordId"])["Status"] == "SUCCEEDED"
    assert outputs(developer, updated["RecordId"])["name"] == "blue"


def test_a_termination_takes_everything_down(product: MadeProduct, developer: Any) -> None:
    record = product.launched(developer, parameters={"name": "green"})
    gone = developer.terminate_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"])
    assert ended(developer, gone["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    with refused("ResourceNotFoundException"):
        status(developer, record)


def test_a_failed_first_launch_says_why_is_tainted_and_mended_by_an_update(
    server: RunningServer, making: Making, developer: Any
) -> None:
    """Semantics 7.3: what stands after a failed provision can be updated."""
    broken = making.offered(archive(main=MODULE + BROKEN), ProductType="TERRAFORM_OPEN_SOURCE")
    record = broken.launched(developer, parameters={"name": "blue"})
    assert record["Status"] == "FAILED"
    assert "local-exec provisioner error" in record["RecordErrors"][0]["Description"]
    assert "exit status 7" in record["RecordErrors"][0]["Description"]
    assert status(developer, record) == "TAINTED"
    with Visitor(server) as visitor:
        visitor.sign_in("developer")
        update = f"/launched/{record['ProvisionedProductId']}/update"
        assert f'href="{update}"' in visitor.get(update.removesuffix("/update")).text
        assert visitor.get(update).status_code == 200
    mended = developer.update_provisioned_product(
        ProvisionedProductId=record["ProvisionedProductId"],
        ProductId=broken.id,
        ProvisioningArtifactId=making.version(broken, archive(main=MODULE)),
        # Nothing that was given to the launch has to be given again, secrets least of all.
        ProvisioningParameters=[{"Key": key, "UsePreviousValue": True} for key in ("name", "password", "note")],
    )["RecordDetail"]
    assert ended(developer, mended["RecordId"])["Status"] == "SUCCEEDED"
    assert status(developer, record) == "AVAILABLE"
    assert outputs(developer, mended["RecordId"])["name"] == "blue"


def test_a_launch_of_which_nothing_stands_is_in_error(making: Making, developer: Any) -> None:
    """Semantics 7.3."""
    wrong = making.offered(
        archive(main='output "x" {\n  value = file("nowhere")\n}'), ProductType="TERRAFORM_OPEN_SOURCE"
    )
    record = wrong.launched(developer)
    assert record["Status"] == "FAILED"
    assert "Invalid function argument" in record["RecordErrors"][0]["Description"]
    assert status(developer, record) == "ERROR"


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({}, "Parameters: [name] must have values."),
        ({"name": "red"}, "Parameter name failed to satisfy constraint: Choose blue or green."),
        ({"name": "blue", "copies": "many"}, "Parameter 'copies' must be a number."),
        ({"name": "blue", "other": "x"}, "Parameters: [other] do not exist in the template."),
    ],
)
def test_values_that_will_not_do_fail_the_record(
    product: MadeProduct, developer: Any, parameters: dict[str, str], why: str
) -> None:
    record = product.launched(developer, parameters=parameters)
    assert (record["Status"], record["RecordErrors"][0]["Description"]) == ("FAILED", why)


def test_an_external_product_is_made_by_the_engine_that_was_named_for_it(making: Making, developer: Any) -> None:
    external = making.offered(archive(main='output "x" {\n  value = "y"\n}'), ProductType="EXTERNAL")
    record = external.launched(developer)
    assert (record["Status"], record["ProvisionedProductType"]) == ("SUCCEEDED", "EXTERNAL")
    assert outputs(developer, record["RecordId"]) == {"x": "y"}


def test_a_stack_is_made_in_the_same_house(making: Making, developer: Any) -> None:
    record = making.offered(QUEUE).launched(developer)
    assert (record["Status"], record["ProvisionedProductType"]) == ("SUCCEEDED", "CFN_STACK")


def test_what_is_no_archive_can_not_be_published(making: Making) -> None:
    """Semantics 7.4, with the service's words."""
    with refused("InvalidParametersException", containing="is not a valid tar.gz file"):
        making.product(QUEUE, ProductType="TERRAFORM_OPEN_SOURCE")
    with refused("InvalidParametersException", containing="No .tf files found. Nothing to parse."):
        making.product(archive(**{"README.md": "nothing"}), ProductType="TERRAFORM_OPEN_SOURCE")
    with refused("InvalidParametersException", containing="It is an archive, not a template."):
        making.product(archive(main=MODULE))


def test_a_published_archive_is_described_and_has_no_one_text(product: MadeProduct, making: Making) -> None:
    told = making.admin.describe_provisioning_artifact(
        ProductId=product.id,
        ProvisioningArtifactId=product.version_id,
        Verbose=True,
        IncludeProvisioningArtifactParameters=True,
    )
    assert told["ProvisioningArtifactDetail"]["Type"] == "TERRAFORM_OPEN_SOURCE"
    assert "CloudFormationTemplate" not in told["Info"]
    assert len(told["ProvisioningArtifactParameters"]) == 5


def test_a_folder_in_a_catalog_becomes_a_product(server: RunningServer, tmp_path: Path, making: Making) -> None:
    """Applied again, it is the same version."""
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "main.tf").write_text(MODULE)
    version = {"name": "v1", "template": "network"}
    product = {"name": unique("network"), "owner": "tests", "type": "TERRAFORM_OPEN_SOURCE", "versions": [version]}
    (tmp_path / "catalog.yaml").write_text(yaml.safe_dump({"products": [product]}))
    for told in ("2 changes made.", "Nothing to change"):
        done = launchpath("apply", str(tmp_path), "--data", str(server.folder))
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1].startswith(told)
    found = making.admin.describe_product_as_admin(Name=product["name"])
    assert [one["Name"] for one in found["ProvisioningArtifactSummaries"]] == ["v1"]
