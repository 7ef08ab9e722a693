"""The start of a server: when it says that it is ready it is, it finds again what it had, and says what is wrong."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.making import Making
from tests.refusals import INVALID, refused
from tests.running import RunningServer, ended


def test_it_is_ready_when_it_says_so_launches_included(tmp_path: Path) -> None:
    server = RunningServer(tmp_path, "--demo")
    answers: list[int | None] = []
    server.start(until=lambda: answers.append(_status(server)) or answers[-1] == 200)
    assert 503 in answers
    assert set(answers) <= {None, 503, 200}
    client = server.client("developer")
    product = client.describe_product(Name="Message queue")
    record = client.provision_product(
        ProductName="Message queue",
        ProvisioningArtifactId=product["ProvisioningArtifacts"][-1]["Id"],
        ProvisionedProductName="first",
    )["RecordDetail"]
    assert ended(client, record["RecordId"])["Status"] == "SUCCEEDED"
    server.stop()


def _status(server: RunningServer) -> int | None:
    """None: nobody answers yet."""
    try:
        return server.get("/healthz")[0]
    except OSError:
        return None


def test_a_second_start_finds_the_same_catalog_the_same_keys_and_loads_nothing_twice(tmp_path: Path) -> None:
    before, after = RunningServer(tmp_path, "--demo"), RunningServer(tmp_path, "--demo")
    with before:
        products = before.client("admin").search_products_as_admin(PageSize=20)["ProductViewDetails"]
        key = before.variables("developer")["AWS_ACCESS_KEY_ID"]
    with after:
        assert after.client("admin").search_products_as_admin(PageSize=20)["ProductViewDetails"] == products
        assert after.variables("developer")["AWS_ACCESS_KEY_ID"] == key
        assert '"changes":0' in after.log.read_text()


def test_without_the_demo_there_is_an_administrator_and_an_empty_catalog(tmp_path: Path) -> None:
    """And without an engine the catalog works, but a launch is refused."""
    with RunningServer(tmp_path, "--engine", "none") as server:
        assert not (server.folder / "developer.env").exists()
        assert server.client("admin").search_products_as_admin()["ProductViewDetails"] == []
        assert server.variables("admin")["LAUNCHPATH_PRINCIPAL_ARN"] == "arn:aws:iam::123456789012:user/admin"
        making = Making(server)
        product = making.product()
        making.portfolio(product, user="admin")
        asked = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
        described = making.admin.describe_provisioning_parameters(**asked)
        assert [one["ParameterKey"] for one in described["ProvisioningArtifactParameters"]] == ["Delay", "Kind"]
        with refused(INVALID, containing="no engine is configured"):
            product.launch(making.admin)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a server that has stopped; tests take a copy."""
    with RunningServer(tmp_path_factory.mktemp("stopped"), "--engine", "none") as server:
        return server.folder


def _corrupt(folder: Path) -> None:
    (folder / "secret.key").write_text("not a key\n")


def _exchange(folder: Path) -> None:
    (folder / "secret.key").write_bytes(Fernet.generate_key())


def _lose(folder: Path) -> None:
    (folder / "secret.key").unlink()


@pytest.mark.parametrize(
    ("accident", "told"),
    [
        (_corrupt, "The secret key is not valid"),
        (_exchange, "this data was written with another key"),
        (_lose, "The key of the catalog in"),
    ],
)
def test_a_wrong_key_for_what_is_stored_is_told_in_a_sentence(
    stopped: Path, tmp_path: Path, accident: Callable[[Path], None], told: str
) -> None:
    folder = shutil.copytree(stopped, tmp_path / "data")
    accident(folder)
    done = serve(folder, "--engine", "none")
    assert done.returncode == 1
    assert told in done.stderr
    assert "secret.key" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_lost_key_is_not_replaced_by_one_that_fits_nothing(stopped: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(stopped, tmp_path / "data")
    _lose(folder)
    serve(folder, "--engine", "none")
    assert not (folder / "secret.key").exists()
    shutil.copy(stopped / "secret.key", folder)
    with RunningServer(tmp_path, "--engine", "none") as server:
        assert server.client("admin").list_portfolios()["PortfolioDetails"] == []


def serve(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Start a server that is going to refuse."""
    command = [sys.executable, "-m", "launchpath", "serve", "--port", "0", "--data", str(folder), *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
    return subprocess.run(command, capture_output=True, text=True, env=clean)


def test_a_folder_in_use_is_told_in_a_sentence(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--engine", "none") as server:
        done = serve(server.folder, "--engine", "none")
    assert done.returncode == 1
    assert f"Another launchpath serves from {server.folder} already" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told_in_a_sentence(demo: RunningServer, tmp_path: Path) -> None:
    port = demo.url.rpartition(":")[2]
    done = serve(tmp_path / "data", "--port", port, "--log-file", str(tmp_path / "data" / "serve.log"))
    assert done.returncode == 1
    assert f"Can't listen on 127.0.0.1:{port}: Address already in use. Is another server running there?" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_before_a_failing_start_stays(demo: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    log = tmp_path / "data" / "serve.log"
    assert serve(tmp_path / "data", "--port", demo.url.rpartition(":")[2], "--log-file", str(log)).returncode == 1
    assert [one.name for one in tmp_path.rglob("*")] == ["data"]


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = serve(tmp_path / "file" / "data")
    assert done.returncode == 1
    assert f"Can't use {tmp_path / 'file' / 'data'} as the data folder: Not a directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "launchpath.db").write_text("this is no database, whatever its name is\n" * 100)
    done = serve(tmp_path / "data", "--engine", "none")
    assert done.returncode == 1
    assert "launchpath.db" in done.stderr
    assert "Traceback" not in done.stderr
