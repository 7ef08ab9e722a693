"""Which of moto's objects came into the world and leave it: what an attempt made, what a removal left behind."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.core.base_backend import BackendDict
from moto.core.common_models import BaseModel

_here = threading.local()


@contextmanager
def recorded() -> Iterator[list[Any]]:
    """The objects that this thread makes within it, oldest first."""
    outer: list[Any] | None = getattr(_here, "born", None)
    born: list[Any] = []
    _here.born = born
    try:
        yield born
    finally:
        _here.born = outer
        if outer is not None:
            outer.extend(born)


def forget(thing: Any) -> None:
    """Take a thing off its service's shelves: about forty types are made by moto's CloudFormation but never deleted."""
    service = type(thing).__module__.split(".")[1]
    for backends in BackendDict._instances:  # type: ignore[misc] # moto leaves its type open
        if backends.backend.__module__.split(".")[1] == service:
            for account in list(backends.values()):
                for backend in list(account.values()):
                    _clear_shelves(backend, thing)


def _clear_shelves(backend: Any, thing: Any) -> None:
    for shelf in vars(backend).values():
        if isinstance(shelf, dict):
            for key in [key for key, one in list(shelf.items()) if one is thing]:
                del shelf[key]
        elif isinstance(shelf, list):
            shelf[:] = [one for one in shelf if one is not thing]


def install() -> None:
    """Record births here. moto's own record keeps every object that ever was alive for a dashboard: not needed."""

    def made(model: type[BaseModel], *_: Any, **__: Any) -> BaseModel:
        thing = object.__new__(model)
        born: list[Any] | None = getattr(_here, "born", None)
        if born is not None:
            born.append(thing)
        return thing

    BaseModel.__new__ = made  # type: ignore[method-assign,assignment]
