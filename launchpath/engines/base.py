"""The engine contract, on one page: what Launchpath asks of anything that provisions.

An engine carries out *orders*. An order is one accepted request for one provisioned product: provision it,
update it, or terminate it. The worker calls `start` once or more, then `poll` until the order has ended:

    start(order)   begin it; a repeat of the same record_id changes nothing (the worker may have died in between)
    poll(order)    how far it is; the last answer is SUCCEEDED or FAILED and stays the same however often asked

No database transaction is open during either call. `conformance.py` holds the tests that every engine must pass.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from launchpath.domain.record import Event, Output, RecordType
from launchpath.domain.stack_set import Instance, StackSet

__all__ = [
    "Engine",
    "EngineUnavailable",
    "Event",
    "Inventory",
    "Order",
    "Output",
    "Progress",
    "RecordType",
    "Standing",
    "State",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One request for one provisioned product, with everything resolved that an engine needs to carry it out."""

    type: RecordType
    record_id: str
    account: str
    region: str
    provisioned_product_id: str
    provisioned_product_name: str
    #: The template's text, as it was published. Empty for a termination, and for a product that is made of an archive.
    template: str = ""
    #: The .tar.gz, as it was published, of a product that is made of one. Empty for a termination.
    archive: bytes = field(default=b"", repr=False)
    #: Every parameter's value, previous values already filled in; template defaults may be left out.
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: User, portfolio, product, TagOption and automatic tags together.
    tags: Mapping[str, str] = field(default_factory=dict)
    notification_arns: tuple[str, ...] = ()
    #: The role of a LAUNCH constraint, to be assumed for this order; None: the engine's own identity.
    launch_role_arn: str | None = None
    #: Termination only: forget the product and leave its resources standing.
    retain: bool = False
    #: What a STACKSET constraint and the request's preferences want; a termination needs none.
    stack_set: StackSet | None = None
    #: The ProvisionedProductType, for an engine that is there for several.
    makes: str = ""
    product_id: str = ""
    #: The version, a provisioning artifact.
    artifact_id: str = ""
    #: The ARN of the identity that asked.
    asked_by: str = ""

    @property
    def stack_name(self) -> str:
        """`SC-<account>-<provisioned product id>` (semantics 6.1)."""
        return f"SC-{self.account}-{self.provisioned_product_id}"


class State(StrEnum):
    """How far an order is."""

    RUNNING = "RUNNING"
    #: It has failed and is being undone; the record shows IN_PROGRESS_IN_ERROR.
    ROLLING_BACK = "ROLLING_BACK"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An engine's answer to `poll`."""

    state: State
    #: FAILED and ROLLING_BACK: why, in the engine's own words, complete enough for the person who launched.
    reason: str = ""
    #: The stack ARN or the like (PhysicalId); None as long as nothing has been made.
    physical_id: str | None = None
    #: SUCCEEDED provision or update: what the product hands out.
    outputs: tuple[Output, ...] = ()
    #: FAILED update or termination: the earlier state does not run any more either (the stack has vanished).
    gone: bool = False
    #: FAILED provision or update: something stands all the same, and an update may mend it (semantics 7.3).
    stands: bool = False
    #: The stacks of a stack set, as far as they are known; None: it tells of none.
    instances: tuple[Instance, ...] | None = None
    #: Everything that happened so far, oldest first; a poll may repeat earlier events.
    events: tuple[Event, ...] = ()


class EngineUnavailable(Exception):
    """A passing fault (throttled, unreachable, a 5xx): ask again later. Everything else is an answer: FAILED."""


class Engine(Protocol):
    """What provisions. One instance serves the whole process and is called from several threads."""

    #: The ProvisionedProductType of what it makes, e.g. CFN_STACK.
    makes: str

    def start(self, order: Order) -> None:
        """Begin `order`; idempotent by its record_id. Raises EngineUnavailable for a passing fault only."""

    def poll(self, order: Order) -> Progress:
        """How far `order` is. Raises EngineUnavailable for a passing fault only."""

    def restore(self, orders: Iterable[Order]) -> None:
        """Called once at start with the succeeded orders of all living products, oldest first, each product's
        together. An engine whose world outlives the process does nothing here."""

    def wait_until_ready(self) -> None:
        """Returns when everything restored stands, and an order would be carried out without delay; then the house
        says that it is ready. An engine that has nothing to start returns at once. Raises EngineUnavailable when it
        cannot get ready; the text tells the operator why."""

    def environment(self) -> Mapping[str, str]:
        """Environment variables that let people look at what the engine made, e.g. AWS_ENDPOINT_URL."""

    def close(self) -> None:
        """Stop what the engine itself started. Orders in flight are continued at the next start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Something of ours that stands in an engine's world."""

    provisioned_product_id: str
    physical_id: str
    #: The command that an operator removes it with.
    remove: str


@runtime_checkable
class Inventory(Protocol):
    """What an engine offers besides whose world outlives the process: `launchpath doctor` looks for orphans in it."""

    def inventory(self, account: str, region: str) -> Iterable[Standing]:
        """All that stands of this account's provisioned products, but for what is being removed already.

        Raises EngineUnavailable when its world can't be looked at; the text tells the operator why.
        """
