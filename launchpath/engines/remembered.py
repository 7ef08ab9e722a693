"""Orders for archives of one's own kind: what a product was made of is remembered, for its termination."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import msgspec

from launchpath.domain.parameter import Parameter
from launchpath.domain.record import RecordType
from launchpath.engines.base import Order, Progress, State
from launchpath.engines.memory import Hold, Memory, held
from launchpath.engines.offers import ArchiveRefused, Parser


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What a product was made of: a termination bears neither archive nor values."""

    archive: bytes = field(repr=False)
    parameters: Mapping[str, str] = field(repr=False)

    @classmethod
    def read(cls, written: str) -> Self:
        return msgspec.json.decode(written, type=cls)

    def written(self) -> str:
        return msgspec.json.encode(self).decode()


def carried_out(
    order: Order, memory: Memory, parse: Parser, work: Callable[[MadeOf, Sequence[Parameter], Hold], Progress]
) -> Progress:
    """Have an order carried out by `work` under its product's lock. For work that may be done again after a crash.

    `work` gets what the product is made of, what that asks for, and the lock, to be renewed while it works. Raises
    EngineUnavailable.
    """
    if order.retain:
        return Progress(state=State.SUCCEEDED)
    with held(memory, order) as hold:
        known = hold.documents().get("made of")
        if known is None and order.type is not RecordType.PROVISION:
            return of_nothing(order)
        is_end = order.type is RecordType.TERMINATE
        made = MadeOf.read(str(known)) if is_end else MadeOf(order.archive, order.parameters)
        try:
            asked = parse(made.archive)
        except ArchiveRefused as refusal:
            return Progress(state=State.FAILED, reason=str(refusal))
        if not is_end:
            # Before anything is made: whatever comes of it can be terminated.
            hold.save(**{"made of": made.written()})
        answer = work(made, asked, hold)
        if is_end and answer.state is State.SUCCEEDED:
            hold.forget()
        return answer


def of_nothing(order: Order) -> Progress:
    """How an update or a termination ends of a product that nothing is known of."""
    if order.type is RecordType.TERMINATE:
        return Progress(state=State.SUCCEEDED)
    reason = f"Nothing is known of {order.provisioned_product_name}: there is nothing that could be updated."
    return Progress(state=State.FAILED, reason=reason, gone=True)
