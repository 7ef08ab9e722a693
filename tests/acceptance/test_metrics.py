"""GET /metrics: what Prometheus is told, by one process, by several together, and by a worker alone."""

import re
import sys
import urllib.request
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from psycopg import sql

from launchpath.api.operations import OPERATIONS as CONTRACT
from launchpath.operations import OWN
from tests.cli.running import launchpath
from tests.making import Making
from tests.postgresql import Fresh
from tests.processes import lasting_port
from tests.refusals import refused
from tests.running import RunningServer, ended, wait_for

#: A sample: its name, and its labels.
Sample = tuple[str, frozenset[tuple[str, str]]]


def scraped(url: str, accept: str = "text/plain") -> dict[Sample, float]:
    """Every sample that is told."""
    request = urllib.request.Request(f"{url}/metrics", headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read().decode()
    families = list(text_string_to_metric_families(text))
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def sample(name: str, **labels: str) -> Sample:
    return name, frozenset(labels.items())


def test_requests_are_counted_and_timed_by_operation_and_outcome(demo: RunningServer, admin: Any) -> None:
    good = sample("launchpath_requests_total", operation="ListPortfolios", outcome="OK")
    bad = sample("launchpath_requests_total", operation="DescribePortfolio", outcome="ResourceNotFoundException")
    timed = sample("launchpath_request_seconds_count", operation="ListPortfolios")
    before = scraped(demo.url)
    for _ in range(3):
        admin.list_portfolios()
    with refused("ResourceNotFoundException"):
        admin.describe_portfolio(Id="port-not-there")
    after = scraped(demo.url)
    grown = [after[one] - before.get(one, 0) for one in (good, bad, timed)]
    assert grown == [3, 1, 3]


def test_a_launch_is_counted_with_the_engines_calls(demo: RunningServer, making: Making, developer: Any) -> None:
    counted = (
        sample("launchpath_record_moves_total", type="PROVISION_PRODUCT", status="IN_PROGRESS"),
        sample("launchpath_record_moves_total", type="PROVISION_PRODUCT", status="SUCCEEDED"),
        sample("launchpath_engine_calls_total", call="start", outcome="ok"),
        sample("launchpath_engine_calls_total", call="poll", outcome="ok"),
        sample("launchpath_engine_call_seconds_count", call="start"),
    )
    before = scraped(demo.url)
    making.offered().launched(developer)
    after = scraped(demo.url)
    assert [after[one] > before.get(one, 0) for one in counted] == [True] * len(counted)
    assert after[sample("launchpath_records_open", status="CREATED")] == 0
    assert after[sample("launchpath_queue_age_seconds")] == 0
    assert after[sample("launchpath_database_up")] == 1


def test_labels_are_names_of_our_own(demo: RunningServer, making: Making) -> None:
    making.portfolio()
    ours = {*CONTRACT, *OWN, "AssumeRole", "GetCallerIdentity", "PutTemplate", "-"}
    for name, labels in scraped(demo.url):
        for label, value in labels:
            if label == "operation":
                assert value in ours
            elif name.startswith("launchpath_") and label not in ("version", "le"):
                assert re.fullmatch("[A-Za-z_]+", value), (name, label, value)


def test_whoever_prefers_openmetrics_gets_that(demo: RunningServer) -> None:
    wanted = "application/openmetrics-text; version=1.0.0"
    request = urllib.request.Request(f"{demo.url}/metrics", headers={"Accept": wanted})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
        assert answer.read().endswith(b"# EOF\n")


def test_several_processes_are_added_up_whichever_answers(tmp_path: Path, postgresql: Fresh) -> None:
    options = ["--database-url", postgresql(), "--workers", "2"]
    with RunningServer(tmp_path, *options) as server:
        making = Making(server)
        product = making.product()
        making.portfolio(product, user="admin")
        product.launched(making.admin)
        for _ in range(12):
            # A connection of its own each time: any of the processes may take it.
            server.client("admin").list_portfolios()
        told = [scraped(server.url) for _ in range(4)]
    listed = sample("launchpath_requests_total", operation="ListPortfolios", outcome="OK")
    assert [one[listed] for one in told] == [12] * 4
    # The process that started the others works.
    assert told[0][sample("launchpath_engine_calls_total", call="start", outcome="ok")] >= 1
    assert told[0][sample("launchpath_workers")] == 1


def test_what_waits_is_told_by_the_api_and_what_is_done_by_the_worker(tmp_path: Path, postgresql: Fresh) -> None:
    url, port = postgresql(), lasting_port()
    with RunningServer(tmp_path, "--database-url", url, "--no-worker") as server:
        making = Making(server)
        product = making.product()
        making.portfolio(product, user="admin")
        record = product.launch(making.admin)
        waiting = scraped(server.url)
        assert waiting[sample("launchpath_records_open", status="CREATED")] == 1
        assert waiting[sample("launchpath_workers")] == 0
        older = wait_for(lambda: _older(server, waiting[sample("launchpath_queue_age_seconds")]))
        assert older > 0
        where = ["--database-url", url, "--data", str(server.folder), "--metrics-listen", f"127.0.0.1:{port}"]
        with Popen([sys.executable, "-m", "launchpath", "worker", *where], stdout=DEVNULL, stderr=DEVNULL) as worker:
            ended(making.admin, record["RecordId"])
            done = scraped(f"http://127.0.0.1:{port}")
            worker.kill()
        # Nobody is left who could strike it off the list.
        wait_for(lambda: scraped(server.url)[sample("launchpath_workers")] == 0)
    assert done[sample("launchpath_record_moves_total", type="PROVISION_PRODUCT", status="SUCCEEDED")] == 1


def _older(server: RunningServer, age: float) -> float | None:
    found = scraped(server.url)[sample("launchpath_queue_age_seconds")]
    return found if found > age else None


def test_without_a_database_the_rest_is_told(tmp_path: Path, postgresql: Fresh) -> None:
    url = postgresql()
    with RunningServer(tmp_path, "--database-url", url, "--engine", "none") as server:
        _drop(url)
        told = scraped(server.url)
    assert told[sample("launchpath_database_up")] == 0
    assert any(name == "launchpath_build_info" for name, _ in told)


def _drop(url: str) -> None:
    name = url.partition("/launchpath_")[2].partition("?")[0]
    with psycopg.connect(url.replace(f"/launchpath_{name}", "/postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(f"launchpath_{name}")))


@pytest.mark.parametrize("given", ["9464", ":9464", "127.0.0.1:http"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, given: str) -> None:
    done = launchpath(
        "worker", "--data", str(tmp_path), "--database-url", "postgresql://x@/y", "--metrics-listen", given
    )
    assert done.returncode == 2
    assert f"{given} is not HOST:PORT, such as 127.0.0.1:9464." in " ".join(done.stderr.split())
