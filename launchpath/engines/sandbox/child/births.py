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


def on_the_books(thing: Any) -> bool:
    """Whether its service knows it; what bears its name may be something else."""
    shelves = (list(shelf.values() if isinstance(shelf, dict) else shelf) for shelf in _shelves(thing))
    return any(one is thing for shelf in shelves for one in shelf)


def forget(thing: Any) -> None:
    """Take it off its service's books: about forty types are made by moto's CloudFormation but never deleted."""
    for shelf in _shelves(thing):
        if isinstance(shelf, dict):
            for key in [key for key, one in list(shelf.items()) if one is thing]:
                del shelf[key]
        else:
            shelf[:] = [one for one in shelf if one is not thing]


def _shelves(thing: Any) -> Iterator[dict[Any, Any] | list[Any]]:
    """Where the services that a thing belongs to keep what they have, in all accounts and regions."""
    service = type(thing).__module__.split(".")[1]
    for backends in BackendDict._instances:  # type: ignore[misc] # moto leaves its type open
        if backends.backend.__module__.split(".")[1] == service:
            for account in list(backends.values()):
                for backend in list(account.values()):
                    yield from [shelf for shelf in vars(backend).values() if isinstance(shelf, dict | list)]


def install() -> None:
    """Record births here. moto's own record keeps every object that ever was alive for a dashboard: not needed."""

    def made(model: type[BaseModel], *_: Any, **__: Any) -> BaseModel:
        thing = object.__new__(model)
        born: list[Any] | None = getattr(_here, "born", None)
        if born is not None:
            born.append(thing)
        return thing

    BaseModel.__new__ = made  # type: ignore[method-assign,assignment]
