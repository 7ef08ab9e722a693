"""launchpath/api/ is what the generator writes: nobody edits it by hand."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api")
    subprocess.run([sys.executable, ROOT / "tools" / "generate_api.py", folder], check=True)
    return folder


def test_the_committed_files_are_exactly_those_that_the_generator_writes(regenerated: Path) -> None:
    committed = {path.name: path.read_bytes() for path in (ROOT / "launchpath" / "api").glob("*.py")}
    assert {path.name: path.read_bytes() for path in regenerated.iterdir()} == committed
