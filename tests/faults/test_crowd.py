"""A few seconds of `make stress`: twenty clients at once, and everything is as it was promised."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.crowd import Crowd
from tests.crash.houses import killed_workers, one_process
from tests.fake_cloudformation import Fake, running
from tests.postgresql import Fresh


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


def test_a_crowd_on_sqlite_is_served(tmp_path: Path, fake: Fake) -> None:
    with one_process(tmp_path, fake) as house:
        crowd = Crowd(house, fake)
        crowd.work(seconds=2, clients=20)
        crowd.check()


def test_a_crowd_on_postgresql_is_served(tmp_path: Path, fake: Fake, postgresql: Fresh) -> None:
    with killed_workers(tmp_path, fake, postgresql()) as house:
        crowd = Crowd(house, fake)
        crowd.work(seconds=2, clients=20)
        crowd.check()
