"""Traces: sent to a collector of our own over OTLP/HTTP, each under its request's id, from the call to the engine."""

import os
import sys
from collections.abc import Iterator
from subprocess import run
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from launchpath import otlp
from tests.collector import Collector, Span, collecting
from tests.making import Making
from tests.running import RunningServer, ended, wait_for

SERVER, CLIENT = 2, 3

SECRETIVE = """
Parameters: {Password: {Type: String, NoEcho: true}}
Resources: {Queue: {Type: "AWS::SQS::Queue"}}
"""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as one:
        yield one


@pytest.fixture(scope="module")
def traced(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Making]:
    """A server that sends its traces."""
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "50"}
    with RunningServer(tmp_path_factory.mktemp("traced"), environment=environment) as server:
        yield Making(server)


def request_id(answer: Any) -> str:
    return str(answer["ResponseMetadata"]["RequestId"])


def named(collector: Collector, request: str, *names: str) -> list[Span]:
    """The first spans of these names, once all are there."""

    def look() -> list[Span] | None:
        found = collector.of(request)
        chosen = [next((span for span in found if span.name == name), None) for name in names]
        return None if None in chosen else [span for span in chosen if span]

    spans: list[Span] = wait_for(look, lambda: f"there are only {collector.of(request)}")
    return spans


def test_a_request_is_a_trace_under_its_own_id_with_its_transactions(collector: Collector, traced: Making) -> None:
    answer = traced.admin.create_portfolio(DisplayName="Tools", ProviderName="us")
    asked, wrote = named(collector, request_id(answer), "CreatePortfolio", "transaction write")
    assert (asked.kind, asked.parent, asked.failed) == (SERVER, "", False)
    assert asked.attributes == {"launchpath.outcome": "OK", "launchpath.protocol": "awsJson1.1"}
    assert wrote.parent == asked.id
    assert collector.resource["service.name"] == "launchpath"


def test_a_refused_request_has_failed_and_tells_its_code(collector: Collector, traced: Making) -> None:
    with pytest.raises(ClientError) as caught:
        traced.admin.delete_portfolio(Id="port-not-there")
    (asked,) = named(collector, request_id(caught.value.response), "DeletePortfolio")
    assert (asked.failed, asked.attributes["launchpath.outcome"]) == (True, "ResourceNotFoundException")


def test_the_engines_calls_of_a_launch_belong_to_the_request_that_asked_for_it(
    collector: Collector, traced: Making
) -> None:
    product = traced.product(SECRETIVE)
    traced.portfolio(product, user="admin")
    secret = "correct-horse-battery"
    answer = traced.admin.provision_product(
        ProductId=product.id,
        ProvisioningArtifactId=product.version_id,
        ProvisionedProductName="traced",
        ProvisioningParameters=[{"Key": "Password", "Value": secret}],
    )
    record_id = answer["RecordDetail"]["RecordId"]
    ended(traced.admin, record_id)
    asked, start, poll = named(collector, request_id(answer), "ProvisionProduct", "engine start", "engine poll")
    assert asked.attributes["launchpath.record_id"] == record_id
    assert (start.kind, start.parent, poll.parent) == (CLIENT, asked.id, asked.id)
    assert secret.encode() not in collector.content


def test_a_trace_that_the_client_has_begun_is_linked_to(collector: Collector, traced: Making) -> None:
    theirs = uuid4().hex
    client = traced.server.client("admin")

    def begin(request: Any, **_: Any) -> None:
        request.headers["traceparent"] = f"00-{theirs}-00f067aa0ba902b7-01"

    client.meta.events.register("before-send.*.*", begin)
    (asked,) = named(collector, request_id(client.list_portfolios()), "ListPortfolios")
    assert asked.links == (theirs,)


def test_nothing_is_told_of_what_is_done_for_no_request(collector: Collector, traced: Making) -> None:
    named(collector, request_id(traced.admin.list_portfolios()), "ListPortfolios")
    first = {span.name for span in collector.spans if not span.parent}
    assert not {name for name in first if name.startswith(("transaction", "engine"))}


@pytest.mark.parametrize("rate", [0.0, 0.25, 1.0])
def test_samplers_take_as_many_traces_as_they_are_told(rate: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A UUID is not random in every bit that OpenTelemetry's sampler looks at."""
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", str(rate))
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        traces = otlp.Traces("launchpath", "1")
        requests = [str(uuid4()) for _ in range(400)]
        for request in requests:
            with traces.request(request, []), traces.span("inside", {}):
                pass
            # Whoever goes on with it later takes the same ones.
            with traces.continued(request), traces.span("later", {}):
                pass
        traces.stop()
        taken = {request for request in requests if collector.of(request)}
        assert rate - 0.12 < len(taken) / len(requests) < rate + 0.12
        for request in taken:
            assert sorted(span.name for span in collector.of(request)) == ["inside", "later", "request"]


def test_traces_that_are_asked_for_and_not_installed_are_told_in_a_sentence(tmp_path: Any) -> None:
    program = "import sys; sys.modules['opentelemetry'] = None; from launchpath.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--port", "0", "--engine", "none", "--data", str(tmp_path)]
    environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    done = run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the package 'opentelemetry' is not installed." in done.stderr
    assert "pip install 'launchpath[otel]'" in done.stderr
