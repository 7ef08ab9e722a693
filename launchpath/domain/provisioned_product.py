"""What a provisioned product is, and what becomes of it when a record ends (semantics 2.14, 6.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from launchpath.api.types import ProductType
from launchpath.domain.record import RecordType


class Status(StrEnum):
    AVAILABLE = "AVAILABLE"
    UNDER_CHANGE = "UNDER_CHANGE"
    #: Stable: the last operation failed, an earlier state is running.
    TAINTED = "TAINTED"
    #: It exists, but nothing runs.
    ERROR = "ERROR"
    PLAN_IN_PROGRESS = "PLAN_IN_PROGRESS"


#: The statuses in which an operation may begin.
STABLE = frozenset({Status.AVAILABLE, Status.TAINTED, Status.ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionedProduct:
    """A launched product. Times are milliseconds since the epoch."""

    id: str
    account: str
    name: str
    #: What was made, e.g. CFN_STACK.
    type: str
    status: Status
    status_message: str | None
    created_at: int
    product_id: str
    artifact_id: str
    path_id: str
    launch_role_arn: str | None
    #: Who owns it: the IAM identity, and the exact session.
    user_arn: str
    user_arn_session: str
    provision_token: str
    last_record_id: str
    last_provisioning_record_id: str
    last_successful_provisioning_record_id: str | None
    #: The stack's ARN, once there is one.
    physical_id: str | None
    #: All tags, the automatic ones included.
    tags: Mapping[str, str] = field(default_factory=dict)
    #: The topics that the launch asked for; updates keep them, whatever constraints add.
    notification_arns: tuple[str, ...] = ()
    terminated_at: int | None = None


#: What a launch of each product type makes (ProvisionedProductType, semantics 2.14).
MADE_OF: Mapping[ProductType, str] = {
    "CLOUD_FORMATION_TEMPLATE": "CFN_STACK",
    "TERRAFORM_OPEN_SOURCE": "TERRAFORM_OPEN_SOURCE",
    "TERRAFORM_CLOUD": "TERRAFORM_CLOUD",
    "EXTERNAL": "EXTERNAL",
}


def after_success(record_type: RecordType) -> Status | None:
    """The status after an operation succeeded; None: the product is gone."""
    return None if record_type is RecordType.TERMINATE else Status.AVAILABLE


def after_failure(record_type: RecordType, *, ran: bool, gone: bool) -> Status:
    """The status after an operation failed.

    `ran`: there was an earlier state, or a first one stands that an update may mend (semantics 7.3); `gone`: it does
    not run any more either.

    A termination that failed always taints: clients then ask for another one that ignores errors (semantics 2.8).
    """
    if gone or (record_type is not RecordType.TERMINATE and not ran):
        return Status.ERROR
    return Status.TAINTED
