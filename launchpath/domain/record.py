"""What a record is: one accepted request for a provisioned product, and how it ends (semantics 2.9, 2.14)."""

from dataclasses import dataclass
from enum import StrEnum


class RecordType(StrEnum):
    PROVISION = "PROVISION_PRODUCT"
    UPDATE = "UPDATE_PROVISIONED_PRODUCT"
    TERMINATE = "TERMINATE_PROVISIONED_PRODUCT"


class RecordStatus(StrEnum):
    CREATED = "CREATED"
    IN_PROGRESS = "IN_PROGRESS"
    IN_PROGRESS_IN_ERROR = "IN_PROGRESS_IN_ERROR"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


#: The state machine: from each status, the statuses that may follow. A status without followers is final.
NEXT: dict[RecordStatus, frozenset[RecordStatus]] = {
    RecordStatus.CREATED: frozenset({RecordStatus.IN_PROGRESS, RecordStatus.FAILED}),
    RecordStatus.IN_PROGRESS: frozenset(
        {RecordStatus.IN_PROGRESS_IN_ERROR, RecordStatus.SUCCEEDED, RecordStatus.FAILED}
    ),
    RecordStatus.IN_PROGRESS_IN_ERROR: frozenset({RecordStatus.FAILED}),
    RecordStatus.SUCCEEDED: frozenset(),
    RecordStatus.FAILED: frozenset(),
}

#: A record in one of these has ended and never changes again.
FINAL = frozenset(status for status, followers in NEXT.items() if not followers)


@dataclass(frozen=True, slots=True)
class Output:
    """A RecordOutput: what a product hands to the person who launched it."""

    key: str
    value: str
    description: str = ""
