"""How many more launches two API processes and two workers finish than one of each: python -m benchmarks.scale.

Everything is on one PostgreSQL and one machine, with an engine that has done everything at once. The ratio means
something only where the processes have cores of their own: read it beside the processors that it was measured with,
and with what each part took of them.
"""

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.making import Making
from tests.postgresql import PostgreSQL, of_its_own
from tests.running import RunningServer

ROOT = Path(__file__).parent.parent
CONNECTIONS = 16
#: Nothing waits because of a limit.
LIMITS = ("--most-launches", "1000", "--most-launches-of-an-account", "1000", "--most-launches-of-a-worker", "100")


@dataclass(frozen=True)
class Found:
    """What one run took."""

    launches: int
    seconds: float
    #: CPU milliseconds a launch.
    api: float
    work: float

    @property
    def rate(self) -> float:
        return self.launches / self.seconds


def measure(folder: Path, database: PostgreSQL, processes: int, launches: int) -> Found:
    """Launch with so many API processes and workers, from the first request to the last end."""
    url = database.fresh()
    options = ("--no-worker", "--workers", str(processes), "--engine", "instant", "--database-url", url)
    environment = _with_the_engine(folder)
    with ExitStack() as stack:
        server = stack.enter_context(RunningServer(folder, *options, environment=environment))
        workers = [stack.enter_context(_worker(server, url, environment)) for _ in range(processes)]
        assert server.process is not None
        answering = [server.process.pid, *_children(server.process.pid)]
        _send(server, _requests(server, 50, "warm"))
        _await_end(url, 50)
        requests = _requests(server, launches, "measured")
        api, work, begun = _cpu(answering), _cpu(workers), time.perf_counter()
        _send(server, requests)
        _await_end(url, 50 + launches)
        seconds = time.perf_counter() - begun
        api, work = _cpu(answering) - api, _cpu(workers) - work
        return Found(launches, seconds, api * 1000 / launches, work * 1000 / launches)


def _with_the_engine(folder: Path) -> dict[str, str]:
    """An environment in which the instant engine is installed."""
    about = folder / "engine" / "instant_engine-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: instant-engine\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[launchpath.engines]\ninstant = benchmarks.instant:create\n")
    return {"PYTHONPATH": f"{about.parent}:{ROOT}"}


@contextmanager
def _worker(server: RunningServer, url: str, environment: dict[str, str]) -> Iterator[int]:
    """A worker beside the server; its process id."""
    log = server.folder.with_name(f"worker-{time.monotonic_ns()}.log")
    command = ["worker", "--data", str(server.folder), "--database-url", url, "--engine", "instant", *LIMITS]
    process = subprocess.Popen(
        [sys.executable, "-m", "launchpath", *command, "--log-file", str(log)], env=os.environ | environment
    )
    try:
        _wait(lambda: log.exists() and '"at work"' in log.read_text())
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _requests(server: RunningServer, number: int, name: str) -> list[tuple[bytes, dict[str, str]]]:
    """Signed ProvisionProduct requests."""
    making, variables = Making(server), server.variables("admin")
    product = making.product()
    making.portfolio(product, user="admin")
    keys = Credentials(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
    signer = SigV4Auth(keys, "servicecatalog", variables["AWS_DEFAULT_REGION"])
    signed = []
    for place in range(number):
        asked = {
            "ProductId": product.id,
            "ProvisioningArtifactId": product.version_id,
            "ProvisionedProductName": f"{name}-{place}",
            "ProvisionToken": f"{name}-{place}",
        }
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWS242ServiceCatalogService.ProvisionProduct",
        }
        request = AWSRequest("POST", server.url, headers=headers, data=json.dumps(asked))
        signer.add_auth(request)
        signed.append((json.dumps(asked).encode(), dict(request.headers.items())))
    return signed


def _send(server: RunningServer, requests: list[tuple[bytes, dict[str, str]]]) -> None:
    """Send them all, over several connections at once."""
    parts = urlsplit(server.url)

    def send(some: list[tuple[bytes, dict[str, str]]]) -> None:
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
        for body, headers in some:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            told = answer.read()
            if answer.status != 200:
                raise SystemExit(f"refused: {told.decode()}")

    with ThreadPoolExecutor(CONNECTIONS) as hands:
        list(hands.map(send, [requests[place::CONNECTIONS] for place in range(CONNECTIONS)]))


def _await_end(url: str, number: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        count = "SELECT count(*) FROM records WHERE status = 'SUCCEEDED'"
        _wait(lambda: (connection.execute(count).fetchone() or (0,))[0] == number)


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 600
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("waited in vain")
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu(pids: list[int]) -> float:
    """The seconds of CPU that these processes have had."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    arguments.add_argument("--launches", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    print(f"{os.cpu_count()} processors; load before: {os.getloadavg()[0]:.1f}")
    found: dict[int, list[Found]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory(prefix="launchpath-scale-") as folder, of_its_own() as database:
        for number in range(given.rounds):
            for processes in found:
                where = Path(folder) / f"{number}-{processes}"
                where.mkdir()
                one = measure(where, database, processes, given.launches)
                found[processes].append(one)
                print(
                    f"{processes} API, {processes} workers: {one.rate:.0f} launches a second; "
                    f"CPU ms a launch: API {one.api:.1f}, work {one.work:.1f}",
                    flush=True,
                )
    one, two = (statistics.median(each.rate for each in found[processes]) for processes in (1, 2))
    print(f"two of each / one of each: {two / one:.2f}")


if __name__ == "__main__":
    main()
