"""What a run of a playbook tells, as events and as its end."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from launchpath.domain.record import Event, Output
from launchpath.domain.secret import mask
from launchpath.engines.base import Order, Progress, State


def events(told: dict[str, Any], hidden: Iterable[str]) -> Iterator[Event]:
    """What a task came to; the ends of plays and the like tell nothing."""
    kind, data = told.get("event", ""), told.get("event_data", {})
    if kind in ("runner_on_ok", "runner_on_failed", "runner_on_unreachable"):
        result = data.get("res") or {}
        status = "OK" if kind == "runner_on_ok" else "FAILED"
        if status == "OK" and result.get("changed"):
            status = "CHANGED"
        reason = mask(str(result.get("msg") or ""), tuple(hidden)) if status == "FAILED" else ""
        yield Event(
            at=time.time_ns() // 1_000_000,
            resource=data.get("task", ""),
            type=data.get("task_action", ""),
            status=status,
            reason=reason,
        )


def progress(order: Order, status: str, stats: Mapping[str, Any], happened: Sequence[Event]) -> Progress:
    """How a run has ended: with what set_stats has told, or with the first task that failed."""
    failed = next((event for event in happened if event.status == "FAILED"), None)
    why = f"{failed.resource}: {failed.reason}" if failed else f"The playbook ended as {status}."
    return Progress(
        state=State.SUCCEEDED if status == "successful" else State.FAILED,
        reason="" if status == "successful" else why,
        physical_id=order.provisioned_product_id,
        outputs=tuple(
            Output(key, value if isinstance(value, str) else json.dumps(value)) for key, value in stats.items()
        ),
        stands=any(event.status == "CHANGED" for event in happened),
        events=tuple(happened),
    )
