"""Launchpath as a company runs it: one process that answers and several that work, on one PostgreSQL."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg

from tests.fake_cloudformation import Fake
from tests.running import PATIENCE, RunningServer, wait_for

#: Makes the CloudFormation engine ask a fake.
OPERATOR = {
    "AWS_ACCESS_KEY_ID": "AKIAOPERATOR00000001",
    "AWS_SECRET_ACCESS_KEY": "a secret",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def engine_at(fake: Fake, timeout: float = 30) -> dict[str, str]:
    """The environment of a process that provisions with this fake."""
    return {
        **OPERATOR,
        "LAUNCHPATH_CLOUDFORMATION_ENDPOINT": fake.url,
        "LAUNCHPATH_CLOUDFORMATION_TIMEOUT": f"{timeout:g}",
    }


class RunningWorker:
    """`launchpath worker` of a fleet."""

    def __init__(self, name: str, server: RunningServer, url: str, environment: dict[str, str], *options: str) -> None:
        self.log = server.log.with_name(f"{name}.log")
        self._command = [
            *(sys.executable, "-m", "launchpath", "worker", "--data", str(server.folder)),
            *("--engine", "cloudformation", "--log-format", "json", "--database-url", url, *options),
        ]
        self._environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it works."""
        self.begin()
        wait_for(self.is_working, lambda: f"the worker does not work:\n{self.log.read_text()[-4000:]}")

    def begin(self) -> None:
        """Start, and do not wait."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
        self._started_at = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            environment = clean | self._environment
            self.process = subprocess.Popen(self._command, stderr=log, stdout=log, env=environment)

    def is_working(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the worker has ended:\n{self.log.read_text()[-4000:]}"
        return bool(self.names())

    def names(self) -> list[str]:
        """The names that it has worked under since its start."""
        told = self.log.read_bytes()[self._started_at :].decode()
        return re.findall(r'"worker":"([^"]+)"', told)

    def send(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(PATIENCE)

    def stop(self) -> int:
        """Tell it to stop as systemd would; its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.send(signal.SIGCONT)
            self.send(signal.SIGTERM)
        return self.process.wait(PATIENCE)


class Fleet:
    """A context manager: everything runs as long as it is open."""

    def __init__(
        self, folder: Path, url: str, fake: Fake, *options: str, ways: Sequence[str] = (), port: int = 0
    ) -> None:
        """`ways`: the URLs by which the workers reach the database; `options`: the workers'; `port`: the server's."""
        environment = engine_at(fake)
        self.url = url
        self.server = RunningServer(
            folder,
            *("--no-worker", "--engine", "cloudformation", "--database-url", url),
            port=port,
            environment=environment,
        )
        self.workers = [
            RunningWorker(f"worker-{number}", self.server, way, environment, *options)
            for number, way in enumerate([*ways, url, url][:2], start=1)
        ]

    def __enter__(self) -> "Fleet":
        try:
            self.server.start()
            for worker in self.workers:
                worker.begin()
            for worker in self.workers:
                wait_for(worker.is_working, lambda: "a worker does not work")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            if worker.process is not None:
                worker.stop()
        self.server.stop()

    def at(self, record_id: str) -> RunningWorker:
        """The worker that has this record in work, once one has."""

        found: RunningWorker = wait_for(lambda: self.working_on(record_id), lambda: f"nobody works on {record_id}")
        return found

    def working_on(self, record_id: str) -> RunningWorker | None:
        """The worker that has or had this record in work."""
        name = self.ask("SELECT executor_id FROM dbos.workflow_status WHERE workflow_uuid = %s", record_id)
        return next((worker for worker in self.workers if name in worker.names()), None)

    def ask(self, statement: str, *values: object) -> object:
        """The first value that a statement answers, asked of the database itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(statement, values).fetchone()
        return row and row[0]
