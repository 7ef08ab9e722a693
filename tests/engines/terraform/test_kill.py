"""A killed worker: Terraform goes on under its lifeline, an heir keeps the state, and nothing is made twice."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from launchpath.catalog.connection import connect
from launchpath.engines.terraform.settings import PREFIX
from launchpath.store.vault import KEY_VARIABLE
from tests import terraform
from tests.fleet import RunningWorker
from tests.making import MadeProduct, Making
from tests.postgresql import Fresh
from tests.processes import descendants
from tests.running import RunningServer, ended, wait_for
from tests.terraform import archive

#: Each resource writes down that it was made; the second waits until it is let through.
THREE = """
variable "folder" {
  type = string
}
resource "null_resource" "first" {
  provisioner "local-exec" {
    command = "echo first >> ${var.folder}/made"
  }
}
resource "null_resource" "second" {
  depends_on = [null_resource.first]
  provisioner "local-exec" {
    command = <<-EOT
      echo begun >> ${var.folder}/begun
      until [ -e ${var.folder}/gate ]; do sleep 0.1; done
      echo second >> ${var.folder}/made
    EOT
  }
}
resource "null_resource" "third" {
  depends_on = [null_resource.second]
  provisioner "local-exec" {
    command = "echo third >> ${var.folder}/made"
  }
}
output "id" {
  value = null_resource.first.id
}
"""


@pytest.fixture(scope="module")
def server(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    environment = {f"{PREFIX}BINARY": str(terraform.BINARY), f"{PREFIX}CLI_CONFIG": str(mirror)}
    folder = tmp_path_factory.mktemp("killed")
    with RunningServer(folder, "--demo", "--engine", "terraform", environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def product(server: RunningServer) -> MadeProduct:
    return Making(server).offered(archive(main=THREE), ProductType="TERRAFORM_OPEN_SOURCE")


@pytest.fixture
def held(server: RunningServer, product: MadeProduct, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A launch whose apply is at its second resource."""
    record = product.launch(server.client("developer"), parameters={"folder": str(tmp_path)})
    wait_for((tmp_path / "begun").exists)
    yield record
    (tmp_path / "gate").touch()


def made(folder: Path) -> list[str]:
    return (folder / "made").read_text().split()


def told(server: RunningServer, record: dict[str, Any]) -> list[str]:
    """The resources that were completed, as the record's log has them."""
    asked = {"RecordId": record["RecordId"]}
    events = connect(server.folder, "developer", environment={}).ask("ListRecordEvents", asked)["Events"]
    return [one["Resource"] for one in events if one["Status"] == "CREATE_COMPLETE"]


def test_a_killed_workers_apply_goes_on_and_nothing_is_made_twice(
    server: RunningServer, held: dict[str, Any], tmp_path: Path
) -> None:
    server.kill()
    (tmp_path / "gate").touch()
    wait_for(lambda: made(tmp_path) == ["first", "second", "third"], lambda: "Terraform did not go on")
    server.start()
    assert ended(server.client("developer"), held["RecordId"])["Status"] == "SUCCEEDED"
    assert made(tmp_path) == ["first", "second", "third"]
    assert told(server, held) == ["null_resource.first", "null_resource.second", "null_resource.third"]
    wait_for(lambda: not list((server.folder / "terraform" / "runs").glob("[!.]*")))


def test_the_next_worker_waits_for_an_apply_that_is_still_under_way(
    server: RunningServer, held: dict[str, Any], tmp_path: Path
) -> None:
    server.kill()
    server.start()
    assert server.client("developer").describe_record(Id=held["RecordId"])["RecordDetail"]["Status"] == "IN_PROGRESS"
    (tmp_path / "gate").touch()
    assert ended(server.client("developer"), held["RecordId"])["Status"] == "SUCCEEDED"
    assert made(tmp_path) == ["first", "second", "third"]
    assert (tmp_path / "begun").read_text() == "begun\n"


def test_when_everything_is_killed_what_had_been_made_is_known(
    server: RunningServer, held: dict[str, Any], tmp_path: Path
) -> None:
    """As `docker kill` does, or a power cut. The second resource was being made, and is made again."""
    assert server.process is not None
    for one in descendants(server.process.pid):
        # With its lifeline Terraform dies by itself.
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    server.kill()
    (tmp_path / "gate").touch()
    server.start()
    assert ended(server.client("developer"), held["RecordId"])["Status"] == "SUCCEEDED"
    assert made(tmp_path).count("first") == 1
    assert made(tmp_path).count("third") == 1


def test_a_worker_on_another_host_goes_on(
    postgresql: Fresh, mirror: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The two share the database and the key, and no folder."""
    key = Fernet.generate_key().decode()
    environment = {f"{PREFIX}BINARY": str(terraform.BINARY), f"{PREFIX}CLI_CONFIG": str(mirror), KEY_VARIABLE: key}
    url, folder = postgresql(), tmp_path_factory.mktemp("hosts")
    options = ("--demo", "--no-worker", "--engine", "terraform", "--database-url", url)
    with RunningServer(folder, *options, environment=environment) as server:
        first, second = (
            RunningWorker(name, server, url, environment, "--engine", "terraform", "--data", str(folder / name))
            for name in ("one", "two")
        )
        first.start()
        product = Making(server).offered(archive(main=THREE), ProductType="TERRAFORM_OPEN_SOURCE")
        record = product.launch(server.client("developer"), parameters={"folder": str(tmp_path)})
        wait_for((tmp_path / "begun").exists)
        first.kill()
        second.start()
        (tmp_path / "gate").touch()
        assert ended(server.client("developer"), record["RecordId"])["Status"] == "SUCCEEDED"
        assert made(tmp_path) == ["first", "second", "third"]
        assert (tmp_path / "begun").read_text() == "begun\n"
        second.stop()
