"""The JavaScript SDK, over both protocols, can't tell the difference (semantics 11.2, 15).

It needs node and npm, and npm's registry once. Where they are missing the tests say so and do not count as passed;
with LAUNCHPATH_TEST_NODE=required, as in CI, they fail.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.making import unique
from tests.running import RunningServer

Script = Callable[..., Any]

SCRIPTS = Path(__file__).parent / "javascript"


def installed() -> Path:
    """The folder of the node modules: below .venv, one for each package.json, and installed once."""
    manifest = (SCRIPTS / "package.json").read_bytes()
    folder = Path(sys.prefix) / "javascript" / hashlib.sha256(manifest).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            shutil.copy(SCRIPTS / "package.json", folder)
            quietly = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(["npm", "install", *quietly], cwd=folder, capture_output=True, text=True)
            if done.returncode:
                missing(f"npm could not install it: {done.stderr[-500:]}")
            (folder / "complete").touch()
    return folder / "node_modules"


def missing(why: str) -> None:
    """Say aloud that nothing was tried."""
    text = f"The JavaScript SDK was not tried: {why}"
    if os.environ.get("LAUNCHPATH_TEST_NODE") == "required":
        pytest.fail(text)
    pytest.skip(text)


@pytest.fixture(scope="session")
def modules() -> Path:
    if not (shutil.which("node") and shutil.which("npm")):
        missing("node and npm are not on the PATH.")
    return installed()


@pytest.fixture(params=["json", "cbor"])
def script(request: pytest.FixtureRequest, modules: Path, demo: RunningServer, tmp_path: Path) -> Script:
    """Runs a script as the developer, in the environment that `source DIR/developer.env` makes; what it tells."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    own = {"NODE_PATH": str(modules), "HOME": str(tmp_path), "PROTOCOL": request.param}

    def run(name: str, **more: str) -> Any:
        done = subprocess.run(
            ["node", str(SCRIPTS / name)],
            env={**clean, **demo.variables("developer"), **own, **more},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_product_is_found_launched_watched_and_terminated(script: Script) -> None:
    name = unique("javascript")
    told = script("journey.cjs", NAME=name)
    assert told["product"] == "Message queue"
    assert "WaitTime" in told["parameters"]
    assert told["launched"] == ["CREATED", "SUCCEEDED", "PROVISION_PRODUCT"]
    assert told["outputs"]["QueueUrl"].startswith("http")
    assert told["shown"] == told["outputs"]
    assert told["removed"] == ["SUCCEEDED", "TERMINATE_PROVISIONED_PRODUCT"]


def test_times_are_dates(script: Script) -> None:
    """Semantics 1.3, 11.3."""
    told = script("journey.cjs", NAME=unique("javascript"))
    assert told["isDate"] is True
    assert told["seconds"] < 600


def test_an_error_is_of_the_sdks_own_class_with_its_text(script: Script) -> None:
    """Semantics 3.1."""
    told = script("refusals.cjs")["unknown"]
    assert len(told.pop("requestId")) == 36
    assert told == {
        "isOfItsClass": True,
        "isOfTheService": True,
        "name": "ResourceNotFoundException",
        "message": "Record rec-unknown not found.",
        "fault": "client",
        "status": 400,
    }


def test_every_modelled_error_has_its_class(script: Script) -> None:
    told = script("refusals.cjs")["unnamed"]
    assert (told["isOfItsClass"], told["name"]) == (True, "InvalidParametersException")
    assert told["message"] == "Either the product id or its name must be specified."


def test_front_end_errors_keep_their_name_and_text(script: Script) -> None:
    """Semantics 3.2."""
    told = script("refusals.cjs")
    assert (told["crooked"]["name"], told["forbidden"]["name"]) == ("ValidationException", "AccessDeniedException")
    assert told["crooked"]["message"].startswith("1 validation error detected: Value 'no id' at 'id' failed")
    assert "is not authorized to perform: servicecatalog:ListPortfolios" in told["forbidden"]["message"]


def test_the_sdks_pagination_leads_through_all_pages(script: Script) -> None:
    """Semantics 2.1."""
    told = script("pages.cjs")
    assert [identifier for page in told["pages"] for identifier in page] == told["all"]
    assert {len(page) for page in told["pages"][:-1]} == {3}


def test_a_repeated_token_leads_to_one_record(script: Script) -> None:
    """Semantics 2.6."""
    first, second = script("repeat.cjs", NAME=unique("javascript"))
    assert first == second
