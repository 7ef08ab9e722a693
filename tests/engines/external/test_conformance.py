"""The shipped tests, with an engine outside that hears of its orders through SQS."""

from collections.abc import Callable

import pytest

from launchpath.engines.base import Engine
from launchpath.engines.conformance import EngineConformance, Samples, Standing
from launchpath.engines.conformance_offers import FailedTerminationConformance
from launchpath.engines.external.engine import External
from tests.external_engine import Engine as Outside
from tests.terraform import archive

GOOD = "# outputs: name={name}\n"


@pytest.fixture(scope="module")
def samples() -> Samples:
    return Samples(
        good=archive(main=GOOD),
        update=archive(main=f"{GOOD}# outputs: more=more\n"),
        fails_to_create=archive(main="# fails: The thing has a flat tyre.\n"),
        fails_to_update=archive(main="# fails: The thing has a flat tyre.\n"),
        parameters={"name": "one", "password": "correct-horse-battery"},
        secret="correct-horse-battery",
    )


@pytest.fixture
def open_engine(open_one: Callable[..., External], worker: Outside) -> Callable[[], Engine]:
    return open_one


@pytest.fixture(autouse=True)
def somebody_works(worker: Outside) -> None:
    """Messages are read."""


@pytest.fixture
def standing(worker: Outside) -> Standing:
    return lambda _, product: int(product in worker.standing)


@pytest.fixture
def undying() -> bytes:
    return archive(main=f"{GOOD}# stays: Somebody sits on it.\n")


class TestExternal(EngineConformance, FailedTerminationConformance):
    pass
