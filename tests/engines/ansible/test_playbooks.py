"""What playbooks see, and what is told of those that fail or can't be played."""

import re
from collections.abc import Iterator

import pytest

from launchpath.engines.ansible import Ansible
from launchpath.engines.base import Progress, State
from launchpath.engines.conformance import Samples, finish, provision
from launchpath.work.engine_memory import DatabaseMemory
from tests.terraform import archive

PLAY = "- hosts: all\n  gather_facts: false\n  tasks:\n"


@pytest.fixture(scope="module")
def engine(memory: DatabaseMemory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ansible]:
    one = Ansible(tmp_path_factory.mktemp("runs") / "runs")
    one.remember_in(memory)
    yield one
    one.close()


def played(engine: Ansible, text: str) -> Progress:
    content = archive(**{"provision.yml": text, "terminate.yml": "[]"})
    return finish(
        engine, provision(Samples(good=content, update="", fails_to_create="", fails_to_update="", secret=""))
    )


def test_the_host_is_ours_and_the_product_is_told(engine: Ansible) -> None:
    done = played(engine, f'{PLAY}    - set_stats: {{data: {{who: "{{{{ launchpath.tags.team }}}}"}}}}\n')
    assert done.state is State.SUCCEEDED, done.reason
    assert [(one.key, one.value) for one in done.outputs] == [("who", "blue")]


def test_the_reason_is_the_first_task_whose_failure_counts(engine: Ansible) -> None:
    tasks = "    - {name: One, fail: {msg: first}, ignore_errors: true}\n    - {name: Two, fail: {msg: second}}\n"
    failed = played(engine, PLAY + tasks)
    assert failed.reason == "Two: second"
    assert [one.status for one in failed.events] == ["IGNORED", "FAILED"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- hosts: all\n  tasks: [\n", "YAML parsing failed: .* in provision.yml:3:1"),
        (f"{PLAY}    - nosuchmodule: {{}}\n", "couldn't resolve module/action 'nosuchmodule'.* in provision.yml:4:7"),
    ],
)
def test_a_playbook_that_can_not_be_played_is_told_with_its_place(engine: Ansible, text: str, reason: str) -> None:
    failed = played(engine, text)
    assert failed.state is State.FAILED
    assert not failed.stands
    assert re.fullmatch(reason, failed.reason)
