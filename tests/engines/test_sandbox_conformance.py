"""The sandbox passes what every engine must pass, on a real moto process."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from launchpath.engines.base import Engine
from launchpath.engines.conformance import EngineConformance, Standing
from launchpath.engines.sandbox.engine import Sandbox


@pytest.fixture
def engine(sandbox: Sandbox) -> Engine:
    return sandbox


@pytest.fixture
def open_engine(new_sandbox: Callable[..., Sandbox]) -> Callable[[], Engine]:
    # The same port each time, as an operator has it: a queue's URL names the port.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return lambda: new_sandbox(port=port)


@pytest.fixture
def standing(aws: Callable[..., Any]) -> Standing:
    def count(engine: Engine, product: str) -> int:
        stacks = aws(engine, "cloudformation").describe_stacks
        named = [stack for stack in _all(stacks) if product in stack["StackName"]]
        return len(named)

    return count


def _all(describe_stacks: Callable[..., Any]) -> list[dict[str, Any]]:
    answer = describe_stacks()
    stacks: list[dict[str, Any]] = answer["Stacks"]
    while "NextToken" in answer:
        answer = describe_stacks(NextToken=answer["NextToken"])
        stacks += answer["Stacks"]
    return stacks


class TestSandbox(EngineConformance):
    pass
