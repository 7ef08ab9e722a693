"""What becomes of a provisioned product when an operation on it ends: semantics 2.14, 6.3."""

import pytest

from launchpath.domain.provisioned_product import STABLE, Status, after_failure, after_success
from launchpath.domain.record import RecordType

PROVISION, UPDATE, TERMINATE = RecordType.PROVISION, RecordType.UPDATE, RecordType.TERMINATE


@pytest.mark.parametrize(
    ("operation", "status"), [(PROVISION, Status.AVAILABLE), (UPDATE, Status.AVAILABLE), (TERMINATE, None)]
)
def test_success_makes_it_available_or_ends_it(operation: RecordType, status: Status | None) -> None:
    assert after_success(operation) == status


@pytest.mark.parametrize(
    ("operation", "ran", "gone", "status"),
    [
        (PROVISION, False, False, Status.ERROR),
        (PROVISION, False, True, Status.ERROR),
        (UPDATE, True, False, Status.TAINTED),
        # There never was a stack to fall back to.
        (UPDATE, False, False, Status.ERROR),
        # The stack was deleted outside (semantics 14, 12).
        (UPDATE, True, True, Status.ERROR),
        # Terraform expects TAINTED and tries again (semantics 14, 13).
        (TERMINATE, True, False, Status.TAINTED),
        (TERMINATE, False, False, Status.TAINTED),
    ],
)
def test_failure_taints_it_if_something_still_runs(
    operation: RecordType, ran: bool, gone: bool, status: Status
) -> None:
    assert after_failure(operation, ran=ran, gone=gone) is status


@pytest.mark.parametrize("status", Status)
def test_an_operation_may_begin_on_whatever_is_not_being_changed(status: Status) -> None:
    # Semantics 2.14: "left by".
    assert (status in STABLE) is (status not in (Status.UNDER_CHANGE, Status.PLAN_IN_PROGRESS))
