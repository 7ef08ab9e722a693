"""What tests of commands need that work on a data folder."""

from pathlib import Path

import pytest

from tests.cli.installed import Installed


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """An installation of its own, without a server."""
    return Installed.at(tmp_path / "data")
