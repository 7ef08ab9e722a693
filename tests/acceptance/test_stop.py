"""A server that is told to stop stops: at once, in order, and with everything that it had started."""

import signal
from pathlib import Path

import pytest

from tests.making import Making
from tests.processes import await_end, descendants
from tests.running import PATIENCE, RunningServer

SIGNALS = pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])


@SIGNALS
def test_a_signal_ends_the_server_and_its_children_without_a_complaint(tmp_path: Path, told: signal.Signals) -> None:
    server = RunningServer(tmp_path)
    server.start()
    making = Making(server)
    product = making.product()
    making.portfolio(product, user="admin")
    product.launch(making.admin)
    _tell(server, told)


@SIGNALS
def test_a_signal_in_the_middle_of_the_start_does_so_too(tmp_path: Path, told: signal.Signals) -> None:
    server = RunningServer(tmp_path, "--demo")
    server.start(until=lambda: server.folder.joinpath("developer.env").exists())
    _tell(server, told)


def _tell(server: RunningServer, told: signal.Signals) -> None:
    assert server.process is not None
    children = descendants(server.process.pid)
    assert children
    server.process.send_signal(told)
    assert server.process.wait(PATIENCE) == 0
    await_end(children)
    said = server.log.read_text().splitlines()
    complaints = ("Traceback", "Aborted", "Warning:", '"ERROR"')
    assert [line for line in said if any(word in line for word in complaints)] == []
