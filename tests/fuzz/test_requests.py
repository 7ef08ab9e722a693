"""No request, however strange, breaks the house, makes it wait, or makes it tell what is somebody else's."""

from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from launchpath.operations import OPERATIONS
from tests.fuzz.contract import fitting
from tests.fuzz.effort import FACTOR, SEED, trying
from tests.fuzz.hostile import misfitting, nearly_fitting
from tests.fuzz.house import House
from tests.fuzz.speaker import CBOR, JSON

#: What the developer's policies allow.
END_USERS = (
    "DescribeProduct",
    "DescribeProductView",
    "DescribeProvisionedProduct",
    "DescribeProvisioningParameters",
    "DescribeRecord",
    "GetProvisionedProductOutputs",
    "ListLaunchPaths",
    "ListRecordHistory",
    "ProvisionProduct",
    "ScanProvisionedProducts",
    "SearchProducts",
    "SearchProvisionedProducts",
    "TerminateProvisionedProduct",
    "UpdateProvisionedProduct",
)

#: So often each operation comes, with four requests each time.
TURNS = {"admin": [*OPERATIONS] * 2, "developer": [*OPERATIONS, *END_USERS * 4]}

protocols = st.sampled_from([JSON, JSON, CBOR])
kinds = st.sampled_from([fitting] * 5 + [nearly_fitting] * 3 + [misfitting])


@pytest.mark.parametrize("who", ["admin", "developer"])
def test_every_request_is_answered_within_the_contract(house: House, who: str) -> None:
    turns = TURNS[who] * FACTOR
    Random(SEED).shuffle(turns)
    for number, operation in enumerate(turns):
        ask_several(house, who, operation, number)


def ask_several(house: House, who: str, operation: str, number: int) -> None:
    if house.is_worn():
        house.supply()

    @trying(4, number)
    @given(st.data(), protocols, kinds)
    def holds(data: st.DataObject, protocol: str, kind: Any) -> None:
        assume(house.may_start(operation))
        house.ask(who, operation, protocol, data.draw(kind(operation)))

    holds()
