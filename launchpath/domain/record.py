"""What a record is: one accepted request for a provisioned product, and how it ends (semantics 2.9, 2.14)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a record or to one of its resources, for the people who watch."""

    #: Milliseconds since the epoch.
    at: int
    #: The name of the resource in its template; empty: the record itself.
    resource: str
    type: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordError:
    """Why a record failed. The code is numeric text (semantics 2.9): 400 refused input, 500 failed engine."""

    code: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One accepted request. Times are milliseconds since the epoch."""

    id: str
    account: str
    type: RecordType
    status: RecordStatus
    created_at: int
    updated_at: int
    provisioned_product_id: str
    provisioned_product_name: str
    provisioned_product_type: str
    product_id: str
    artifact_id: str
    path_id: str
    launch_role_arn: str | None
    user_arn: str
    user_arn_session: str
    #: The key of the template in the artifact store; a termination needs none.
    template_hash: str | None = None
    errors: tuple[RecordError, ...] = ()
    #: The tags that went onto what was made.
    tags: Mapping[str, str] = field(default_factory=dict)
    notification_arns: tuple[str, ...] = ()
    #: Termination: what cannot be deleted is left and forgotten.
    ignore_errors: bool = False
    #: Termination: everything is left standing on purpose.
    retain: bool = False
