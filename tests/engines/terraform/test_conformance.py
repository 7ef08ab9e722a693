"""The shipped tests, with a real Terraform, the oldest that we run; and a life with whatever else is installed."""

from collections.abc import Callable

import pytest

from launchpath.engines.base import Engine, State
from launchpath.engines.conformance import EngineConformance, Samples, finish, provision, terminate, update
from launchpath.engines.conformance_offers import (
    CancellationConformance,
    FailedTerminationConformance,
    PreviewConformance,
)
from launchpath.engines.terraform import state
from launchpath.work.engine_memory import DatabaseMemory
from tests.engines.terraform.conftest import Open
from tests.terraform import archive, binaries

_GOOD = """
variable "name" {
  type    = string
  default = "one"
}
variable "password" {
  type      = string
  sensitive = true
}
resource "null_resource" "first" {
  triggers = { name = var.name, password = var.password }
}
output "name" {
  value       = var.name
  description = "What it is called."
}
"""
_MORE = 'resource "null_resource" "second" {}\noutput "more" { value = "more" }\n'
_FAILS = """
resource "null_resource" "broken" {
  provisioner "local-exec" {
    command = "echo ${var.password} >&2; exit 3"
  }
}
"""
_ENDLESS = """
resource "null_resource" "endless" {
  provisioner "local-exec" {
    command = "exec sleep 600"
  }
}
"""
_UNDYING = """
resource "null_resource" "undying" {
  provisioner "local-exec" {
    when    = destroy
    command = "exit 3"
  }
}
"""


@pytest.fixture(scope="module")
def samples() -> Samples:
    return Samples(
        good=archive(main=_GOOD),
        update=archive(main=_GOOD + _MORE),
        fails_to_create=archive(main=_GOOD + _FAILS),
        fails_to_update=archive(main=_GOOD + _FAILS),
        parameters={"password": "correct-horse-battery"},
        secret="correct-horse-battery",
    )


@pytest.fixture
def open_engine(open_one: Open) -> Callable[[], Engine]:
    return open_one


@pytest.fixture
def standing(memory: DatabaseMemory) -> Callable[[Engine, str], int]:
    """How many products stand for an id: one, if any resource of it does."""

    def look(_: Engine, product_id: str) -> int:
        found = state.read(memory.newest(product_id).get("state", ""))
        return int(found is not None and bool(found.resources))

    return look


@pytest.fixture
def endless() -> bytes:
    return archive(main=_GOOD + _ENDLESS)


@pytest.fixture
def undying() -> bytes:
    return archive(main=_GOOD + _UNDYING)


class TestTerraform(EngineConformance, FailedTerminationConformance, CancellationConformance, PreviewConformance):
    pass


@pytest.mark.parametrize("binary", binaries())
def test_a_life_with_each_binary(binary: str, open_one: Open, samples: Samples, memory: DatabaseMemory) -> None:
    """Which of them an operator has installed, nobody knows."""
    engine, order = open_one(binary), provision(samples)
    engine.wait_until_ready()
    changed = update(order, samples.update)
    lives = [finish(engine, one) for one in (order, changed, update(order, samples.fails_to_update), terminate(order))]
    assert [one.state for one in lives] == [State.SUCCEEDED, State.SUCCEEDED, State.FAILED, State.SUCCEEDED]
    assert memory.newest(order.provisioned_product_id) == {}
    engine.close()
