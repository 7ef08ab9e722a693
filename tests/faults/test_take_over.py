"""A worker that dies, hangs or loses its database is replaced by another, and on its return does nothing more."""

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from launchpath.work import lease
from tests.fake_cloudformation import Fake, running
from tests.fleet import Fleet, RunningWorker
from tests.postgresql import Fresh
from tests.promises import Promises
from tests.proxy import Proxy, proxy
from tests.running import wait_for


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def url(postgresql: Fresh) -> str:
    return postgresql()


@pytest.fixture(scope="module")
def way(url: str) -> Iterator[Proxy]:
    """How the first worker reaches the database."""
    with proxy(url) as one:
        yield one


@pytest.fixture(scope="module")
def fleet(fake: Fake, url: str, way: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with Fleet(tmp_path_factory.mktemp("fleet"), url, fake, ways=[way.url]) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def promises(fleet: Fleet, fake: Fake) -> Promises:
    return Promises(fleet.server, fake)


@pytest.fixture
def held(promises: Promises, fake: Fake) -> Iterator[dict[str, Any]]:
    """A launch whose stack takes its time until `go_on`."""
    fake.script("*", polls=1, ms=3_600_000)
    launched = promises.ask("provision")
    wait_for(lambda: fake.calls("CreateStack", f"*{launched['ProvisionedProductId']}"))
    yield launched
    fake.script("*", polls=1, ms=0)
    promises.check()


def taken_over(fleet: Fleet, record: dict[str, Any], loser: RunningWorker) -> None:
    """Wait until another worker than this one has the record."""
    wait_for(lambda: fleet.at(record["RecordId"]) is not loser, lambda: "nobody takes over")


def test_silence_is_noticed_within_ten_seconds() -> None:
    """A worker may fall silent right after a sign of life, and the others look once a beat."""
    assert lease.LEASE + 2 * lease.BEAT < 10


def test_a_killed_worker_is_replaced(fleet: Fleet, held: dict[str, Any]) -> None:
    killed = fleet.at(held["RecordId"])
    killed.kill()
    taken_over(fleet, held, killed)
    killed.start()


def _changes(fake: Fake, held: dict[str, Any]) -> int:
    """How often somebody asked for a change. A look that was under way may end late, and harms nothing."""
    calls = fake.calls(match=f"*{held['ProvisionedProductId']}")
    return sum(not call["operation"].startswith("Describe") for call in calls)


def test_a_hanging_worker_is_replaced_and_begins_anew_on_its_return(
    fleet: Fleet, held: dict[str, Any], promises: Promises, fake: Fake
) -> None:
    hanging = fleet.at(held["RecordId"])
    names = len(hanging.names())
    hanging.send(signal.SIGSTOP)
    taken_over(fleet, held, hanging)
    fake.script("*", polls=1, ms=0)
    assert promises.end(held)["Status"] == "SUCCEEDED"
    changed = _changes(fake, held)
    hanging.send(signal.SIGCONT)
    wait_for(lambda: len(hanging.names()) > names, lambda: hanging.log.read_text()[-4000:])
    assert _changes(fake, held) == changed
    _works_again(fleet, promises, hanging)


def test_a_worker_that_hung_in_the_middle_of_a_step_changes_nothing_on_its_return(
    fleet: Fleet, promises: Promises, fake: Fake
) -> None:
    # Not every CloudFormation knows again what it was asked before.
    fake.tokens("forgotten")
    fake.fault("DescribeStacks", "hang_before", times=1, seconds=3)
    launched = promises.ask("provision")
    wait_for(lambda: fake.calls("DescribeStacks", f"*{launched['ProvisionedProductId']}"))
    hanging = fleet.at(launched["RecordId"])
    names = len(hanging.names())
    hanging.send(signal.SIGSTOP)
    assert promises.end(launched)["Status"] == "SUCCEEDED"
    assert promises.end(promises.ask("terminate", launched))["Status"] == "SUCCEEDED"
    hanging.send(signal.SIGCONT)
    wait_for(lambda: len(hanging.names()) > names, lambda: hanging.log.read_text()[-4000:])
    _works_again(fleet, promises, hanging)
    promises.check()
    fake.tokens("known")


@pytest.mark.parametrize("fault", ["cut", "silence"])
def test_a_worker_that_lost_its_database_is_replaced_and_begins_anew_when_it_is_back(
    fault: str, fleet: Fleet, way: Proxy, held: dict[str, Any], promises: Promises
) -> None:
    cut_off = _on_the_first(fleet, held)
    names = len(cut_off.names())
    getattr(way, fault)()
    taken_over(fleet, held, cut_off)
    way.mend()
    wait_for(lambda: len(cut_off.names()) > names, lambda: cut_off.log.read_text()[-4000:])
    _works_again(fleet, promises, cut_off)


def test_a_record_that_is_lost_on_its_way_from_the_queue_is_carried_out_all_the_same(
    fleet: Fleet, promises: Promises
) -> None:
    """The queue has given it to a worker, and the connection was cut before the worker knew."""
    for worker in fleet.workers:
        worker.send(signal.SIGSTOP)
    launched = promises.ask("provision")
    given = (
        "UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = %s,"
        " started_at_epoch_ms = extract(epoch FROM now()) * 1000 WHERE workflow_uuid = %s RETURNING 1"
    )
    assert fleet.ask(given, fleet.workers[0].names()[-1], launched["RecordId"]) == 1
    for worker in fleet.workers:
        worker.send(signal.SIGCONT)
    assert promises.end(launched)["Status"] == "SUCCEEDED"
    promises.check()


def _on_the_first(fleet: Fleet, record: dict[str, Any]) -> RunningWorker:
    """See to it that the first worker has this record in work."""
    first, second = fleet.workers
    if fleet.at(record["RecordId"]) is second:
        assert second.stop() == 0
        taken_over(fleet, record, second)
        second.start()
    assert fleet.at(record["RecordId"]) is first
    return first


def _works_again(fleet: Fleet, promises: Promises, worker: RunningWorker) -> None:
    """The other one stops; what is asked for now, this one has to do."""
    other = next(one for one in fleet.workers if one is not worker)
    assert other.stop() == 0
    promises.fake.script("*", polls=1, ms=0)
    assert promises.end(promises.ask("provision"))["Status"] == "SUCCEEDED"
    other.start()
