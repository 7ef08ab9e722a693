"""A Launchpath server as people run it: its own process, its own data folder, spoken to over a socket."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

#: Seconds to wait for something that should take far less: tests never measure speed.
PATIENCE = 60


class Overdue(AssertionError):
    """What should come about has not, so far."""


class RunningServer:
    """`launchpath serve` on a free port."""

    def __init__(self, folder: Path, *options: str, port: int = 0, environment: dict[str, str] | None = None) -> None:
        self.folder = folder / "data"
        self.log = folder / "server.log"
        #: What it says to whoever started it.
        self.said = folder / "server.said"
        self._options = options
        self._port = port
        self._environment = environment or {}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "RunningServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, until: Callable[[], bool] | None = None) -> None:
        """Start, and wait until it says that it is ready, or for something else."""
        command = [sys.executable, "-m", "launchpath", "serve", "--port", str(self._port), "--data", str(self.folder)]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
        (self.folder / "admin.env").unlink(missing_ok=True)
        with self.log.open("ab") as log, self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [*command, *self._options], stderr=log, stdout=said, env=clean | self._environment
            )
        try:
            wait_for(until or self._is_ready, lambda: f"the server is not ready:\n{self.log.read_text()[-4000:]}")
        except BaseException:
            self.kill()
            raise

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the server has ended:\n{self.log.read_text()[-4000:]}"
        try:
            return self.get("/healthz")[0] == 200
        except (OSError, KeyError):
            return False

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE)

    def variables(self, user: str) -> dict[str, str]:
        """What `source DIR/USER.env` sets."""
        words = shlex.split((self.folder / f"{user}.env").read_text())
        return dict(word.split("=", 1) for word in words if "=" in word)

    @property
    def url(self) -> str:
        return self.variables("admin")["AWS_ENDPOINT_URL_SERVICE_CATALOG"]

    def get(self, path: str) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, None

    def client(self, user: str, service: str = "servicecatalog", session: Any = boto3, **settings: Any) -> Any:
        """A boto3 client as this user, of today's session or of one that a test brings."""
        variables = self.variables(user)
        own = {"servicecatalog": "AWS_ENDPOINT_URL_SERVICE_CATALOG", "sts": "AWS_ENDPOINT_URL_STS"}
        endpoint = own.get(service, "AWS_ENDPOINT_URL")
        given = {
            "endpoint_url": variables[endpoint],
            "region_name": variables["AWS_DEFAULT_REGION"],
            "aws_access_key_id": variables["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": variables["AWS_SECRET_ACCESS_KEY"],
            "config": Config(retries={"max_attempts": 1}),
        }
        return session.client(service, **{**given, **settings})


def wait_for(condition: Any, otherwise: Any = None, patience: float = PATIENCE) -> Any:
    """Wait until `condition()` is true, and return what it was."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise Overdue(otherwise() if otherwise else "waited in vain")


def ended(client: Any, record_id: str) -> dict[str, Any]:
    """The record, once it has ended."""
    final = ("SUCCEEDED", "FAILED")

    def look() -> dict[str, Any] | None:
        record: dict[str, Any] = client.describe_record(Id=record_id)["RecordDetail"]
        return record if record["Status"] in final else None

    found: dict[str, Any] = wait_for(look, lambda: f"record {record_id} does not end")
    return found
