"""What a person sees who types `make run`: a product launched for real, and commands that work as they stand."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launchpath.catalog.connection import connect
from launchpath.catalog.document import Template
from tests.making import QUEUE
from tests.processes import await_end, descendants
from tests.running import PATIENCE, wait_for

#: Runs a command in a terminal of its own, and ends with its exit status.
IN_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
CTRL_C = b"\x03"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """A terminal, 80 columns wide, in which somebody has started the tour."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._screen = folder / f"screen-{len(list(folder.glob('screen-*')))}"
        tour = [sys.executable, "-m", "launchpath", "serve", "--demo", "--tour", "--port", "0"]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
        with self._screen.open("wb") as screen:
            self._process = subprocess.Popen(
                [sys.executable, "-c", IN_A_TERMINAL, *tour, "--data", "my data", "--log-file", "my data/serve.log"],
                stdin=subprocess.PIPE,
                stdout=screen,
                cwd=folder,
                env=clean | {"PYTHONPATH": os.getcwd(), "COLUMNS": "80", "TERM": "xterm-256color"},
            )
        try:
            wait_for(lambda: "Ctrl-C stops everything" in self.text or self._process.poll() is not None)
        except BaseException:
            self._process.kill()
            raise

    @property
    def text(self) -> str:
        """What stands on the screen, without colours."""
        return ESCAPES.sub("", self._screen.read_text())

    def press_ctrl_c(self) -> int:
        """Stop it; the exit status. Nothing that it had started is left."""
        started = descendants(self._process.pid)
        assert self._process.stdin is not None
        self._process.stdin.write(CTRL_C)
        self._process.stdin.flush()
        status = self._process.wait(PATIENCE)
        await_end(started)
        return status

    def commands(self) -> list[str]:
        """The shell commands that the screen proposes."""
        proposed = self.text.partition("Try next")[2].partition("Or in Python")[0]
        return [line.strip() for line in proposed.replace("\\\n", "").splitlines() if line.startswith("  ")]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    opened = Terminal(tmp_path_factory.mktemp("tour"))
    yield opened
    opened.press_ctrl_c()


def test_the_portals_address_comes_first_and_as_whom_to_sign_in(terminal: Terminal) -> None:
    first, developer, admin, *_ = terminal.text.splitlines()
    assert re.fullmatch(r"The portal is at http://127.0.0.1:\d+", first)
    for line, name in ((developer, "developer"), (admin, "admin")):
        assert re.match(rf"  {name} +\w{{5}}-\w{{5}}-\w{{5}}-\w{{5}} ", line)


def test_a_first_product_is_launched_and_its_outputs_can_be_copied(terminal: Terminal) -> None:
    assert "Message queue" in terminal.text
    assert re.search(r"✓ Launching Message queue as my-first-queue +SUCCEEDED", terminal.text)
    outputs = dict(re.findall(r"^  (\w+) +(\S+)$", terminal.text.partition("Its outputs")[2], re.MULTILINE))
    assert re.fullmatch(r"http://127.0.0.1:\d+/123456789012/SC-123456789012-pp-\w+-Queue-\w+", outputs["QueueUrl"])
    assert outputs["CloudformationStackARN"].count(":") == 5


def test_the_proposed_commands_fit_80_columns_and_work_as_they_stand(terminal: Terminal) -> None:
    commands = terminal.commands()
    assert [command.split()[0] for command in commands].count("aws") == 4
    lines = terminal.text.partition("Try next")[2].splitlines()
    assert [line for line in lines if len(line) > 80] == []
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-ec", "\n".join(commands)],
        cwd=terminal.folder,
        env={**os.environ, "PATH": path, "AWS_PAGER": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "TERMINATE_PROVISIONED_PRODUCT" in done.stdout


def test_ctrl_c_stops_everything_and_the_next_tour_finds_the_first_queue_again(tmp_path: Path) -> None:
    first = Terminal(tmp_path)
    offer(tmp_path / "my data", "A queue [/docs] [bold]")
    assert first.press_ctrl_c() == 0
    assert first.text.endswith("Stopped. my data keeps everything for the next start.\n")
    second = Terminal(tmp_path)
    assert "my-first-queue from last time is AVAILABLE." in second.text
    assert "Its outputs" in second.text
    assert re.search(r"A queue \[/docs\] \[bold\] *$", second.text, re.MULTILINE), "it has no description"
    assert re.search(r"The portal and the API are at http://127.0.0.1:\d+\.", second.text)
    assert second.press_ctrl_c() == 0


def offer(data: Path, name: str) -> None:
    """Put one more product into the portfolios of the sample."""
    connection = connect(data, "admin", environment={})
    version = {"Name": "v1", "Info": {"LoadTemplateFromURL": connection.upload(Template(QUEUE))}}
    created = connection.client.create_product(
        Name=name, Owner="tests", ProductType="CLOUD_FORMATION_TEMPLATE", ProvisioningArtifactParameters=version
    )
    for portfolio in connection.client.list_portfolios()["PortfolioDetails"]:
        connection.client.associate_product_with_portfolio(
            ProductId=created["ProductViewDetail"]["ProductViewSummary"]["ProductId"], PortfolioId=portfolio["Id"]
        )
