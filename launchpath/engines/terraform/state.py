"""What Terraform's state tells: what stands, and what is handed out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from launchpath.domain.record import Output
from launchpath.domain.secret import MASK
from launchpath.domain.terraform_variable import wire_text


@dataclass(frozen=True, slots=True)
class State:
    """A state file, format 4."""

    #: The state's own identity: it stays the same as long as the product lives.
    lineage: str = ""
    #: Grows with every change.
    serial: int = -1
    #: The addresses of what stands.
    resources: tuple[str, ...] = ()
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)


def read(text: str) -> State | None:
    """The state that a text is; None: it is none, such as a file that is just being written."""
    try:
        found = json.loads(text)
        return State(
            lineage=str(found["lineage"]),
            serial=int(found["serial"]),
            resources=tuple(_addresses(found.get("resources") or ())),
            outputs=found.get("outputs") or {},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _addresses(resources: Any) -> list[str]:
    standing = [one for one in resources if one.get("mode") == "managed" and one.get("instances")]
    return [".".join(filter(None, (one.get("module"), one["type"], one["name"]))) for one in standing]


def outputs(state: State, descriptions: Mapping[str, str]) -> tuple[Output, ...]:
    """What is handed out, the sensitive values masked: outputs are shown to whoever sees the product."""
    return tuple(
        Output(key, MASK if one.get("sensitive") else wire_text(one.get("value")), descriptions.get(key, ""))
        for key, one in sorted(state.outputs.items())
    )
