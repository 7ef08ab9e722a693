"""What Terraform says while it runs (its stream of JSON), as events and as the reason of a failure."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from launchpath.domain.record import Event
from launchpath.domain.secret import mask
from launchpath.engines.offers import Change

_STEPS: Final = {"apply_start": "IN_PROGRESS", "apply_complete": "COMPLETE", "apply_errored": "FAILED"}
#: Data sources are read, and nothing is done to some resources; that is no news.
_NO_NEWS: Final = frozenset({"read", "noop"})
_FRAME: Final = str.maketrans("│╷╵", "   ")
#: A planned action as a change, and whether it replaces.
_CHANGES: Final = {
    "create": ("ADD", ""),
    "update": ("MODIFY", "FALSE"),
    "replace": ("MODIFY", "TRUE"),
    "delete": ("REMOVE", ""),
}
#: How many errors one reason names, and how long it gets.
_MOST_ERRORS: Final = 3
_MOST_LETTERS: Final = 2_000


class Story:
    """Listens to the lines of a run. Secrets are masked in all that it tells."""

    def __init__(self, hidden: Collection[str]) -> None:
        self._hidden = hidden
        self._events: list[Event] = []
        self._failed: list[Event] = []
        self._errors: list[Mapping[str, Any]] = []
        self._changes: list[Change] = []
        #: What the last step said that was no JSON: `init` tells errors so.
        self._plain: list[str] = []
        self._step_heard = ""

    def hear(self, step: str, lines: Iterable[str]) -> None:
        if step != self._step_heard:
            self._step_heard, self._plain = step, []
        for line in lines:
            said = _json(line)
            if said is None:
                self._plain.append(line.rstrip())
            elif said.get("type") == "diagnostic" and said.get("diagnostic", {}).get("severity") == "error":
                self._errors.append(said["diagnostic"])
            elif said.get("type") in _STEPS:
                self._step(said)
            elif said.get("type") == "planned_change":
                self._plan(said.get("change", {}))

    def events(self, *, over: bool) -> tuple[Event, ...]:
        """What has happened so far. Why a resource failed is told at the end only, so it is not in it before."""
        failed = [self._explained(one) for one in self._failed] if over else []
        return tuple(sorted((*self._events, *failed), key=lambda event: event.at))

    def reason(self) -> str:
        """Why it failed, in Terraform's own words; empty: it did not say."""
        told = " ".join(dict.fromkeys(_told(one) for one in self._errors[:_MOST_ERRORS]))
        return self._masked(told or _of_plain(self._plain))

    def changes(self) -> tuple[Change, ...]:
        """What a plan would change."""
        return tuple(self._changes)

    def _plan(self, change: Mapping[str, Any]) -> None:
        resource, kind = change.get("resource", {}), _CHANGES.get(change.get("action", ""))
        if kind is not None:
            action, replacement = kind
            self._changes.append(
                Change(
                    action=action,
                    resource=str(resource.get("addr", "")),
                    type=str(resource.get("resource_type", "")),
                    replacement=replacement,
                )
            )

    def _step(self, said: Mapping[str, Any]) -> None:
        hook = said.get("hook", {})
        if hook.get("action") in _NO_NEWS:
            return
        resource = hook.get("resource", {})
        event = Event(
            at=_time(said.get("@timestamp", "")),
            resource=str(resource.get("addr", "")),
            type=str(resource.get("resource_type", "")),
            status=f"{str(hook.get('action', '')).upper()}_{_STEPS[said['type']]}",
            reason=self._masked(str(hook.get("id_value") or "")) if said["type"] == "apply_complete" else "",
        )
        (self._failed if said["type"] == "apply_errored" else self._events).append(event)

    def _explained(self, event: Event) -> Event:
        mine = [one for one in self._errors if one.get("address") == event.resource]
        why = mine or (self._errors if len(self._failed) == 1 else [])
        return Event(
            at=event.at,
            resource=event.resource,
            type=event.type,
            status=event.status,
            reason=self._masked(" ".join(dict.fromkeys(_told(one) for one in why))),
        )

    def _masked(self, text: str) -> str:
        return mask(text, self._hidden)[:_MOST_LETTERS]


def _of_plain(lines: Iterable[str]) -> str:
    """The errors in a text for people, without the frame around them."""
    words = " ".join(lines).translate(_FRAME).split()
    return " ".join(words[words.index("Error:") :] if "Error:" in words else words)


def _json(line: str) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _told(diagnostic: Mapping[str, Any]) -> str:
    """A diagnostic in one sentence or two, with its place. Its snippet may hold values, and is left out."""
    summary, detail = (" ".join(str(diagnostic.get(part) or "").split()) for part in ("summary", "detail"))
    place = diagnostic.get("range") or {}
    where = f" ({place['filename']}, line {place['start']['line']})" if place.get("filename") else ""
    whole = f"{summary}: {detail}" if detail and detail != summary else summary
    return f"{whole.rstrip('.')}{where}."


def _time(written: str) -> int:
    try:
        return int(datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp() * 1000)
    except ValueError:
        return 0
