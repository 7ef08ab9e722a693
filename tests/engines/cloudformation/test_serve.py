"""From an API call to CloudFormation and back: a real `launchpath serve --engine cloudformation`, asked by boto3."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fake_cloudformation import Fake, running
from tests.making import QUEUE, MadeProduct, Making, unique
from tests.running import RunningServer, ended

LAUNCH = "arn:aws:iam::123456789012:role/LaunchRole"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAOPERATOR00000001",
    "AWS_SECRET_ACCESS_KEY": "a secret",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}
MORE = QUEUE + '  More: {Value: "more"}\n'


@pytest.fixture(scope="module")
def world() -> Iterator[Fake]:
    with running() as fake:
        yield fake


@pytest.fixture(scope="module")
def server(world: Fake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    environment = {**CREDENTIALS, "LAUNCHPATH_CLOUDFORMATION_ENDPOINT": world.url}
    folder = tmp_path_factory.mktemp("serve")
    with RunningServer(folder, "--engine", "cloudformation", environment=environment) as server:
        yield server


@pytest.fixture(scope="module")
def catalog(server: RunningServer) -> Making:
    return Making(server)


@pytest.fixture(scope="module")
def product(catalog: Making) -> MadeProduct:
    """A product that the administrator may launch."""
    made = catalog.product()
    catalog.portfolio(made, user="admin")
    return made


def status(catalog: Making, record: dict[str, Any]) -> dict[str, Any]:
    described = catalog.admin.describe_provisioned_product(Id=record["ProvisionedProductId"])
    detail: dict[str, Any] = described["ProvisionedProductDetail"]
    return detail


def stack_of(world: Fake, record: dict[str, Any]) -> dict[str, Any]:
    return world.stack(f"SC-123456789012-{record['ProvisionedProductId']}")


def test_a_launch_makes_a_stack_and_hands_out_its_outputs(catalog: Making, product: MadeProduct, world: Fake) -> None:
    record = product.launched(catalog.admin, parameters={"Delay": "5"})
    stack = stack_of(world, record)
    assert (record["Status"], stack["status"]) == ("SUCCEEDED", "CREATE_COMPLETE")
    assert stack["parameters"] == {"Delay": "5", "Kind": "plain"}
    assert [one["token"] for one in stack["operations"]] == [record["RecordId"]]
    outputs = catalog.admin.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert outputs[2]["OutputValue"] == stack["id"]
    assert [one["OutputKey"] for one in outputs] == ["QueueUrl", "Kind", "CloudformationStackARN"]


def test_the_stack_bears_the_automatic_tags_under_names_that_cloudformation_takes(
    catalog: Making, product: MadeProduct, world: Fake
) -> None:
    """6.2."""
    record = product.launched(catalog.admin)
    assert set(stack_of(world, record)["tags"]) == {
        "launchpath:portfolioArn",
        "launchpath:productArn",
        "launchpath:provisioningPrincipalArn",
        "launchpath:provisionedProductArn",
        "launchpath:provisioningArtifactIdentifier",
    }


def test_an_update_changes_the_stack(catalog: Making, product: MadeProduct, world: Fake) -> None:
    record = product.launched(catalog.admin)
    asked = catalog.admin.update_provisioned_product(
        ProvisionedProductId=record["ProvisionedProductId"],
        ProvisioningArtifactId=catalog.version(product, MORE, unique("more")),
        ProvisioningParameters=[{"Key": "Delay", "Value": "7"}],
    )["RecordDetail"]
    assert ended(catalog.admin, asked["RecordId"])["Status"] == "SUCCEEDED"
    stack = stack_of(world, record)
    assert (stack["status"], stack["parameters"]["Delay"]) == ("UPDATE_COMPLETE", "7")
    outputs = catalog.admin.describe_record(Id=asked["RecordId"])["RecordOutputs"]
    assert [one["OutputKey"] for one in outputs][2] == "More"


def test_a_failed_update_taints_the_product(catalog: Making, product: MadeProduct, world: Fake) -> None:
    """6.3: UPDATE_ROLLBACK_COMPLETE."""
    record = product.launched(catalog.admin)
    world.script(stack_of(world, record)["name"], update="rolls_back", reason="Too heavy.")
    asked = catalog.admin.update_provisioned_product(
        ProvisionedProductId=record["ProvisionedProductId"], ProvisioningParameters=[{"Key": "Delay", "Value": "8"}]
    )["RecordDetail"]
    failed = ended(catalog.admin, asked["RecordId"])
    assert failed["Status"] == "FAILED"
    assert status(catalog, record)["Status"] == "TAINTED"
    assert failed["RecordErrors"][0]["Description"].endswith("Queue (AWS::SQS::Queue): Too heavy.")


def test_a_termination_deletes_the_stack(catalog: Making, product: MadeProduct, world: Fake) -> None:
    record = product.launched(catalog.admin)
    asked = catalog.admin.terminate_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"])
    assert ended(catalog.admin, asked["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    assert not stack_of(world, record)["living"]


def test_a_failed_launch_ends_in_error_and_says_why(catalog: Making, world: Fake) -> None:
    """6.3: ROLLBACK_COMPLETE."""
    metadata = 'Metadata: {Fake: {create: rolls_back, reason: "Too heavy."}}\n'
    broken = catalog.product(QUEUE + metadata)
    catalog.portfolio(broken, user="admin")
    record = broken.launched(catalog.admin)
    assert (record["Status"], status(catalog, record)["Status"]) == ("FAILED", "ERROR")
    assert status(catalog, record)["StatusMessage"] == (
        "The following resource(s) failed to create: [Queue]. Rollback requested by user. "
        "Queue (AWS::SQS::Queue): Too heavy."
    )
    assert stack_of(world, record)["status"] == "ROLLBACK_COMPLETE"


def test_the_launch_role_of_a_constraint_asks(catalog: Making, world: Fake) -> None:
    """4.5, 6.1."""
    made = catalog.product()
    portfolio = catalog.portfolio(made, user="admin")
    catalog.constraint(portfolio, made, "LAUNCH", {"RoleArn": LAUNCH})
    record = made.launched(catalog.admin)
    (call,) = world.calls("CreateStack", stack_of(world, record)["name"])
    assert call["caller"] == f"arn:aws:sts::123456789012:assumed-role/LaunchRole/{record['RecordId']}"


def test_a_launch_survives_throttling_and_lost_answers(catalog: Making, product: MadeProduct, world: Fake) -> None:
    world.fault("CreateStack", "reset_after", times=4)
    world.fault("DescribeStackEvents", "throttle", times=4)
    record = product.launched(catalog.admin)
    assert record["Status"] == "SUCCEEDED"
    assert len(stack_of(world, record)["operations"]) == 1


def test_people_are_told_where_to_look(server: RunningServer, world: Fake) -> None:
    assert server.variables("admin")["AWS_ENDPOINT_URL"] == world.url


def test_a_setting_that_cannot_be_meant_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
    command = [sys.executable, "-m", "launchpath", "serve", "--port", "0", "--data", str(tmp_path)]
    ended = subprocess.run(
        [*command, "--engine", "cloudformation"],
        env={**clean, "LAUNCHPATH_CLOUDFORMATION_ROLE_ARN": "Launchpath"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(
        "Error: LAUNCHPATH_CLOUDFORMATION_ROLE_ARN is 'Launchpath', but it must be a role's ARN"
    )
