"""Whether a worker may still change things: one that froze in the middle of a step learns that others have gone on.

A step is begun only by the worker that holds its record, but time may pass between two calls. Each call that changes
something is therefore preceded by `check`, as closely as can be.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from launchpath.engines.base import EngineUnavailable


def _always() -> bool:
    return True


_is_ours: ContextVar[Callable[[], bool]] = ContextVar("is_ours", default=_always)


@contextmanager
def kept(is_ours: Callable[[], bool]) -> Iterator[None]:
    """Within, in this thread, `check` goes by what `is_ours` says."""
    before = _is_ours.set(is_ours)
    try:
        yield
    finally:
        _is_ours.reset(before)


def check(**_: object) -> None:
    """Raises EngineUnavailable if others may have taken the order over. botocore can call it, before it sends."""
    if not _is_ours.get()():
        raise EngineUnavailable("This worker fell silent in the middle of a step, and others have taken its work over.")
