"""What tests of commands need that work on a data folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.installed import Installed
from tests.postgresql import Fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def each_kind(request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """The URL of a new database of each kind; None: SQLite in the data folder."""
    if request.param == "sqlite":
        return lambda: None
    fresh: Fresh = request.getfixturevalue("postgresql")
    return fresh


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """An installation of its own, without a server."""
    return Installed.at(tmp_path / "data")
