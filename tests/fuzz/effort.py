"""How much is tried: about a thousand requests with all other tests, more than twenty thousand with `make fuzz`."""

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings

#: What `make fuzz` sets.
NIGHTLY = os.environ.get("LAUNCHPATH_FUZZ") == "nightly"

#: How many times as much the nightly run tries.
FACTOR = 25 if NIGHTLY else 1

#: Which of all possible requests are tried: the same ones each time, unless it is night.
SEED = int(os.environ.get("LAUNCHPATH_FUZZ_SEED", "0"))

Test = Callable[..., None]


def trying(examples: int, number: int = 0) -> Callable[[Test], Test]:
    """Run a test with so many examples, other ones for each `number`.

    What fails is not made smaller: the house has changed by then, and the failure shows the request and its answer.
    """

    def decorate(test: Test) -> Test:
        return seed(SEED + number)(thrifty(test))

    thrifty = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return decorate
