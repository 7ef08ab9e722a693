"""The sandbox's process: it comes when it is needed, survives what it can, and is never left behind."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import launchpath
from launchpath.engines.base import EngineUnavailable, State
from launchpath.engines.conformance import Samples, finish, provision
from launchpath.engines.sandbox.engine import Sandbox

Start = Callable[..., Sandbox]

PARENT = """
import sys, time
from pathlib import Path
from launchpath.engines.conformance import Samples, finish, provision
from launchpath.engines.loader import EngineSettings
from launchpath.engines.sandbox import create

if __name__ == "__main__":
    sandbox = create(EngineSettings(data=Path("."), account="222233334444", region="eu-west-1"))
    template = "Resources: {Queue: {Type: AWS::SQS::Queue}}"
    samples = Samples(good=template, update="", fails_to_create="", fails_to_update="", secret="")
    finish(sandbox, provision(samples))
    print(sandbox.endpoint.rsplit(":", 1)[1], sandbox._process.pid, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def parent(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that has a sandbox, and ends when it reads a line."""
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    return subprocess.Popen(
        [sys.executable, str(program)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(launchpath.__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def port_and_pid(parent: subprocess.Popen[str]) -> tuple[int, int]:
    assert parent.stdout is not None
    port, pid = parent.stdout.readline().split()
    return int(port), int(pid)


def ends(pid: int) -> bool:
    """Whether the process of that id ends within a minute."""
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def test_it_ends_when_its_parent_is_killed(parent: subprocess.Popen[str]) -> None:
    port, pid = port_and_pid(parent)
    assert answers(port)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    assert ends(pid)
    assert not answers(port)


def test_it_ends_when_its_parent_ends_without_a_word(parent: subprocess.Popen[str]) -> None:
    _, pid = port_and_pid(parent)
    parent.communicate("go\n")
    assert parent.returncode == 0
    assert ends(pid)


def test_it_outlives_an_interrupt_that_is_meant_for_the_parent(new_sandbox: Start, samples: Samples) -> None:
    """Ctrl-C goes to all processes of the terminal's group; the sandbox is in none of its parent's."""
    sandbox = new_sandbox()
    finish(sandbox, provision(samples))
    assert sandbox._process.pid is not None
    assert os.getpgid(sandbox._process.pid) != os.getpgid(os.getpid())
    sandbox.close()


def test_closing_ends_it_and_frees_the_port(new_sandbox: Start, samples: Samples) -> None:
    sandbox = new_sandbox()
    finish(sandbox, provision(samples))
    pid = sandbox._process.pid
    assert pid is not None
    sandbox.close()
    assert ends(pid)
    assert not answers(int(sandbox.endpoint.rsplit(":", 1)[1]))


def test_a_closed_sandbox_takes_no_orders(new_sandbox: Start, samples: Samples) -> None:
    sandbox = new_sandbox()
    sandbox.close()
    with pytest.raises(EngineUnavailable, match="stopped"):
        sandbox.start(provision(samples))


def test_the_preferred_port_is_taken_when_it_is_free(new_sandbox: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sandbox = new_sandbox(port=port)
    assert sandbox.environment() == {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    sandbox.close()


def test_another_port_is_taken_when_the_preferred_one_is_not_free(new_sandbox: Start, samples: Samples) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sandbox = new_sandbox(port=port)
        assert finish(sandbox, provision(samples)).state is State.SUCCEEDED
        assert not sandbox.endpoint.endswith(f":{port}")
        sandbox.close()


def test_a_sandbox_for_all_addresses_is_reached_at_this_one(new_sandbox: Start, samples: Samples) -> None:
    sandbox = new_sandbox(host="0.0.0.0")
    assert sandbox.endpoint.startswith("http://127.0.0.1:")
    assert finish(sandbox, provision(samples)).state is State.SUCCEEDED
    sandbox.close()


def test_the_endpoint_is_known_before_the_process_answers(new_sandbox: Start) -> None:
    sandbox = new_sandbox()
    assert answers(int(sandbox.endpoint.rsplit(":", 1)[1]))
    sandbox.close()


def test_a_failed_start_is_explained(
    new_sandbox: Start, samples: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no moto today' >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    sandbox = new_sandbox()
    with pytest.raises(EngineUnavailable, match=r"(?s)exit status 3.*no moto today"):
        sandbox.start(provision(samples))
    with pytest.raises(EngineUnavailable, match="did not start"):
        sandbox.wait_until_ready()
    monkeypatch.undo()
    assert finish(sandbox, provision(samples)).state is State.SUCCEEDED
    sandbox.close()


def test_it_is_told_nothing_of_our_environment(
    new_sandbox: Start, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUNCHPATH_KEY", "hush")
    sandbox = new_sandbox()
    finish(sandbox, provision(samples))
    assert sandbox._process.pid is not None
    known = Path(f"/proc/{sandbox._process.pid}/environ").read_bytes()
    assert b"MOTO_ACCOUNT_ID=222233334444" in known
    assert b"hush" not in known
    sandbox.close()


def test_a_missing_extra_is_named(new_sandbox: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moto", None)
    assert importlib.util.find_spec("moto") is None
    with pytest.raises(ModuleNotFoundError, match="moto"):
        new_sandbox()
