"""Several processes that answer the API on one socket, started, watched and stopped by one that works."""

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

log = logging.getLogger("launchpath.server")

#: Seconds between two looks at the processes, and that a stopping one gets to finish its requests.
_LOOK, _GRACE = 0.5, 10


class ApiProcesses:
    """`number` processes with the same options as ours, but for working."""

    def __init__(self, listener: socket.socket, number: int, environment: dict[str, str]) -> None:
        self._listener = listener
        self._environment = environment
        self._stopping = threading.Event()
        # The processes say that they are ready when they read this pipe's end.
        self._ready, self._not_ready = os.pipe()
        # And this one's when we are gone, kill -9 included: our end of it is never closed, and nobody else has it.
        self._orphaned, self._alive = os.pipe()
        self._processes = [self._start() for _ in range(number)]

    def run(self) -> None:
        """Replace each process that ends, until a signal says stop."""
        while not self._stopping.wait(_LOOK):
            for place, process in enumerate(self._processes):
                if process.poll() is not None:
                    log.error("an API process ended and is replaced", extra={"status": process.returncode})
                    self._processes[place] = self._start()

    def now_ready(self) -> None:
        """Let the processes say that everything is ready."""
        os.close(self._not_ready)

    def stop(self) -> None:
        self._stopping.set()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        descriptors = (self._listener.fileno(), self._ready, self._orphaned)
        inherited = ",".join(map(str, descriptors))
        command = [*_own_command(), "--no-worker", "--workers", "1", "--inherited", inherited]
        return subprocess.Popen(command, pass_fds=descriptors, env=os.environ | self._environment)


def _own_command(arguments: Callable[[], list[str]] = lambda: sys.argv[1:]) -> list[str]:
    """How we were called ourselves."""
    alone = {"--demo", "--tour"}
    return [sys.executable, "-m", "launchpath", *(one for one in arguments() if one not in alone)]
