"""What an engine may remember of the products that it makes: named documents, kept by the house and not by the engine.

They are encrypted, have a version for each record, and are the same for every worker on every host. Whoever changes
them holds the product's lock; who was given up by the others has lost it, and changes nothing any more.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from uuid import uuid4

from launchpath.engines.base import EngineUnavailable, Order

#: Seconds of silence after which a lock is lost. Renew it several times as often.
PATIENCE = 15.0
#: Seconds without a word from the database after which a lock may be another's soon.
CUT_OFF = 10.0


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

    def every(self, name: str) -> Mapping[str, str]:
        """The newest version of one document, by product: for whoever looks for what nobody knows any more."""

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


class Hold:
    """A product's lock in our hands, for one order."""

    def __init__(self, memory: Memory, order: Order, holder: str) -> None:
        self._memory, self._order, self._holder = memory, order, holder
        self._heard = time.monotonic()

    def documents(self) -> Mapping[str, str]:
        """The newest of each. Raises EngineUnavailable."""
        return self._memory.newest(self._order.provisioned_product_id)

    def save(self, **documents: str) -> None:
        """Keep documents of this order. Raises EngineUnavailable, also when the lock was lost."""
        order = self._order
        if not self._memory.save(order.provisioned_product_id, self._holder, order.record_id, documents):
            raise EngineUnavailable("Another worker has taken the product over.")

    def forget(self) -> None:
        """Drop all that is known of the product. Raises EngineUnavailable, also when the lock was lost."""
        if not self._memory.forget(self._order.provisioned_product_id, self._holder):
            raise EngineUnavailable("Another worker has taken the product over.")

    def is_ours(self) -> bool:
        """Give a sign of life, to be repeated all the time; False: the lock was lost, or may be soon."""
        try:
            if not self._memory.renew(self._order.provisioned_product_id, self._holder):
                return False
            self._heard = time.monotonic()
        except EngineUnavailable:
            return time.monotonic() - self._heard < CUT_OFF
        return True


@contextmanager
def held(memory: Memory, order: Order) -> Iterator[Hold]:
    """The product of an order, locked against other workers. Raises EngineUnavailable when one of them has it."""
    holder, product = uuid4().hex, order.provisioned_product_id
    if not memory.take(product, holder):
        raise EngineUnavailable("Another worker has the product in hand.")
    try:
        yield Hold(memory, order, holder)
    finally:
        # Where the database is away just now, the lock lapses by itself; what was done must not be lost for it.
        with suppress(EngineUnavailable):
            memory.release(product, holder)
