"""What a process counts and times, for Prometheus. Nothing is counted before `configure`.

Labels are names of our own tables and codes of errors: never a name, an id or a value that somebody gave.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from launchpath import __version__

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

#: Where the processes of one server put their numbers together. The library looks here when it is loaded, and so it is
#: loaded by `configure` alone.
_SHARED = "PROMETHEUS_MULTIPROC_DIR"

_REQUEST_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_ENGINE_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """A number that was looked up just now."""

    name: str
    says: str
    #: By the label's value; without a label there is one, of nothing.
    values: Mapping[str, float]
    label: str = ""

    def collect(self) -> "Iterator[Metric]":
        """As the library wants it."""
        from prometheus_client.core import GaugeMetricFamily

        family = GaugeMetricFamily(self.name, self.says, labels=[self.label] if self.label else [])
        for value, number in self.values.items():
            family.add_metric([value] if self.label else [], number)
        yield family


class _Meters:
    """The counters and timers of this process."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        own = self.registry = CollectorRegistry()
        self.requests = Counter(
            "launchpath_requests", "Requests that were answered.", ["operation", "outcome"], registry=own
        )
        self.request_seconds = Histogram(
            "launchpath_request_seconds",
            "How long requests took.",
            ["operation"],
            buckets=_REQUEST_SECONDS,
            registry=own,
        )
        self.moves = Counter(
            "launchpath_record_moves", "Records that came into a status.", ["type", "status"], registry=own
        )
        self.engine_calls = Counter("launchpath_engine_calls", "Calls of engines.", ["call", "outcome"], registry=own)
        self.engine_seconds = Histogram(
            "launchpath_engine_call_seconds",
            "How long calls of engines took.",
            ["call"],
            buckets=_ENGINE_SECONDS,
            registry=own,
        )


_meters: _Meters | None = None


@contextmanager
def put_together() -> Iterator[None]:
    """Within, this process and those that it starts put their numbers together. To be entered before `configure`."""
    with TemporaryDirectory(prefix="launchpath-metrics-") as folder:
        os.environ[_SHARED] = folder
        try:
            yield
        finally:
            del os.environ[_SHARED]


def configure() -> None:
    """Begin to count."""
    global _meters
    _meters = _Meters()


def request(operation: str, outcome: str, seconds: float) -> None:
    """A request has been answered. `outcome`: OK, or the code of an error."""
    if _meters:
        _meters.requests.labels(operation, outcome).inc()
        _meters.request_seconds.labels(operation).observe(seconds)


def record_moved(kind: str, status: str) -> None:
    """A record has come into a status."""
    if _meters:
        _meters.moves.labels(kind, status).inc()


def engine_called(call: str, outcome: str, seconds: float) -> None:
    """An engine has answered. `outcome`: ok, unavailable or error."""
    if _meters:
        _meters.engine_calls.labels(call, outcome).inc()
        _meters.engine_seconds.labels(call).observe(seconds)


def page(accept: str, gauges: Iterable[Gauge]) -> tuple[bytes, str]:
    """Everything counted by the processes of this server, and the gauges; in the form that `accept` asks for, and that
    form's content type."""
    from prometheus_client.exposition import choose_encoder

    registry = _everything()
    for gauge in gauges:
        registry.register(gauge)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


def _everything() -> "CollectorRegistry":
    from prometheus_client import CollectorRegistry, ProcessCollector
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    if _SHARED in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    elif _meters:
        registry.register(_meters.registry)
        ProcessCollector(registry=registry)
    registry.register(Gauge("launchpath_build_info", "The release that runs.", {__version__: 1}, label="version"))
    return registry


def listen(host: str, port: int) -> Callable[[], None]:
    """Serve the page alone, for a process that answers nothing else; what stops that. Raises OSError."""
    from prometheus_client import start_http_server

    server, _ = start_http_server(port, host, _everything())
    return server.shutdown
