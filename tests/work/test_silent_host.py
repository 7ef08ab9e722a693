"""A database whose host vanishes without a word is noticed by all that this process has open to it, the queue's too."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from tests.postgresql import Fresh
from tests.proxy import proxy
from tests.running import PATIENCE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a socket waits")
def test_every_socket_of_a_worker_and_of_its_queue_gives_a_silent_host_up(postgresql: Fresh) -> None:
    with proxy(postgresql()) as way:
        command = [sys.executable, "-m", "tests.work.sockets", way.url, str(urlsplit(way.url).port)]
        told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE)
    waits = told.stdout.split()
    # One of ours, one of the claim's, one of the worker's queue and one of the client's, at least.
    assert len(waits) >= 4
    assert set(waits) == {"10000"}
