"""A sample of `make crash`: a kill at another moment each time, and every promise is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.houses import killed_server, killed_workers, one_process
from tests.crash.matrix import Cell, run
from tests.crash.moments import ANSWERS, BOUNDARIES, any_time
from tests.fake_cloudformation import Fake, running
from tests.postgresql import Fresh


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


def planned(*pairs: tuple[str, str]) -> list[Cell]:
    moments = {**BOUNDARIES, **ANSWERS, "any time": any_time}
    return [Cell(kind, moment, moments[moment]) for kind, moment in pairs]


def test_a_killed_server_on_sqlite_loses_nothing(tmp_path: Path, fake: Fake) -> None:
    cells = planned(
        ("provision", "after the change"),
        ("update", "before the change"),
        ("update", "after the last look"),
        ("terminate", "asking"),
        ("provision", "any time"),
    )
    with one_process(tmp_path, fake) as house:
        assert run(house, fake, cells, "sample").losses == []


def test_a_killed_worker_on_postgresql_loses_nothing(tmp_path: Path, fake: Fake, postgresql: Fresh) -> None:
    cells = planned(("provision", "before the change"), ("update", "after the change"), ("terminate", "between looks"))
    with killed_workers(tmp_path, fake, postgresql()) as house:
        assert run(house, fake, cells, "sample").losses == []


def test_a_killed_server_on_postgresql_loses_nothing(tmp_path: Path, fake: Fake, postgresql: Fresh) -> None:
    cells = planned(("provision", "asking"), ("update", "accepted"))
    with killed_server(tmp_path, fake, postgresql()) as house:
        assert run(house, fake, cells, "sample").losses == []
