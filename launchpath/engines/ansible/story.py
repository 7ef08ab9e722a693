"""What a run of a playbook tells, as events and as its end."""

import json
import re
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
        status = "IGNORED" if data.get("ignore_errors") else "FAILED"
        if kind == "runner_on_ok":
            status = "CHANGED" if result.get("changed") else "OK"
        reason = mask(str(result.get("msg") or ""), tuple(hidden)) if status in ("FAILED", "IGNORED") else ""
        yield Event(
            at=time.time_ns() // 1_000_000,
            resource=data.get("task", ""),
            type=data.get("task_action", ""),
            status=status,
            reason=reason,
        )


def fault(said: str, hidden: Iterable[str]) -> str:
    """What Ansible says is wrong with a playbook that it can't play, and where; empty: nothing."""
    told = said.partition("[ERROR]: ")[2].partition("\n\n")[0]
    return mask(re.sub(r"Origin: \S*/project/", "in ", " ".join(told.split())), tuple(hidden))


def progress(order: Order, status: str, stats: Mapping[str, Any], happened: Sequence[Event], said: str) -> Progress:
    """How a run has ended: with what set_stats has told, or with the first task that failed. `said`: a fault."""
    failed = next((event for event in happened if event.status == "FAILED"), None)
    why = f"{failed.resource}: {failed.reason}" if failed else said or f"The playbook ended as {status}."
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
