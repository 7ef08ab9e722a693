"""Traces, recorded by OpenTelemetry's SDK and sent over OTLP/HTTP. Only loaded where its packages are installed."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_LOW = 2**64 - 1

#: The request whose first span is being started.
_starting: ContextVar[uuid.UUID | None] = ContextVar("starting", default=None)


class _RequestIds(RandomIdGenerator):
    """A request's own id for its trace, and a part of it for its first span."""

    def generate_trace_id(self) -> int:
        request = _starting.get()
        return super().generate_trace_id() if request is None else request.int

    def generate_span_id(self) -> int:
        request = _starting.get()
        return super().generate_span_id() if request is None else request.int & _LOW


class _Even(Sampler):
    """Another sampler, shown numbers that are even spread: a UUID is not random in every bit."""

    def __init__(self, inside: Sampler) -> None:
        self._inside = inside

    def should_sample(self, parent_context: Context | None, trace_id: int, *rest: Any, **more: Any) -> SamplingResult:
        return self._inside.should_sample(parent_context, trace_id << 8 & _LOW, *rest, **more)

    def get_description(self) -> str:
        return self._inside.get_description()


class Traces:
    """Everything that launchpath.tracing asks for."""

    def __init__(self, service: str, release: str) -> None:
        resource = Resource.create({"service.name": service, "service.version": release})
        self._provider = TracerProvider(resource=resource, id_generator=_RequestIds())
        self._sampler = self._provider.sampler = _Even(self._provider.sampler)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("launchpath", release)

    def stop(self) -> None:
        self._provider.shutdown()

    @contextmanager
    def request(self, request_id: str, headers: Iterable[tuple[bytes, bytes]]) -> Iterator[None]:
        request = uuid.UUID(request_id)
        if trace.get_current_span().get_span_context().trace_id == request.int:
            # One of the operations that a visit to a page asks for.
            with self.span("operation", {}):
                yield
            return
        token = _starting.set(request)
        try:
            links = _links(headers)
            started = self._tracer.start_span("request", Context(), SpanKind.SERVER, links=links)
        finally:
            _starting.reset(token)
        with _current(started):
            yield

    @contextmanager
    def continued(self, request_id: str) -> Iterator[None]:
        try:
            request = uuid.UUID(request_id)
        except ValueError:
            yield
            return
        sampled = self._sampler.should_sample(None, request.int, "request").decision is Decision.RECORD_AND_SAMPLE
        flags = TraceFlags(TraceFlags.SAMPLED if sampled else TraceFlags.DEFAULT)
        before = SpanContext(request.int, request.int & _LOW, is_remote=True, trace_flags=flags)
        with trace.use_span(NonRecordingSpan(before)):
            yield

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, str], *, is_call: bool = False) -> Iterator[None]:
        if not trace.get_current_span().get_span_context().is_valid:
            # For no request: such as a worker's sign of life.
            yield
            return
        kind = SpanKind.CLIENT if is_call else SpanKind.INTERNAL
        with _current(self._tracer.start_span(name, kind=kind, attributes=attributes)):
            yield

    def tell(self, name: str, attributes: Mapping[str, str], *, failed: bool) -> None:
        current = trace.get_current_span()
        current.update_name(name)
        current.set_attributes(attributes)
        if failed:
            current.set_status(trace.StatusCode.ERROR)


@contextmanager
def _current(span: Span) -> Iterator[None]:
    """Make it the current one, and end it. Of an exception its kind is told: its text may say too much."""
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield
        except Exception as fault:
            span.set_attribute("error.type", type(fault).__name__)
            span.set_status(trace.StatusCode.ERROR)
            raise


def _links(headers: Iterable[tuple[bytes, bytes]]) -> Sequence[Link]:
    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
    told = TraceContextTextMapPropagator().extract(named, Context())
    context = trace.get_current_span(told).get_span_context()
    return [Link(context)] if context.is_valid else []
