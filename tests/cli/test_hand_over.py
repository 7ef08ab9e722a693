"""`launchpath engine hand-over`: what stands and nobody knows any more is found by the doctor, and can be removed."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from launchpath.engines.conformance import Samples, finish, provision
from launchpath.engines.terraform import settings as own
from launchpath.engines.terraform.engine import Terraform
from launchpath.work.engine_memory import DatabaseMemory
from tests import terraform
from tests.cli.installed import Installed
from tests.making import Making
from tests.running import RunningServer

MODULE = """
variable "word" {
  sensitive = true
}
resource "null_resource" "left" {
  triggers = { word = var.word }
}
"""


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    mirror = terraform.mirror(tmp_path_factory.mktemp("terraform"))
    return {f"{own.PREFIX}BINARY": str(terraform.BINARY), f"{own.PREFIX}CLI_CONFIG": str(mirror)}


@pytest.fixture
def left(installed: Installed, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a product that stands, and that the catalog does not know."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    installed.said("migrate")
    with installed.opened() as database:
        engine = Terraform(own.read(variables), installed.folder / "terraform")
        engine.remember_in(DatabaseMemory(database, Fernet.generate_key()))
        archive, parameters = terraform.archive(main=MODULE), {"word": "correct-horse"}
        samples = Samples(
            good=archive, update="", fails_to_create="", fails_to_update="", parameters=parameters, secret=""
        )
        order = provision(samples)
        finish(engine, order)
        engine.close()
    return order.provisioned_product_id


def doctor(installed: Installed) -> list[dict[str, str]]:
    _, output = installed.call("doctor", "--engine", "terraform", "--json")
    return [one for one in json.loads(output)["Findings"] if one["Check"] == "orphans"]


def test_what_terraform_left_is_an_orphan_and_is_removed_with_what_is_handed_over(
    installed: Installed, left: str, tmp_path: Path, variables: dict[str, str]
) -> None:
    (orphan,) = doctor(installed)
    assert orphan["Found"] == f"null_resource.left stands, and {left} does not live any more."
    assert orphan["Mend"].startswith(f"launchpath engine hand-over terraform {left} ./{left} --forget --data ")
    command = installed.said("engine", "hand-over", "terraform", left, str(tmp_path / left), "--forget")
    given = {"TF_CLI_CONFIG_FILE": variables[f"{own.PREFIX}CLI_CONFIG"], "TF_CLI_ARGS_destroy": "-auto-approve"}
    done = subprocess.run(["sh", "-c", command], env=os.environ | given, capture_output=True, text=True, check=True)
    assert "1 destroyed" in done.stdout
    assert (tmp_path / left).stat().st_mode & 0o077 == 0
    (finding,) = doctor(installed)
    assert finding["State"] == "ok"
    assert installed.audited()[-1] == ("HandOver", {"provisioned_product_id": left})


def test_without_forget_it_can_be_handed_over_again(installed: Installed, left: str, tmp_path: Path) -> None:
    for number in ("1", "2"):
        assert " destroy" in installed.said("engine", "hand-over", "terraform", left, str(tmp_path / number))
    assert "there already" in installed.refusal("engine", "hand-over", "terraform", left, str(tmp_path / "2"))


def test_of_what_was_never_there_nothing_is_kept(installed: Installed, left: str, tmp_path: Path) -> None:
    said = installed.refusal("engine", "hand-over", "terraform", "pp-aaaaaaaaaaaaa", str(tmp_path / "a"))
    assert said == "No module and no state are kept of pp-aaaaaaaaaaaaa."


def test_what_lives_is_terminated_and_not_handed_over(
    demo: RunningServer, making: Making, developer: object, tmp_path: Path
) -> None:
    living = making.offered().launched(developer)
    said = Installed(demo.folder).refusal(
        "engine", "hand-over", "sandbox", living["ProvisionedProductId"], str(tmp_path / "a")
    )
    assert said.endswith(f"launchpath terminate {living['ProvisionedProductName']}")
