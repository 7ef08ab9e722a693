"""What an engine may remember of the products that it makes: named documents, kept by the house and not by the engine.

They are encrypted, have a version for each record, and are the same for every worker on every host. Whoever changes
them holds the product's lock; who was given up by the others has lost it, and changes nothing any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

#: Seconds of silence after which a lock is lost. Renew it several times as often.
PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Heir:
    """How to start a process that goes on in the place of a worker that died."""

    command: tuple[str, ...]
    #: What to write to its standard input: the way to the database, and its key.
    told: str = field(repr=False)


class Memory(Protocol):
    """Every method raises EngineUnavailable while the database can't be reached."""

    def take(self, product_id: str, holder: str) -> bool:
        """Take a product's lock for `holder`, a name that nobody else has; False: another holds it."""

    def renew(self, product_id: str, holder: str) -> bool:
        """Give a sign of life; False: the lock was lost."""

    def release(self, product_id: str, holder: str) -> None:
        """Let go of the lock, if it is still held."""

    def newest(self, product_id: str) -> Mapping[str, str]:
        """The newest version of each document, by its name; empty: nothing is known of the product."""

    def save(self, product_id: str, holder: str, record_id: str, documents: Mapping[str, str]) -> bool:
        """Keep this record's version of these documents; False: the lock was lost, and nothing is changed."""

    def forget(self, product_id: str, holder: str) -> bool:
        """Drop all that is known of a product; False: the lock was lost, and nothing is changed."""

    def heir(self, function: str, given: str) -> Heir:
        """A process that calls `package.module:function` with this memory and the text `given`."""


@runtime_checkable
class Remembers(Protocol):
    """What an engine offers besides that has something to remember."""

    def remember_in(self, memory: Memory) -> None:
        """Called once, before the first order."""
