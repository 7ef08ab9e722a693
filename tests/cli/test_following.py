"""A server that is started anew while somebody follows a launch: they go on, or are told how to."""

import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import click
import pytest

from launchpath.catalog.connection import connect
from launchpath.cli import following
from tests.fake_cloudformation import Fake, running
from tests.fleet import engine_at
from tests.making import Making
from tests.processes import lasting_port
from tests.running import RunningServer


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, fake: Fake) -> Iterator[RunningServer]:
    options = ("--demo", "--engine", "cloudformation")
    folder = tmp_path_factory.mktemp("following")
    with RunningServer(folder, *options, port=lasting_port(), environment=engine_at(fake)) as one:
        yield one


def test_a_launch_is_followed_over_a_restart_of_the_server(server: RunningServer, fake: Fake) -> None:
    fake.script("*", polls=1, ms=3_600_000)
    words = ("launch", Making(server).offered().name, "--data", str(server.folder))
    launching = subprocess.Popen(
        [sys.executable, "-m", "launchpath", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert launching.stdout is not None
    assert launching.stderr is not None
    assert re.match("The record is rec-", launching.stderr.readline())
    launching.stdout.readline()
    server.stop()
    assert launching.stderr.readline() == "The server does not answer. Trying again.\n"
    fake.script("*", polls=1, ms=0)
    server.start()
    shown, _ = launching.communicate()
    assert (launching.returncode, "SUCCEEDED" in shown) == (0, True)


def test_a_server_that_does_not_come_back_is_left_with_the_command_that_goes_on(
    monkeypatch: pytest.MonkeyPatch, server: RunningServer
) -> None:
    monkeypatch.setattr(following, "_AWAY", 0.1)
    there = connect(server.folder, "developer", {})
    gone = type(there)("http://127.0.0.1:9", there.region, there.credentials)
    with pytest.raises(click.ClickException, match="launchpath events rec-aaaaaaaaaaaaa"):
        next(following.looks(gone, "rec-aaaaaaaaaaaaa", known=True))


def test_what_answers_otherwise_than_launchpath_is_told_so(server: RunningServer) -> None:
    there = connect(server.folder, "developer", {})
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as proxy:
        Thread(target=proxy.handle_request).start()
        other = type(there)(f"http://127.0.0.1:{proxy.server_port}", there.region, there.credentials)
        with pytest.raises(click.ClickException, match="status 501, and not as Launchpath"), following.refusals_told():
            next(following.looks(other, "rec-aaaaaaaaaaaaa"))
