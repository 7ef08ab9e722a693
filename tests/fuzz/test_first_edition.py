"""The edition of 2016-07-07 answers whatever it is asked, by requests of its day and by requests of ours."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from launchpath.wire import edition_2016
from tests.fuzz.contract import fitting, fitting_in_2016
from tests.fuzz.effort import FACTOR, trying
from tests.fuzz.hostile import nearly_fitting
from tests.fuzz.house import House
from tests.fuzz.speaker import CBOR, JSON


@pytest.mark.parametrize("operation", edition_2016.OPERATIONS)
def test_every_request_to_the_first_edition_is_answered(house: House, operation: str) -> None:
    @trying(6 * FACTOR)
    @given(st.data(), st.sampled_from([JSON, CBOR]), st.sampled_from([fitting_in_2016, fitting, nearly_fitting]))
    def holds(data: st.DataObject, protocol: str, kind: Any) -> None:
        assume(house.may_start(operation))
        house.ask("developer", operation, protocol, data.draw(kind(operation)), edition=edition_2016.PREFIX)

    holds()
