"""The shipped tests, with real playbooks that write files on this machine."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from launchpath.engines.ansible import Ansible
from launchpath.engines.base import Engine
from launchpath.engines.conformance import EngineConformance, Samples, Standing
from launchpath.engines.conformance_offers import CancellationConformance, FailedTerminationConformance
from launchpath.work.engine_memory import DatabaseMemory
from tests.terraform import archive

PARAMETERS = """
type: object
required: [name, folder, password]
properties:
  name: {type: string}
  folder: {type: string}
  password: {type: string, writeOnly: true}
"""
PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Thing
      file: {{path: "{{{{ folder }}}}/{{{{ launchpath.id }}}}", state: touch}}
    - set_stats: {{data: {{name: "{{{{ name }}}}"{more}}}}}
"""
TERMINATE = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Thing
      file: {path: "{{ folder }}/{{ launchpath.id }}", state: absent}
"""
FAILS = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Broken
      fail: {msg: "It does not like {{ password }}."}
"""


def playbooks(provision: str, terminate: str = TERMINATE) -> bytes:
    files = {"provision.yml": provision, "terminate.yml": terminate, "parameters.yml": PARAMETERS}
    return archive(**files)


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("things")


@pytest.fixture(scope="module")
def samples(things: Path) -> Samples:
    return Samples(
        good=playbooks(PLAY.format(more="")),
        update=playbooks(PLAY.format(more=", more: more")),
        fails_to_create=playbooks(FAILS),
        fails_to_update=playbooks(FAILS),
        parameters={"name": "one", "folder": str(things), "password": "correct-horse-battery"},
        secret="correct-horse-battery",
    )


def opened(memory: DatabaseMemory, folder: Path) -> Ansible:
    engine = Ansible(folder)
    engine.remember_in(memory)
    return engine


@pytest.fixture
def open_engine(memory: DatabaseMemory, tmp_path: Path) -> Callable[[], Engine]:
    return partial(opened, memory, tmp_path)


@pytest.fixture(scope="module")
def engine(memory: DatabaseMemory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    one = opened(memory, tmp_path_factory.mktemp("runs"))
    yield one
    one.close()


@pytest.fixture
def standing(things: Path) -> Standing:
    return lambda _, product: int((things / product).exists())


@pytest.fixture
def endless() -> bytes:
    return playbooks(PLAY.format(more="") + "    - command: sleep 3600\n")


@pytest.fixture
def undying() -> bytes:
    return playbooks(PLAY.format(more=""), terminate=FAILS)


class TestAnsible(EngineConformance, FailedTerminationConformance, CancellationConformance):
    pass
