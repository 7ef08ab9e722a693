"""The shipped tests, with a real Terraform: the oldest that we run, and whatever this machine has installed."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from launchpath.engines.base import Engine
from launchpath.engines.conformance import EngineConformance, Samples
from launchpath.engines.terraform import state
from launchpath.engines.terraform.engine import Terraform
from launchpath.work.engine_memory import DatabaseMemory
from tests.engines.terraform.conftest import Open
from tests.terraform import archive

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


@pytest.fixture(scope="module")
def engine(open_one: Open, binary: str) -> Iterator[Terraform]:
    one = open_one(binary)
    yield one
    one.close()


@pytest.fixture
def open_engine(open_one: Open, binary: str) -> Callable[[], Engine]:
    return partial(open_one, binary)


@pytest.fixture
def standing(memory: DatabaseMemory) -> Callable[[Engine, str], int]:
    """How many products stand for an id: one, if any resource of it does."""

    def look(_: Engine, product_id: str) -> int:
        found = state.read(memory.newest(product_id).get("state", ""))
        return int(found is not None and bool(found.resources))

    return look


class TestTerraform(EngineConformance):
    pass
