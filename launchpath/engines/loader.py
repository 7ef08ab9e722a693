"""How an engine is found by its name: whoever installs a package with the entry point adds an engine."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TypeAlias, cast

from launchpath.engines.base import Engine
from launchpath.engines.offers import Parser

#: `name = "module:create"`, where create is an EngineFactory.
GROUP = "launchpath.engines"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """What an engine is told about the installation that it serves."""

    #: The data folder, for an engine that has to remember something; each makes a folder of its own in it.
    data: Path
    account: str
    region: str
    #: Where something that people look at over the network is to listen.
    host: str = "127.0.0.1"
    #: The port that is preferred for it; None: any.
    port: int | None = None


#: Makes an engine; raises EngineMisconfigured.
EngineFactory: TypeAlias = Callable[[EngineSettings], Engine]


class EngineNotFound(Exception):
    """The engine that is asked for cannot be loaded; the text says what to do about it."""


class EngineMisconfigured(Exception):
    """A setting of the engine's own can't be meant; the text says which, and what it must be."""


def load(name: str, settings: EngineSettings) -> Engine:
    """The engine of that name, ready to take orders.

    Raises EngineNotFound when there is none of that name or it lacks packages, and EngineMisconfigured.
    """
    point = _find(name)
    try:
        return _factory(point)(settings)
    except ModuleNotFoundError as error:
        raise _lacks(point, error) from error


def makes(name: str) -> str:
    """What the engine of that name makes, without opening it: `MAKES` beside its factory, CFN_STACK if there is none.

    Raises EngineNotFound.
    """
    return str(getattr(_module(name), "MAKES", "CFN_STACK"))


def parser(name: str, kind: str, settings: EngineSettings) -> Parser | None:
    """How the engine of that name reads archives of products of this type; None: it leaves that to us.

    Raises EngineNotFound and EngineMisconfigured.
    """
    offered = getattr(_module(name), "parser", None)
    return cast(Parser | None, offered(settings, kind)) if offered else None


def _module(name: str) -> ModuleType:
    point = _find(name)
    try:
        return sys.modules[_factory(point).__module__]
    except ModuleNotFoundError as error:
        raise _lacks(point, error) from error


def _find(name: str) -> EntryPoint:
    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name not in installed:
        raise EngineNotFound(
            f"There is no engine '{name}'. Installed: {', '.join(sorted(installed)) or 'none'}. "
            f"Choose one of these, or install the package that brings '{name}'."
        )
    return installed[name]


def _factory(point: EntryPoint) -> EngineFactory:
    return cast(EngineFactory, point.load())


def _lacks(point: EntryPoint, error: ModuleNotFoundError) -> EngineNotFound:
    return EngineNotFound(
        f"The engine '{point.name}' needs the package '{error.name}', which is not installed. {_remedy(point)}"
    )


def _remedy(point: EntryPoint) -> str:
    """What to type. By custom, an engine's extra bears the engine's name."""
    if point.dist is None:
        return "Install it."
    extras = point.dist.metadata.get_all("Provides-Extra") or []
    package = f"{point.dist.name}[{point.name}]" if point.name in extras else point.dist.name
    return f"Run: pip install '{package}'"
