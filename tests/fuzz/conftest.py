"""One house for all tests here: whatever they do to it, it has to stand."""

from collections.abc import Iterator

import pytest

from tests.fuzz.effort import FACTOR
from tests.fuzz.house import House
from tests.running import RunningServer


@pytest.fixture(scope="session")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with RunningServer(tmp_path_factory.mktemp("fuzzed"), "--demo") as server:
        yield House.of(server, launches=40 * FACTOR)


@pytest.fixture
def house(fuzzed: House) -> Iterator[House]:
    """The house, proved to be in good health once the test is over."""
    yield fuzzed
    fuzzed.check_health()
