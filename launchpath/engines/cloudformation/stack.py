"""What stands, and what has happened to it, as CloudFormation tells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from botocore.exceptions import ClientError

from launchpath.domain.record import Event, Output
from launchpath.engines.cloudformation import faults

#: The type under which a stack's events tell of the stack itself.
STACK = "AWS::CloudFormation::Stack"

#: The state of what was never more than a preview.
REVIEW = "REVIEW_IN_PROGRESS"

_BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
#: An order that is not among a stack's last operations has not begun.
_OPERATIONS = 3
#: More than the largest stack's operation fills; a page has 100 events.
PAGES = 50
#: What CloudFormation says of resources that it left off because another one had failed.
_LEFT_OFF: Final = re.compile(r"resource \w+ cancell?ed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as DescribeStacks shows it."""

    id: str
    status: str
    reason: str
    outputs: tuple[Output, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Story:
    """What an order has done to a stack."""

    #: All events of the order, oldest first.
    events: tuple[Event, ...] = ()
    #: Those of the stack itself; none: the order has not begun, or the service doesn't tell whose an event is.
    steps: tuple[Event, ...] = ()
    #: The newest event of the stack itself, whoever's.
    latest: Event | None = None


def find(client: Any, name: str) -> Stack | None:
    """The stack of this name or ARN; by its ARN a deleted one is found, too."""
    try:
        found = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as refusal:
        if _is_missing(refusal):
            return None
        raise
    return _stack(found[0]) if found else None


def _is_missing(refusal: ClientError) -> bool:
    return faults.code(refusal) == "ValidationError" and "does not exist" in faults.message(refusal)


def _stack(found: Mapping[str, Any]) -> Stack:
    return Stack(
        id=found["StackId"],
        status=found["StackStatus"],
        reason=found.get("StackStatusReason") or "",
        outputs=tuple(
            Output(one["OutputKey"], one.get("OutputValue") or "", one.get("Description") or "")
            for one in found.get("Outputs") or ()
        ),
        tags={one["Key"]: one["Value"] for one in found.get("Tags") or ()},
    )


_NOTHING: Final[Mapping[str, str]] = {}
#: Events as DescribeStackEvents lists them, newest first.
Listed = tuple[Mapping[str, Any], ...]


def listed(client: Any, stack: Stack, token: str, known: Listed = ()) -> Listed:
    """A stack's events back to the beginning of the order with this token; `known` are those of an earlier call."""
    pages = client.get_paginator("describe_stack_events").paginate(StackName=stack.id)
    fresh: list[Mapping[str, Any]] = []
    operations = 0
    for page in islice(pages, PAGES):
        for event in page["StackEvents"]:
            if known and event["EventId"] == known[0]["EventId"]:
                return (*fresh, *known)
            fresh.append(event)
            if begins(event, stack.id):
                operations += 1
                if event.get("ClientRequestToken") == token or operations == _OPERATIONS:
                    return tuple(fresh)
    return tuple(fresh)


def story(events: Listed, stack: Stack, token: str, explained: Mapping[str, str] = _NOTHING) -> Story:
    """What of a stack's events the order with this token has brought about.

    `explained`: what failed inside of nested stacks, by the ids of the events that tell of their failure.
    """
    oldest_first = [(event, _event(event, explained.get(event["EventId"], ""))) for event in reversed(events)]
    own = [(event, told) for event, told in oldest_first if event.get("ClientRequestToken") == token]
    levels = [told for event, told in oldest_first if is_of_stack(event, stack.id)]
    return Story(
        events=tuple(told for _, told in own),
        steps=tuple(told for event, told in own if is_of_stack(event, stack.id)),
        latest=levels[-1] if levels else None,
    )


def begins(event: Mapping[str, Any], stack_id: str) -> bool:
    """Whether an operation on this stack begins with the event."""
    return event.get("ResourceStatus") in _BEGINNINGS and is_of_stack(event, stack_id)


def is_of_stack(event: Mapping[str, Any], stack_id: str) -> bool:
    """Whether an event tells of the stack itself; a nested stack's events in its parent bear the nested one's ARN."""
    return event.get("PhysicalResourceId") == stack_id and is_stack(event)


def is_stack(event: Mapping[str, Any]) -> bool:
    return event.get("ResourceType") == STACK


def is_cause(event: Mapping[str, Any]) -> bool:
    """Whether something has failed by itself, and not because something else had."""
    reason = event.get("ResourceStatusReason") or ""
    return str(event.get("ResourceStatus")).endswith("_FAILED") and not is_left_off(reason)


def is_left_off(reason: str) -> bool:
    """Whether CloudFormation says that it never tried."""
    return _LEFT_OFF.match(reason) is not None


def _event(event: Mapping[str, Any], explained: str) -> Event:
    status, type_ = event.get("ResourceStatus") or "", event.get("ResourceType") or ""
    # Where there is nothing to explain, people want to know what it is called.
    name = event.get("PhysicalResourceId") if status.endswith("_COMPLETE") and type_ != STACK else ""
    return Event(
        at=int(event["Timestamp"].timestamp() * 1000),
        resource=event.get("LogicalResourceId") or "",
        type=type_,
        status=status,
        reason=f"{event.get('ResourceStatusReason') or name or ''} {explained}".strip(),
    )
