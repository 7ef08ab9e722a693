"""Which edition of the API a path speaks: today's at the root, an earlier one below a prefix of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec import Struct

from launchpath.api.operations import OPERATIONS, Operation
from launchpath.operations import record_log
from launchpath.wire import edition_2016


def _asked_today(_operation: str, request: Struct) -> Struct:
    return request


def _told_today(reply: Struct) -> Struct:
    return reply


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its operations, the shapes that requests have in it, and the translation to and from today's."""

    #: What a path has before `/` and before `/service/...`.
    prefix: str
    operations: Mapping[str, Operation]
    #: The request of an operation, as today's operation takes it.
    asked: Callable[[str, Struct], Struct] = _asked_today
    #: The reply of today's operation, as this edition tells it.
    told: Callable[[Struct], Struct] = _told_today


TODAY = Edition(prefix="", operations=OPERATIONS)

THE_FIRST = Edition(
    prefix=edition_2016.PREFIX,
    operations=edition_2016.OPERATIONS,
    asked=edition_2016.asked,
    told=edition_2016.told,
)

#: Operations of our own that clients may ask for, by a target of its own: X-Amz-Target: Launchpath.ListRecordEvents.
OURS_PREFIX = "Launchpath"
OURS = Edition(
    prefix="",
    operations={
        "ListRecordEvents": Operation(
            name="ListRecordEvents",
            python_name="list_record_events",
            input=record_log.ListRecordEventsInput,
            output=record_log.ListRecordEventsOutput,
            errors=("ResourceNotFoundException",),
        ),
        "ListRecordParameters": Operation(
            name="ListRecordParameters",
            python_name="list_record_parameters",
            input=record_log.ListRecordParametersInput,
            output=record_log.ListRecordParametersOutput,
            errors=("ResourceNotFoundException",),
        ),
    },
)

#: For the paths of no edition: it has no operations.
NOWHERE = Edition(prefix="", operations={})

#: Only editions that are complete stand here: every other prefix is an unknown path.
EDITIONS = {edition.prefix: edition for edition in (TODAY, THE_FIRST)}
