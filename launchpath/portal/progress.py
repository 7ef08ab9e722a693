"""How far a record is: its steps, its resources, its log, and what went wrong first."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from launchpath.api import types
from launchpath.operations.record_log import (
    ListRecordEventsInput,
    ListRecordEventsOutput,
    RecordEvent,
)
from launchpath.portal import words
from launchpath.portal.visit import Visit

Look = Literal["todo", "busy", "good", "bad", "undone", "none"]

_STACK = "AWS::CloudFormation::Stack"
_FINAL = ("SUCCEEDED", "FAILED")


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the way."""

    title: str
    look: Look
    #: When, or how far.
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResourceState:
    """How a resource stands."""

    name: str
    type: str
    look: Look
    said: str
    #: The engine's words, or what the resource is called there.
    reason: str = ""
    #: How long it took, or has taken so far.
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A record, as its page shows it."""

    told: ListRecordEventsOutput
    resources: tuple[ResourceState, ...]
    outputs: tuple[types.RecordOutput, ...]

    @property
    def record(self) -> types.RecordDetail:
        return self.told.record_detail

    @property
    def is_over(self) -> bool:
        return self.record.status in _FINAL

    @property
    def has_failed(self) -> bool:
        return self.record.status in ("FAILED", "IN_PROGRESS_IN_ERROR")

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        end = self.record.updated_time if self.is_over else time.time()
        return (end or 0) - (self.record.created_time or 0)

    @property
    def doing(self) -> str:
        """The headline: what is being done, or was."""
        now, noun = words.DOINGS.get(str(self.record.record_type), ("Working on", "Run"))
        return f"{noun} of" if self.is_over else now

    @property
    def first_cause(self) -> RecordEvent | None:
        """The first that went wrong, with what it says; what failed after it failed because of it."""
        failed = [one for one in self.told.events if one.status.endswith("FAILED") and one.resource]
        real = [one for one in failed if one.type != _STACK and "cancelled" not in one.reason.lower()]
        return next(iter(real or failed), None)

    @property
    def verdict(self) -> str:
        """Why the record failed, in the engine's own words."""
        errors = self.record.record_errors or ()
        if errors:
            return str(errors[0].description)
        return next((one.reason for one in self.told.events if not one.resource and one.status.endswith("ERROR")), "")

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(_steps(self))


def look(visit: Visit, record_id: str) -> Run:
    """How a record stands now."""
    told = visit.ask(ListRecordEventsInput(record_id=record_id), ListRecordEventsOutput)
    outputs: Sequence[types.RecordOutput] = ()
    if told.record_detail.status == "SUCCEEDED":
        asked = types.DescribeRecordInput(id=record_id)
        outputs = visit.ask(asked, types.DescribeRecordOutput).record_outputs or ()
    return Run(told, tuple(_resources(told)), tuple(outputs))


def _steps(run: Run) -> Iterator[Step]:
    record = run.record
    begun = next((one for one in run.told.events if not one.resource and one.status == "IN_PROGRESS"), None)
    yield Step("Asked for", "good", words.clock(record.created_time or 0)[:8])
    if begun is None:
        yield Step("Begun", "bad" if run.is_over else "busy")
    else:
        yield Step("Begun", "good", words.clock(begun.time)[:8])
    yield Step("Resources", _resources_look(run, begun is not None), _counted(run))
    ends = {"SUCCEEDED": ("Done", "good"), "FAILED": ("Failed", "bad"), "IN_PROGRESS_IN_ERROR": ("Undoing it", "bad")}
    title, end = ends.get(str(record.status), ("Done", "todo"))
    note = words.clock(record.updated_time or 0)[:8] if run.is_over else ""
    yield Step(title, "bad" if end == "bad" else "good" if end == "good" else "todo", note)


def _resources_look(run: Run, begun: bool) -> Look:
    if run.has_failed:
        return "bad" if run.first_cause else "none"
    return "good" if run.is_over else "busy" if begun else "todo"


def _counted(run: Run) -> str:
    done = sum(one.look in ("good", "undone") for one in run.resources)
    # What a launch did not come to was wanted all the same.
    all_count = run.has_failed and run.record.record_type == "PROVISION_PRODUCT"
    wanted = sum(all_count or one.look != "none" for one in run.resources)
    return f"{done} of {wanted}" if wanted else ""


def _resources(told: ListRecordEventsOutput) -> Iterator[ResourceState]:
    """The resources of the template in its order, then those that only the engine knows of."""
    happened: dict[str, list[RecordEvent]] = {}
    for event in told.events:
        if event.resource and event.type != _STACK:
            happened.setdefault(event.resource, []).append(event)
    planned = {one.name: one for one in told.resources}
    is_over = told.record_detail.status in _FINAL
    untouched = {"PROVISION_PRODUCT": "Not made", "UPDATE_PROVISIONED_PRODUCT": "As it was"}
    for name, one in planned.items():
        if name in happened:
            yield _state(happened[name], is_over=is_over)
        elif is_over:
            yield ResourceState(name, one.type, "none", untouched.get(str(told.record_detail.record_type), "Untouched"))
        else:
            yield ResourceState(name, one.type, "todo", "Waiting")
    for name, events in happened.items():
        if name not in planned:
            yield _state(events, is_over=is_over)


_DONE = {"CREATE": "Made", "UPDATE": "Updated", "DELETE": "Deleted", "IMPORT": "Taken over"}
_DOING = {"CREATE": "Being made", "UPDATE": "Being updated", "DELETE": "Being deleted", "IMPORT": "Being taken over"}


def _state(events: Sequence[RecordEvent], *, is_over: bool) -> ResourceState:
    """How a resource stands after these events: a failure is what counts, even if it was undone since."""
    failed = next((one for one in events if one.status.endswith("FAILED")), None)
    last = failed or events[-1]
    verb = last.status.split("_")[0]
    seconds = (last.time if is_over or not last.status.endswith("IN_PROGRESS") else time.time()) - events[0].time
    if failed:
        return ResourceState(last.resource, last.type, "bad", "Failed", last.reason, seconds)
    if last.status.endswith("COMPLETE"):
        undone = verb == "DELETE" and events[0].status.startswith("CREATE")
        said = "Undone" if undone else _DONE.get(verb, words.sentence(last.status.replace("_", " ").lower()))
        return ResourceState(last.resource, last.type, "undone" if undone else "good", said, last.reason, seconds)
    return ResourceState(last.resource, last.type, "busy", _DOING.get(verb, "In progress"), last.reason, seconds)
