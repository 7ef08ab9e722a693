"""The life of a record: semantics 2.14."""

import pytest

from launchpath.domain.record import FINAL, NEXT, RecordStatus, RecordType

CREATED, IN_PROGRESS, IN_ERROR, SUCCEEDED, FAILED = (
    RecordStatus.CREATED,
    RecordStatus.IN_PROGRESS,
    RecordStatus.IN_PROGRESS_IN_ERROR,
    RecordStatus.SUCCEEDED,
    RecordStatus.FAILED,
)
#: The drawing of semantics 2.14, arrow by arrow.
ARROWS = {
    (CREATED, IN_PROGRESS),
    (CREATED, FAILED),
    (IN_PROGRESS, SUCCEEDED),
    (IN_PROGRESS, IN_ERROR),
    (IN_PROGRESS, FAILED),
    (IN_ERROR, FAILED),
}


@pytest.mark.parametrize("before", RecordStatus)
@pytest.mark.parametrize("after", RecordStatus)
def test_a_record_moves_along_the_arrows_and_no_other_way(before: RecordStatus, after: RecordStatus) -> None:
    assert (after in NEXT[before]) is ((before, after) in ARROWS)


def test_a_record_that_has_ended_never_moves_again() -> None:
    assert {SUCCEEDED, FAILED} == FINAL


def test_from_everywhere_there_is_a_way_to_the_end() -> None:
    for status in RecordStatus:
        reached = {status}
        for _ in RecordStatus:
            reached |= {follower for one in reached for follower in NEXT[one]}
        assert reached & FINAL


def test_the_types_are_the_services_words() -> None:
    # Semantics 2.14.
    assert {kind.value for kind in RecordType} == {
        "PROVISION_PRODUCT",
        "UPDATE_PROVISIONED_PRODUCT",
        "TERMINATE_PROVISIONED_PRODUCT",
    }
