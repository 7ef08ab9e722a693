"""One house for all tests here: whatever they do to it, it has to stand."""

from collections.abc import Iterator

import pytest

from tests.fuzz.effort import FACTOR, NIGHTLY
from tests.fuzz.house import House
from tests.running import RunningServer

#: By night everything is tried on both databases.
DATABASES = ["sqlite", "postgresql"] if NIGHTLY else ["sqlite"]


@pytest.fixture(scope="session", params=DATABASES)
def fuzzed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    url = request.getfixturevalue("postgresql")() if request.param == "postgresql" else None
    options = ["--database-url", url] if url else []
    with RunningServer(tmp_path_factory.mktemp("fuzzed"), "--demo", *options) as server:
        yield House.of(server, launches=40 * FACTOR, postgresql_url=url)


@pytest.fixture
def house(fuzzed: House) -> Iterator[House]:
    """The house, proved to be in good health once the test is over."""
    yield fuzzed
    fuzzed.check_health()
