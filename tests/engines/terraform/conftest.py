"""What the tests of the Terraform engine need: a real binary and a real provider."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launchpath.engines.terraform import settings as own
from launchpath.engines.terraform.engine import Terraform
from launchpath.work.engine_memory import DatabaseMemory
from tests import terraform

#: Opens an engine; the settings are those of the environment, without their prefix.
Open = Callable[..., Terraform]


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return terraform.mirror(tmp_path_factory.mktemp("terraform"))


@pytest.fixture(scope="module")
def open_one(mirror: Path, memory: DatabaseMemory, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Opens engines that share a memory and a data folder."""
    data = tmp_path_factory.mktemp("data")

    def create(binary: str = str(terraform.BINARY), **given: object) -> Terraform:
        settings = {"BINARY": binary, "CLI_CONFIG": mirror, "GRACE": 5, **given}
        engine = Terraform(own.read({f"{own.PREFIX}{key}": str(value) for key, value in settings.items()}), data)
        engine.remember_in(memory)
        return engine

    return create


@pytest.fixture(scope="module")
def engine(open_one: Open) -> Iterator[Terraform]:
    one = open_one()
    yield one
    one.close()
