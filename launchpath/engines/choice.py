"""Which engines a house has, and what each is for: the values of `--engine`, and the engines that they lead to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from launchpath.domain.provisioned_product import MADE_OF
from launchpath.engines import loader
from launchpath.engines.base import Engine
from launchpath.engines.loader import EngineMisconfigured, EngineSettings
from launchpath.engines.memory import Memory, Remembers
from launchpath.engines.offers import Parser, StandsAlone

#: Instead of an engine's name: launches are not carried out.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine by its name, and what it shall make (a ProvisionedProductType)."""

    name: str
    makes: str


def read(given: Sequence[str]) -> tuple[Choice, ...]:
    """What `--engine` says: NAME, for what that engine makes by itself, or TYPE=NAME, for a type of product.

    Raises EngineMisconfigured and EngineNotFound.
    """
    if list(given) == [NONE]:
        return ()
    choices = tuple(_choice(one) for one in given)
    for one in choices:
        others = [other.name for other in choices if other.makes == one.makes]
        if len(others) > 1:
            raise EngineMisconfigured(
                f"--engine names {' and '.join(others)} for {one.makes}, but one engine makes all of a kind. "
                "Leave one of them out, or say what it is for: --engine EXTERNAL=NAME."
            )
    return choices


def _choice(given: str) -> Choice:
    kind, is_given, name = given.rpartition("=")
    if name == NONE:
        raise EngineMisconfigured("--engine none means no engine at all: leave the others out, or leave it out.")
    if not is_given:
        return Choice(name, loader.makes(name))
    made = {str(product_type): made for product_type, made in MADE_OF.items()}.get(kind)
    if made is None:
        raise EngineMisconfigured(
            f"--engine {given} is for the product type {kind}, which does not exist. There are: {', '.join(MADE_OF)}."
        )
    return Choice(name, made)


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of a process."""

    #: By what they make (ProvisionedProductType); one may be there several times.
    by_made: Mapping[str, Engine]

    @property
    def each(self) -> tuple[Engine, ...]:
        """Every engine once."""
        return tuple({id(one): one for one in self.by_made.values()}.values())

    def environment(self) -> Mapping[str, str]:
        """What the engines let people see of their worlds."""
        return {name: value for one in self.each for name, value in one.environment().items()}

    def remember_in(self, memory: Memory) -> None:
        """Give a memory to those that have something to remember."""
        for one in self.each:
            if isinstance(one, Remembers):
                one.remember_in(memory)

    def alone(self) -> tuple[str, ...]:
        """What is made by engines that no second worker can share."""
        return tuple(makes for makes, one in self.by_made.items() if isinstance(one, StandsAlone))

    def wait_until_ready(self) -> None:
        """Returns when each takes orders. Raises EngineUnavailable."""
        for one in self.each:
            one.wait_until_ready()

    def close(self) -> None:
        for one in self.each:
            one.close()


def parsers(choices: Iterable[Choice], settings: EngineSettings) -> Mapping[str, Parser]:
    """How engines read archives, by what they make. Raises EngineNotFound and EngineMisconfigured."""
    found = {one.makes: loader.parser(one.name, one.makes, settings) for one in choices}
    return {kind: parser for kind, parser in found.items() if parser is not None}


def open_all(choices: Iterable[Choice], settings: EngineSettings) -> Engines:
    """The engines, ready to take orders, each opened once. Raises EngineNotFound and EngineMisconfigured."""
    opened: dict[str, Engine] = {}
    by_made: dict[str, Engine] = {}
    try:
        for one in choices:
            if one.name not in opened:
                opened[one.name] = loader.load(one.name, settings)
            by_made[one.makes] = opened[one.name]
    except BaseException:
        Engines(opened).close()
        raise
    return Engines(by_made)
