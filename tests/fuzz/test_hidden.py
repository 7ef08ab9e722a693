"""What may not be seen is as if it did not exist: both are answered in the same words (semantics 5)."""

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.fuzz.contract import fitting
from tests.fuzz.effort import FACTOR, trying
from tests.fuzz.house import House
from tests.fuzz.known import estranged, number_of_known
from tests.fuzz.speaker import JSON
from tests.fuzz.test_requests import END_USERS


def test_somebody_elses_things_are_answered_like_things_that_are_not_there(house: House) -> None:
    house.settle()

    @trying(60 * FACTOR)
    @given(st.sampled_from(END_USERS), st.data())
    def holds(operation: str, data: st.DataObject) -> None:
        document = data.draw(fitting(operation))
        things = number_of_known(document)
        assume(things > 0)
        document = estranged(document, data.draw(st.integers(0, things - 1)))
        there = house.ask("developer", operation, JSON, document)
        absent = house.ask("developer", operation, JSON, document, absent=True)
        assert (there.status, house.neutral(there)) == (absent.status, house.neutral(absent)), ascii(document)

    holds()
