"""make bench: starts a real server with the sample catalog and measures what a user feels.

Figures are medians of one run on one machine; read the ratios, not the absolute numbers.
"""

import http.client
import json
import os
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PORT = 8970
LAUNCHES = 20
REQUESTS = 1500


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, float]]:
    """A server on the folder: its process id, and the seconds until it was ready."""
    command = ["serve", "--demo", "--port", str(PORT), "--data", str(folder), "--log-file", str(folder / "log")]
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "launchpath", *command])
    try:
        while not ready():
            if process.poll() is not None or time.perf_counter() - begun > 60:
                raise SystemExit("the server did not start")
            time.sleep(0.02)
        yield process.pid, time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def ready() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def developer(folder: Path) -> dict[str, str]:
    words = shlex.split((folder / "developer.env").read_text())
    return dict(word.split("=", 1) for word in words if "=" in word)


def launch_times(variables: dict[str, str]) -> list[float]:
    """Seconds from ProvisionProduct to SUCCEEDED, for the sample queue."""
    client = boto3.client(
        "servicecatalog",
        endpoint_url=variables["AWS_ENDPOINT_URL_SERVICE_CATALOG"],
        region_name=variables["AWS_DEFAULT_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    times = []
    for number in range(LAUNCHES):
        begun = time.perf_counter()
        record = client.provision_product(
            ProductName="Message queue", ProvisioningArtifactName="v2", ProvisionedProductName=f"bench-{number}"
        )["RecordDetail"]
        while record["Status"] not in ("SUCCEEDED", "FAILED"):
            time.sleep(0.01)
            record = client.describe_record(Id=record["RecordId"])["RecordDetail"]
        if record["Status"] == "FAILED":
            raise SystemExit(f"a launch failed: {record['RecordErrors']}")
        times.append(time.perf_counter() - begun)
    return times


def signed(variables: dict[str, str], operation: str, members: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWS242ServiceCatalogService.{operation}",
    }
    request = AWSRequest("POST", f"http://127.0.0.1:{PORT}/", data=json.dumps(members).encode(), headers=headers)
    keys = Credentials(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
    SigV4Auth(keys, "servicecatalog", variables["AWS_DEFAULT_REGION"]).add_auth(request)
    return request.body, dict(request.headers.items())


def rate(ask: Callable[[http.client.HTTPConnection], None]) -> float:
    """Requests a second over one keep-alive connection."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    begun = time.perf_counter()
    for _ in range(REQUESTS):
        ask(connection)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"a request was answered {answer.status}")
    return REQUESTS / (time.perf_counter() - begun)


def memory(pid: int) -> float:
    """Resident megabytes of the server and its children."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(folder) as (_, first_start):
            pass
        with serving(folder) as (pid, second_start):
            variables = developer(folder)
            times = launch_times(variables)
            search = signed(variables, "SearchProducts", {"PageSize": 20})
            history = signed(variables, "ListRecordHistory", {"PageSize": 20})
            health = rate(lambda connection: connection.request("GET", "/healthz"))
            rows = {
                "first start until ready": f"{first_start:.2f} s",
                "second start until ready": f"{second_start:.2f} s",
                f"launch of the sample queue, median of {LAUNCHES}": f"{statistics.median(times):.3f} s",
                "launch of the sample queue, slowest": f"{max(times):.3f} s",
                "memory of server, worker and sandbox": f"{memory(pid):.0f} MB",
                "GET /healthz, one connection": f"{health:.0f}/s",
            }
            for operation, (body, headers) in {"SearchProducts": search, "ListRecordHistory": history}.items():
                found = rate(lambda one, body=body, headers=headers: one.request("POST", "/", body, headers))  # type: ignore[misc]
                rows[f"{operation}, one connection"] = f"{found:.0f}/s ({found / health:.2f} of /healthz)"
    width = max(map(len, rows))
    for title, figure in rows.items():
        print(f"{title:<{width}}  {figure}")


main()
