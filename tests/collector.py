"""Somewhere to send traces to: an OTLP/HTTP collector of our own that keeps what it gets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Span:
    """A span as it came over the wire; ids in hexadecimal digits."""

    name: str
    kind: int
    trace: str
    id: str
    parent: str
    links: tuple[str, ...]
    failed: bool
    attributes: dict[str, str]


@dataclass
class Collector:
    """What has come so far."""

    url: str
    spans: list[Span] = field(default_factory=list)
    #: Of the sender, e.g. service.name.
    resource: dict[str, str] = field(default_factory=dict)
    #: All of it, as it came.
    content: bytes = b""

    def of(self, request_id: str) -> list[Span]:
        """The spans of the trace of one request."""
        return [span for span in self.spans if span.trace == request_id.replace("-", "")]

    def take(self, content: bytes) -> None:
        self.content += content
        for resource in ExportTraceServiceRequest.FromString(content).resource_spans:
            self.resource |= _attributes(resource.resource)
            self.spans += [_span(span) for scope in resource.scope_spans for span in scope.spans]


def _span(span: Any) -> Span:
    return Span(
        name=span.name,
        kind=span.kind,
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        links=tuple(link.trace_id.hex() for link in span.links),
        failed=span.status.code == span.status.STATUS_CODE_ERROR,
        attributes=_attributes(span),
    )


def _attributes(thing: Any) -> dict[str, str]:
    return {one.key: one.value.string_value for one in thing.attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            collector.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()
            self.wfile.write(ExportTraceServiceResponse().SerializeToString())

        def log_message(self, *_: Any) -> None:
            """The tests say what was wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = Collector(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield collector
    server.shutdown()
    server.server_close()
