"""The CloudFormation engine passes what every engine must pass, asking our own fake over the wire."""

from collections.abc import Callable

import pytest

from launchpath.engines.base import Engine
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import EngineConformance, Samples, Standing
from launchpath.engines.conformance_offers import (
    CancellationConformance,
    FailedTerminationConformance,
    PreviewConformance,
)
from tests.fake_cloudformation import Fake


@pytest.fixture
def open_engine(new_engine: Callable[..., CloudFormation]) -> Callable[[], Engine]:
    return new_engine


@pytest.fixture
def standing(fake: Fake) -> Standing:
    return lambda _, product: sum(stack["living"] for stack in fake.stacks(f"*{product}"))


@pytest.fixture
def endless(samples: Samples) -> str:
    return f"{samples.good}Metadata: {{Fake: {{create: hangs, update: hangs}}}}\n"


@pytest.fixture
def undying(samples: Samples) -> str:
    return f"{samples.good}Metadata: {{Fake: {{delete: fails}}}}\n"


class TestCloudFormation(EngineConformance, FailedTerminationConformance, CancellationConformance, PreviewConformance):
    pass
