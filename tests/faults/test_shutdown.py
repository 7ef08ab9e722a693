"""Told to stop, a process takes no more requests, finishes the steps in hand, leaves the rest for the next start."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_cloudformation import Fake, running
from tests.fleet import Fleet, engine_at
from tests.postgresql import Fresh
from tests.processes import await_end, descendants, lasting_port
from tests.promises import Promises
from tests.proxy import proxy
from tests.running import PATIENCE, RunningServer, wait_for


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


def test_a_server_finishes_the_call_in_hand_and_goes_on_at_the_next_start(tmp_path: Path, fake: Fake) -> None:
    options = ("--engine", "cloudformation", "--most-launches", "1")
    with RunningServer(tmp_path, *options, port=lasting_port(), environment=engine_at(fake)) as server:
        promises = Promises(server, fake)
        fake.fault("CreateStack", "hang_after", seconds=2)
        begun, waiting = promises.ask("provision"), promises.ask("provision")
        wait_for(lambda: fake.calls("CreateStack"))
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0
        # The answer was lost after two seconds; whoever had given up would not have asked again.
        assert [one["token"] for one in fake.calls("CreateStack")] == [begun["RecordId"]] * 2
        server.start()
        promises.check()
        assert fake.calls("CreateStack")[-1]["token"] == waiting["RecordId"]
    assert "Traceback" not in server.log.read_text()


def test_a_worker_that_is_told_to_stop_hands_over_at_once(tmp_path: Path, fake: Fake, postgresql: Fresh) -> None:
    with Fleet(tmp_path, postgresql(), fake) as fleet:
        promises = Promises(fleet.server, fake)
        fake.script("*", polls=1, ms=3_600_000)
        launched = promises.ask("provision")
        wait_for(lambda: fake.calls("CreateStack"))
        leaving = fleet.at(launched["RecordId"])
        assert leaving.stop() == 0
        wait_for(lambda: fleet.working_on(launched["RecordId"]) is not leaving)
        fake.script("*", polls=1, ms=0)
        promises.check()
        assert "given up" not in "".join(worker.log.read_text() for worker in fleet.workers)


def test_an_engine_that_hangs_holds_up_nobody_who_is_told_to_stop(
    tmp_path: Path, fake: Fake, postgresql: Fresh
) -> None:
    """Several processes, the one that works among them: none waits for an answer that may take an hour."""
    options = ("--workers", "2", "--engine", "cloudformation", "--database-url", postgresql())
    environment = engine_at(fake, timeout=3600)
    with RunningServer(tmp_path, *options, environment=environment) as server:
        fake.fault("CreateStack", "hang_before", seconds=3600)
        Promises(server, fake).ask("provision")
        wait_for(lambda: fake.calls("CreateStack"))
        assert server.process is not None
        processes = descendants(server.process.pid)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0
        await_end(processes)


def test_a_database_that_is_away_holds_up_no_worker_that_is_told_to_stop(
    tmp_path: Path, fake: Fake, postgresql: Fresh
) -> None:
    url = postgresql()
    with proxy(url) as cut, proxy(url) as silent, Fleet(tmp_path, url, fake, ways=[cut.url, silent.url]) as fleet:
        promises = Promises(fleet.server, fake)
        fake.script("*", polls=1, ms=3_600_000)
        for _ in range(4):
            promises.ask("provision")
        wait_for(lambda: len(fake.calls("CreateStack")) == 4)
        cut.cut()
        silent.silence()
        # By now everything that asks the database hangs, or waits for its next attempt.
        time.sleep(2)
        for worker in fleet.workers:
            worker.send(signal.SIGTERM)
        assert [worker.stop() for worker in fleet.workers] == [0, 0]
        cut.mend()
        fleet.workers[0].start()
        fake.script("*", polls=1, ms=0)
        promises.check()
