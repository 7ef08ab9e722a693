"""The sandbox's process: started, watched and stopped, and never left behind."""

import contextlib
import os
import selectors
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

import launchpath
from launchpath.engines.base import EngineUnavailable
from launchpath.engines.loader import EngineSettings
from launchpath.engines.sandbox.child import READY

#: Seconds that a start may take before it counts as failed.
_PATIENCE = 60
#: Our environment may hold secrets that a program which templates are run in has no business with.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - where to reach who listens everywhere


class Process:
    """A moto server of our own, whose port stays the same however often it has to be started anew.

    The listening socket is ours and outlives each run: the port cannot be lost to anybody, and who asks while the
    process starts is answered as soon as it is there.
    """

    def __init__(self, settings: EngineSettings, on_death: Callable[[], None]) -> None:
        """`on_death` is called from another thread when a process that had become ready ends by itself."""
        self._listener = _listener(settings.host, settings.port)
        host, port = self._listener.getsockname()[:2]
        host = _ANY_ADDRESS.get(host, host)
        self.endpoint = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._account = settings.account
        self._on_death = on_death
        self._run: _Run | None = None
        self._closed = False
        self._changing = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._run.popen.pid if self._run is not None and self.alive else None

    @property
    def alive(self) -> bool:
        return self._run is not None and self._run.popen.poll() is None

    def start(self) -> None:
        """Start it, empty, and return when it answers. Raises EngineUnavailable when it does not come up."""
        self.stop()
        with self._changing:
            if self._closed:
                raise EngineUnavailable("The sandbox has been stopped.")
            run = self._run = _Run(self._command(), self._environment(), self._listener.fileno(), self._died)
        run.wait_until_ready()

    def stop(self) -> None:
        """End it; returns when it has ended."""
        with self._changing:
            run, self._run = self._run, None
        if run is not None:
            run.stop()

    def close(self) -> None:
        """End it for good."""
        with self._changing:
            self._closed = True
        self.stop()
        self._listener.close()

    def _died(self) -> None:
        # Who has called in vain is told so; a call that came a moment too late would wait for an answer otherwise.
        with contextlib.suppress(OSError, ValueError), selectors.DefaultSelector() as calls:  # closed meanwhile
            calls.register(self._listener, selectors.EVENT_READ)
            while calls.select(timeout=0):
                self._listener.accept()[0].close()
        self._on_death()

    def _command(self) -> list[str]:
        # -P: nothing in the current folder may pose as one of our modules.
        program = [sys.executable, "-P", "-m", "launchpath.engines.sandbox.child"]
        return [*program, "--fd", str(self._listener.fileno()), "--endpoint", self.endpoint]

    def _environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            "PYTHONPATH": str(Path(launchpath.__file__).parents[1]),
            # The order of sets is the order of random names: a replay must find it again.
            "PYTHONHASHSEED": "0",
            # Whoever signs with whatever key, everything lies in the catalog's account.
            "MOTO_ACCOUNT_ID": self._account,
            "MOTO_ALLOW_NONEXISTENT_REGION": "true",
            "AWS_ACCESS_KEY_ID": "sandbox",
            "AWS_SECRET_ACCESS_KEY": "sandbox",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            # moto would run functions and jobs in our Docker, for whoever reaches the endpoint.
            "DOCKER_HOST": "unix:///dev/null",
        }


class _Run:
    """One run of the process."""

    def __init__(
        self, command: list[str], environment: dict[str, str], listener: int, on_death: Callable[[], None]
    ) -> None:
        self._on_death = on_death
        self._ready = threading.Event()
        self._over = threading.Event()
        self._stopping = False
        #: What it said while it started. Nothing later is kept: an error's traceback may hold a NoEcho value.
        self._first_words: deque[str] = deque(maxlen=20)
        self.popen = subprocess.Popen(
            command,
            env=environment,
            pass_fds=[listener],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Ctrl-C is for the parent, which then stops it in order.
            start_new_session=True,
        )
        threading.Thread(target=self._listen, name="sandbox-watch", daemon=True).start()

    def wait_until_ready(self) -> None:
        self._ready.wait(_PATIENCE)
        if self._over.is_set() or not self._ready.is_set():
            self.stop()
            said = "\n".join(self._first_words) or "It said nothing."
            raise EngineUnavailable(f"The sandbox did not start (exit status {self.popen.returncode}). {said}")

    def stop(self) -> None:
        self._stopping = True
        assert self.popen.stdin is not None  # noqa: S101 - it is a pipe
        self.popen.stdin.close()
        try:
            self.popen.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()

    def _listen(self) -> None:
        assert self.popen.stdout is not None  # noqa: S101 - it is a pipe
        with self.popen.stdout as lines:
            for line in lines:
                if line.rstrip("\n") == READY:
                    self._ready.set()
                elif not self._ready.is_set():
                    self._first_words.append(line.rstrip("\n"))
        self.popen.wait()
        became_ready = self._ready.is_set()
        self._over.set()
        self._ready.set()
        if became_ready and not self._stopping:
            self._on_death()


def _listener(host: str, port: int | None) -> socket.socket:
    """A socket on the preferred port if it is free, else on any."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port or 0), family=family, backlog=128)
    except OSError:
        if not port:
            raise
        return socket.create_server((host, 0), family=family, backlog=128)
