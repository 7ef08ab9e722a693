"""What tests of operations need beside the server: further people, and a look at the stacks that were made."""

from typing import Any

import pytest

from tests.people import People
from tests.running import RunningServer


@pytest.fixture(scope="session")
def people(demo: RunningServer) -> People:
    """Makes users, groups and role sessions in the shared server."""
    return People.of(demo)


@pytest.fixture(scope="session")
def cloudformation(demo: RunningServer) -> Any:
    """The sandbox's CloudFormation, to see what really stands."""
    return demo.client("developer", "cloudformation")
