"""Whatever passes that a call to CloudFormation met: the call is made again, and what it asks for is done once."""

from collections.abc import Iterator

import pytest

from tests.crash.moments import CHANGE
from tests.fake_cloudformation import running
from tests.fleet import engine_at
from tests.promises import Promises
from tests.running import RunningServer

PASSING = ("reset_before", "reset_after", "hang_before", "hang_after", "throttle", "500", "503", "garbage")


@pytest.fixture(scope="module")
def promises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Promises]:
    folder = tmp_path_factory.mktemp("faults")
    with (
        running() as fake,
        RunningServer(folder, "--engine", "cloudformation", environment=engine_at(fake, timeout=1)) as server,
    ):
        yield Promises(server, fake)


@pytest.mark.parametrize("kind", CHANGE)
def test_what_passes_is_harmless_and_does_nothing_twice(kind: str, promises: Promises) -> None:
    """Timeouts and resets before and after the effect, throttling, faults of the service, answers that are none."""
    subjects = [None if kind == "provision" else promises.ask("provision") for _ in PASSING]
    for one in filter(None, subjects):
        promises.end(one)
    for fault in PASSING:
        promises.fake.fault(CHANGE[kind], fault, times=2)
        promises.fake.fault("DescribeStackEvents", fault, times=1)
    for one in subjects:
        promises.ask(kind, one)
    promises.check()
    met = {call["outcome"] for call in promises.fake.calls(CHANGE[kind])}
    assert met >= {"reset_before", "hang_before", "throttle", "500", "503", "garbage"}
