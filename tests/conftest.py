"""What many tests need: a real server in a process of its own, and real clients of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.making import Making
from tests.postgresql import Fresh
from tests.postgresql import postgresql as postgresql
from tests.running import RunningServer


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server with the sample catalog, shared by all tests of a worker that leave it as they found it."""
    with RunningServer(tmp_path_factory.mktemp("demo"), "--demo") as server:
        yield server
        # Whatever the tests asked for: bad input gets the service's own error, never a fault of ours.
        assert '"InternalFailure"' not in server.log.read_text()


@pytest.fixture(params=["sqlite", "postgresql"])
def each_kind(request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """The URL of a new database of each kind; None: SQLite in the data folder."""
    if request.param == "sqlite":
        return lambda: None
    fresh: Fresh = request.getfixturevalue("postgresql")
    return fresh


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def making(demo: RunningServer) -> Making:
    """Makes products of a test's own in the shared server."""
    return Making(demo)


@pytest.fixture(scope="session")
def admin(demo: RunningServer) -> Any:
    """The administrator's boto3 client."""
    return demo.client("admin")


@pytest.fixture(scope="session")
def developer(demo: RunningServer) -> Any:
    """The developer's boto3 client, over awsJson 1.1."""
    return demo.client("developer")
