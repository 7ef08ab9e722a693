"""Calls of engines, each timed, counted and traced."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from launchpath import metrics, tracing
from launchpath.engines.base import EngineUnavailable


@contextmanager
def engine_call(call: str, makes: str) -> Iterator[None]:
    """Within: one call (start, poll, cancel) of the engine that makes `makes`."""
    began, outcome = time.perf_counter(), "ok"
    with tracing.span(f"engine {call}", {"launchpath.engine.makes": makes}, is_call=True):
        try:
            yield
        except EngineUnavailable:
            outcome = "unavailable"
            raise
        except Exception:
            outcome = "error"
            raise
        finally:
            metrics.engine_called(call, outcome, time.perf_counter() - began)
