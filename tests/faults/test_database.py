"""A database goes away under load: requests fail cleanly or succeed, none half-done; service resumes by itself."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.fake_cloudformation import Fake, running
from tests.fleet import Fleet, engine_at
from tests.postgresql import Fresh, of_its_own
from tests.promises import Promises
from tests.proxy import Proxy, proxy
from tests.running import RunningServer, wait_for


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


@pytest.fixture
def way(postgresql: Fresh) -> Iterator[Proxy]:
    with proxy(postgresql()) as one:
        yield one


def under_load(promises: Promises, fault: Callable[[], None]) -> None:
    """Four clients launch, update and terminate, each repeating what got no answer, while `fault` happens."""
    over = threading.Event()

    def be_a_client(_: int) -> None:
        while not over.is_set():
            launched = promises.insist("provision", None)
            wait_for(partial(promises.has_ended, launched))
            updated = promises.insist("update", launched)
            wait_for(partial(promises.has_ended, updated))
            promises.insist("terminate", launched)

    with ThreadPoolExecutor(4) as clients:
        busy = [clients.submit(be_a_client, number) for number in range(4)]
        try:
            fault()
        finally:
            over.set()
        for one in busy:
            one.result()


def test_a_request_without_a_database_is_told_to_come_again(tmp_path: Path, fake: Fake, way: Proxy) -> None:
    options = ("--engine", "cloudformation", "--database-url", way.url)
    with RunningServer(tmp_path, *options, environment=engine_at(fake)) as server:
        promises = Promises(server, fake)
        way.cut()
        for request in (promises.client.list_portfolios, lambda: promises.ask("provision")):
            with pytest.raises(ClientError) as refusal:
                request()
            assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
            assert refusal.value.response["Error"]["Code"] == "ServiceUnavailable"
        way.mend()

        def cut_three_times() -> None:
            for _ in range(3):
                time.sleep(0.7)
                way.cut()
                time.sleep(0.7)
                way.mend()

        under_load(promises, cut_three_times)
        promises.check()


def test_a_request_is_answered_though_the_database_hangs(tmp_path: Path, way: Proxy) -> None:
    with RunningServer(tmp_path, "--engine", "none", "--database-url", way.url) as server:
        client = server.client("admin")
        client.list_portfolios()
        way.silence()
        with pytest.raises(ClientError) as refusal:
            client.create_portfolio(DisplayName="A", ProviderName="B", IdempotencyToken="once")
        assert refusal.value.response["Error"]["Code"] == "ServiceUnavailable"
        way.mend()
        client.create_portfolio(DisplayName="A", ProviderName="B", IdempotencyToken="once")
        assert len(client.list_portfolios()["PortfolioDetails"]) == 1


def test_everything_resumes_after_postgresql_was_restarted_under_load(tmp_path: Path, fake: Fake) -> None:
    """And after it has thrown everybody out, which no worker takes for a death."""
    with of_its_own() as database, Fleet(tmp_path, database.fresh(), fake) as fleet:
        promises = Promises(fleet.server, fake)

        def restart_and_throw_out() -> None:
            time.sleep(1)
            database.restart()
            time.sleep(2)
            fleet.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            time.sleep(1)

        under_load(promises, restart_and_throw_out)
        promises.check()
