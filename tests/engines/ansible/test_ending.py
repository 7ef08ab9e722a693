"""What is cancelled or stopped ends whole: no process of a playbook is left, on this machine or anybody's hands."""

from pathlib import Path

import pytest

from launchpath.engines.ansible import Ansible
from launchpath.engines.base import EngineUnavailable, Order
from launchpath.engines.conformance import Samples, provision
from launchpath.work.engine_memory import DatabaseMemory
from tests.processes import running_with
from tests.running import wait_for
from tests.terraform import archive

#: Its processes name their folder.
ENDLESS = """
- hosts: localhost
  gather_facts: false
  tasks:
    - shell: "touch {{ folder }}/begun; tail -f {{ folder }}/begun"
"""
PARAMETERS = "{properties: {folder: {type: string}}}"


@pytest.fixture
def engine(memory: DatabaseMemory, tmp_path: Path) -> Ansible:
    one = Ansible(tmp_path / "runs")
    one.remember_in(memory)
    return one


@pytest.fixture
def begun(engine: Ansible, tmp_path: Path) -> Order:
    files = {"provision.yml": ENDLESS, "terminate.yml": ENDLESS, "parameters.yml": PARAMETERS}
    samples = Samples(
        good=archive(**files),
        update="",
        fails_to_create="",
        fails_to_update="",
        parameters={"folder": str(tmp_path)},
        secret="",
    )
    order = provision(samples)
    engine.start(order)
    wait_for((tmp_path / "begun").exists)
    return order


def test_a_cancelled_playbook_leaves_no_process(engine: Ansible, begun: Order, tmp_path: Path) -> None:
    engine.cancel(begun)
    wait_for(lambda: running_with(str(tmp_path)) == [])
    engine.close()
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_closed_engine_leaves_no_process_and_the_order_to_be_played_again(
    engine: Ansible, begun: Order, tmp_path: Path
) -> None:
    engine.close()
    assert running_with(str(tmp_path)) == []
    with pytest.raises(EngineUnavailable):
        engine.poll(begun)
