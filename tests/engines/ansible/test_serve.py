"""Ansible end to end, as boto3 sees it: an archive's parameters, real playbooks, outputs, and what a failure says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launchpath.catalog.apply import apply
from launchpath.catalog.connection import connect
from launchpath.catalog.faults import CatalogError
from tests.engines.ansible.test_conformance import FAILS, PLAY, playbooks
from tests.making import Making
from tests.refusals import refused
from tests.running import RunningServer, ended
from tests.terraform import archive


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("ansible"), "--engine", "ansible") as running:
        yield running
        assert "correct-horse" not in running.log.read_text()


@pytest.fixture(scope="module")
def making(server: RunningServer) -> Making:
    return Making(server)


def launched(making: Making, things: Path, play: str) -> dict[str, Any]:
    product = making.product(playbooks(play), ProductType="EXTERNAL")
    making.portfolio(product, user="admin")
    values = {"name": "blue", "folder": str(things), "password": "correct-horse"}
    return product.launched(making.admin, parameters=values)


def test_a_product_comes_up_with_its_outputs_and_goes(making: Making, tmp_path: Path) -> None:
    record = launched(making, tmp_path, PLAY.format(more=""))
    assert record["Status"] == "SUCCEEDED", record
    outputs = making.admin.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert [(one["OutputKey"], one["OutputValue"]) for one in outputs] == [("name", "blue")]
    assert (tmp_path / record["ProvisionedProductId"]).exists()
    gone = making.admin.terminate_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"])
    assert ended(making.admin, gone["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    assert list(tmp_path.iterdir()) == []


def test_a_launch_asks_for_what_parameters_yml_says(making: Making) -> None:
    product = making.product(playbooks(FAILS), ProductType="EXTERNAL")
    making.portfolio(product, user="admin")
    asked = making.admin.describe_provisioning_parameters(
        ProductId=product.id, ProvisioningArtifactId=product.version_id
    )["ProvisioningArtifactParameters"]
    assert [(one["ParameterKey"], one["IsNoEcho"]) for one in asked] == [
        ("name", False),
        ("folder", False),
        ("password", True),
    ]


def test_a_failure_names_the_task_and_keeps_the_secret(making: Making, tmp_path: Path) -> None:
    record = launched(making, tmp_path, FAILS)
    assert record["RecordErrors"][0]["Description"] == "Broken: It does not like ****."


def test_an_archive_without_playbooks_is_not_published(making: Making) -> None:
    with refused("InvalidParametersException", containing="The archive lacks provision.yml and terminate.yml"):
        making.product(archive(main=""), ProductType="EXTERNAL")


def test_a_catalog_of_playbooks_is_applied_and_what_is_wrong_with_one_is_the_engines_to_say(
    server: RunningServer, tmp_path: Path
) -> None:
    (tmp_path / "plays").mkdir()
    for name in ("provision.yml", "terminate.yml"):
        (tmp_path / "plays" / name).write_text(FAILS)
    product = "{name: Playbooks, owner: us, type: EXTERNAL, versions: [{name: %s, template: plays}]}"
    (tmp_path / "catalog.yaml").write_text(f"products: [{product % 'v1'}]")
    assert list(apply(tmp_path, connect(server.folder, "admin", {}))) == [
        "+ product Playbooks",
        "+ product Playbooks: version v1",
    ]
    (tmp_path / "plays" / "terminate.yml").unlink()
    (tmp_path / "catalog.yaml").write_text(f"products: [{product % 'v2'}]")
    with pytest.raises(CatalogError, match=r"version v2 \(plays\): .*The archive lacks terminate\.yml"):
        list(apply(tmp_path, connect(server.folder, "admin", {})))
