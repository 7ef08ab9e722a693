"""One stack of the fake: its content, what has happened to it, and what will happen next."""

import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

STACK = "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class Content:
    """What a stack was asked to be."""

    template: str
    parameters: dict[str, str]
    #: As people may see them.
    shown: dict[str, str]
    tags: dict[str, str]
    topics: list[str]
    #: The type of each resource.
    resources: dict[str, str]
    outputs: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """Some events that come together; the first member of each is a resource's name, or empty: the stack itself."""

    events: list[tuple[str, str, str]]
    then: Callable[[], None] = lambda: None


@dataclass
class Stack:
    name: str
    id: str
    content: Content
    status: str = ""
    reason: str = ""
    #: Newest last.
    events: list[dict[str, Any]] = field(default_factory=list)
    #: What was really carried out.
    operations: list[dict[str, str]] = field(default_factory=list)
    created: str = ""
    updated: str | None = None
    deleted: str | None = None
    #: The ARNs of nested stacks, by resource.
    embedded: dict[str, str] = field(default_factory=dict)
    #: Of the operation that runs.
    token: str = ""
    steps: deque[Step] = field(default_factory=deque)
    #: What a step waits for: how often the stack has been described since the last one, and when that was.
    polls: int = 0
    last: float = 0

    @property
    def living(self) -> bool:
        return self.status != "DELETE_COMPLETE"

    @property
    def busy(self) -> bool:
        return self.status.endswith("_IN_PROGRESS")

    def begin(self, kind: str, token: str, steps: list[Step]) -> None:
        """Carry an operation out, its first step at once."""
        self.operations.append({"type": kind, "token": token})
        self.token, self.steps = token, deque(steps)
        self._take()

    def move(self, polls: int, ms: int) -> None:
        """Take the steps that are due."""
        while self.steps and self.polls >= polls and (time.monotonic() - self.last) * 1000 >= ms:
            self._take()

    def _take(self) -> None:
        step = self.steps.popleft()
        for name, status, reason in step.events:
            self._happen(name, status, reason)
        step.then()
        self.polls, self.last = 0, time.monotonic()

    def _happen(self, name: str, status: str, reason: str) -> None:
        if not name:
            self.status, self.reason = status, reason
        if not name and status == "DELETE_COMPLETE":
            self.deleted = now()
        self.events.append(
            {
                "EventId": str(uuid.uuid4()),
                "StackId": self.id,
                "StackName": self.name,
                "LogicalResourceId": name or self.name,
                "PhysicalResourceId": self.physical(name) if name else self.id,
                "ResourceType": self.content.resources.get(name, "AWS::Fake::Thing") if name else STACK,
                "Timestamp": now(),
                "ResourceStatus": status,
                "ResourceStatusReason": reason or None,
                "ClientRequestToken": self.token or None,
            }
        )

    def physical(self, resource: str) -> str:
        return self.embedded.get(resource) or f"{self.name}-{resource}-{self.id[-12:]}"

    def finish(self) -> None:
        """Take all steps that are left."""
        while self.steps:
            self._take()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def each(resources: dict[str, str], status: str, reason: str = "") -> list[tuple[str, str, str]]:
    return [(name, status, reason) for name in resources]


def creation(stack: Stack, ends: str, reason: str) -> list[Step]:
    things = stack.content.resources
    begin = [
        Step([("", "CREATE_IN_PROGRESS", "User Initiated")]),
        Step(each(things, "CREATE_IN_PROGRESS")),
    ]
    if ends == "ok":
        return [*begin, Step(each(things, "CREATE_COMPLETE")), Step([("", "CREATE_COMPLETE", "")])]
    if ends == "hangs":
        return begin
    failed = f"The following resource(s) failed to create: [{', '.join(things)}]. "
    begin.append(Step(_failures(things, "CREATE_FAILED", "Resource creation cancelled", reason)))
    if ends == "fails":
        return [*begin, Step([("", "CREATE_FAILED", failed)])]
    begin.append(Step([("", "ROLLBACK_IN_PROGRESS", failed + "Rollback requested by user.")]))
    if ends == "rolls_back":
        return [*begin, Step(each(things, "DELETE_COMPLETE")), Step([("", "ROLLBACK_COMPLETE", "")])]
    return [*begin, *_stuck(things, "ROLLBACK_FAILED")]


def change(stack: Stack, ends: str, reason: str, wanted: Content) -> list[Step]:
    things = wanted.resources

    def commit() -> None:
        stack.content, stack.updated = wanted, now()

    begin = [
        Step([("", "UPDATE_IN_PROGRESS", "User Initiated")]),
        Step(each(things, "UPDATE_IN_PROGRESS")),
    ]
    if ends == "ok":
        return [
            *begin,
            Step(each(things, "UPDATE_COMPLETE"), commit),
            Step([("", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "")]),
            Step([("", "UPDATE_COMPLETE", "")]),
        ]
    if ends == "hangs":
        return begin
    failed = f"The following resource(s) failed to update: [{', '.join(things)}]. "
    begin += [
        Step(_failures(things, "UPDATE_FAILED", "Resource update cancelled", reason)),
        Step([("", "UPDATE_ROLLBACK_IN_PROGRESS", failed)]),
    ]
    if ends == "rolls_back":
        return [*begin, *undoing(stack)]
    return [*begin, Step([("", "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed to update: [Thing]. ")])]


def undoing(stack: Stack) -> list[Step]:
    return [
        Step(each(stack.content.resources, "UPDATE_COMPLETE")),
        Step([("", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "")]),
        Step([("", "UPDATE_ROLLBACK_COMPLETE", "")]),
    ]


def cancelling(stack: Stack) -> list[Step]:
    return [Step([("", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")]), *undoing(stack)]


def deletion(stack: Stack, ends: str) -> list[Step]:
    things = stack.content.resources
    if ends == "empty":
        return [Step([("", "DELETE_COMPLETE", "")])]
    begin = [Step([("", "DELETE_IN_PROGRESS", "User Initiated")])]
    if ends == "refused":
        return [*begin, Step([("", stack.status, "Export Url cannot be deleted as it is in use by another-stack")])]
    begin.append(Step(each(things, "DELETE_IN_PROGRESS")))
    if ends == "ok":
        return [*begin, Step(each(things, "DELETE_COMPLETE")), Step([("", "DELETE_COMPLETE", "")])]
    return [*begin, *_stuck(things, "DELETE_FAILED")]


def _stuck(things: dict[str, str], end: str) -> list[Step]:
    *rest, last = things
    gone = [(name, "DELETE_COMPLETE", "") for name in rest]
    return [
        Step([*gone, (last, "DELETE_FAILED", "The bucket you tried to delete is not empty")]),
        Step([("", end, f"The following resource(s) failed to delete: [{last}]. ")]),
    ]


def _failures(things: dict[str, str], status: str, left_off: str, reason: str) -> list[tuple[str, str, str]]:
    """The last resource fails; CloudFormation may well tell first of those that it leaves off because of that."""
    *rest, last = things
    return [*((name, status, left_off) for name in rest), (last, status, reason)]
