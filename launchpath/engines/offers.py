"""What an engine may offer besides carrying orders out. Whoever wants it asks whether the engine is an instance of it.

`conformance_offers.py` holds the tests of each.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from launchpath.domain.parameter import Parameter
from launchpath.engines.base import Order, State


@runtime_checkable
class Cancels(Protocol):
    """An engine that can stop an order which runs too long."""

    def cancel(self, order: Order) -> None:
        """Stop what still runs of it, and undo it where that is possible; returns when that is under way.

        The order has been given up: nobody polls it any more. A repeat changes nothing, nor does the cancellation of
        what has ended or never began. Raises EngineUnavailable for a passing fault only.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One reason why a resource would change (ResourceChangeDetail, semantics 4.8)."""

    #: What would change: Properties, Tags, Metadata, ...; and of properties, which one.
    attribute: str
    name: str = ""
    #: ALWAYS, NEVER or CONDITIONALLY.
    requires_recreation: str = ""
    #: STATIC, or DYNAMIC: only the change itself will tell.
    evaluation: str = ""
    #: The parameter or the resource that it follows from.
    causing_entity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would become of one resource (ResourceChange, semantics 4.8)."""

    #: ADD, MODIFY or REMOVE.
    action: str
    resource: str
    type: str
    physical_id: str = ""
    #: MODIFY: TRUE, FALSE or CONDITIONAL.
    replacement: str = ""
    scope: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an order would change, as far as that is known."""

    #: RUNNING: ask again. FAILED: it can't be said, and why is the reason.
    state: State
    reason: str = ""
    changes: tuple[Change, ...] = ()


@runtime_checkable
class Previews(Protocol):
    """An engine that can say what an order would change."""

    def preview(self, order: Order) -> Preview:
        """What a provision or an update would change; nothing is changed by it, however often it is asked.

        Raises EngineUnavailable for a passing fault only.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that an engine needs, and whether it has it."""

    #: A word or two, such as credentials.
    what: str
    #: What was found, in a sentence.
    found: str
    #: What is to be done about it; empty: nothing.
    mend: str = ""
    #: False: orders will fail.
    works: bool = True


@runtime_checkable
class StandsAlone(Protocol):
    """An engine whose world lives in its own process: a second worker would know nothing of what the first has made."""

    stands_alone: bool


class ArchiveRefused(Exception):
    """The engine can make nothing of an archive; the text is for whoever publishes it."""


#: What an engine finds that an archive asks for. A module offers it by a function `parser(settings, type)` beside its
#: factory, since archives are published where no engine is open. Raises ArchiveRefused.
Parser: TypeAlias = Callable[[bytes], tuple[Parameter, ...]]


class NothingKnown(Exception):
    """Nothing is remembered of a product; the text is for operators."""


@runtime_checkable
class HandsOver(Protocol):
    """An engine that can give away what it needs to remove a product (`launchpath engine hand-over`)."""

    def hand_over(self, product_id: str, folder: Path) -> str:
        """Write it into a folder that does not exist yet; the command that removes what stands, with what lies there.

        Raises NothingKnown.
        """


@runtime_checkable
class Checks(Protocol):
    """An engine that can say whether it has what it needs (`launchpath engine check`)."""

    def check(self, account: str, region: str) -> Iterable[Checked]:
        """Everything that it needs, one after the other. Raises nothing: what can't be asked is told as found."""
