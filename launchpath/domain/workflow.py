"""A workflow: what an engine outside of the house was asked to do for a record, and what it said of it (semantics 7).

Both are kept as documents of the record, the first by the engine that sent the message, the second by the operations
Notify…EngineWorkflowResult.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from launchpath.domain.record import Output

#: The names of the documents.
ASKED, ANSWERED = "workflow", "workflow result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """What was asked."""

    record_id: str
    #: Whoever answers must send it back.
    token: str = field(repr=False)
    #: Milliseconds since the epoch.
    at: int
    #: Nothing had been asked for the product before.
    first: bool
    #: Whether the message is known to have reached its queue.
    sent: bool = False

    def written(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was answered."""

    record_id: str
    succeeded: bool
    reason: str = ""
    outputs: tuple[Output, ...] = ()
    #: The engine has named a tag by which its resources are found: something stands (semantics 7.3).
    stands: bool = False

    def written(self) -> str:
        return json.dumps(asdict(self))


def asked(documents: Mapping[str, str], record_id: str) -> Workflow | None:
    """The workflow of this record among a product's documents."""
    told = documents.get(ASKED)
    found = Workflow(**json.loads(told)) if told else None
    return found if found is not None and found.record_id == record_id else None


def answered(documents: Mapping[str, str], record_id: str) -> Result | None:
    """The result of this record among a product's documents."""
    told = documents.get(ANSWERED)
    if not told:
        return None
    members = json.loads(told)
    members["outputs"] = tuple(Output(**one) for one in members["outputs"])
    found = Result(**members)
    return found if found.record_id == record_id else None
