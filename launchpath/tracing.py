"""Traces for OpenTelemetry, when somebody collects them: a request, its transactions, and what engines did for it.

A trace bears its request's id, without the hyphens: whoever was told a RequestId finds the trace by it, and so does the
worker that carries the request's record out, however much later. A trace that the client has begun is linked to.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeAlias

from launchpath import __version__

if TYPE_CHECKING:
    from launchpath.otlp import Traces

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

#: Of HTTP, names in lower case.
Headers: TypeAlias = Iterable[tuple[bytes, bytes]]

_traces: "Traces | None" = None

_NOTHING: AbstractContextManager[None] = nullcontext()


class TracesUnavailable(Exception):
    """Traces are asked for, and can't be had; the message says what to install."""


def configure(environment: Mapping[str, str]) -> None:
    """Send traces where OpenTelemetry's own variables say; nowhere, if none does. Raises TracesUnavailable."""
    global _traces
    wanted = next((name for name in ENDPOINTS if environment.get(name)), None)
    if wanted is None or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return
    try:
        from launchpath.otlp import Traces
    except ModuleNotFoundError as missing:
        raise TracesUnavailable(
            f"{wanted} is set, but the package '{missing.name}' is not installed. Run: pip install 'launchpath[otel]'"
        ) from None
    _traces = Traces(environment.get("OTEL_SERVICE_NAME") or "launchpath", __version__)


def stop() -> None:
    """Send what has not been sent yet; no more traces."""
    global _traces
    if _traces:
        _traces.stop()
    _traces = None


def request(request_id: str, headers: Headers = ()) -> AbstractContextManager[None]:
    """Within: a request. `headers` may name the trace that its client has begun."""
    return _traces.request(request_id, headers) if _traces else _NOTHING


def continued(request_id: str) -> AbstractContextManager[None]:
    """Within: what is done later for a request, perhaps in another process."""
    return _traces.continued(request_id) if _traces else _NOTHING


def span(name: str, attributes: Mapping[str, str], *, is_call: bool = False) -> AbstractContextManager[None]:
    """Within: a part of the request that is under way, or a call of somebody else for it; told for no other work."""
    return _traces.span(name, attributes, is_call=is_call) if _traces else _NOTHING


def tell(name: str, attributes: Mapping[str, str], *, failed: bool) -> None:
    """Say more of the request, or of its part, that is under way."""
    if _traces:
        _traces.tell(name, attributes, failed=failed)
