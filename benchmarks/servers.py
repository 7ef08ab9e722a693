"""The processes that are measured, each started as people start it and stopped when its block ends."""

import json
import os
import pickle
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine
from benchmarks.client import Found, Job

ROOT = Path(__file__).parent.parent
_PATIENCE = 120


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    pid: int
    port: int
    #: What DIR/developer.env sets.
    developer: Mapping[str, str]
    seconds_to_start: float


def ask(port: int, requests: Sequence[bytes], number: int, connections: int = 16) -> Found:
    """Have the asking process ask. Raises SystemExit if an answer is not 200."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.client"],
        input=pickle.dumps(Job(port, connections, requests, number)),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, machine.CLIENT_CORES),
    )
    found = Found(**json.loads(done.stdout))
    if found.refused:
        raise SystemExit(f"{found.refused} of {number} requests were refused: {found.first_refusal}")
    return found


@contextmanager
def launchpath(
    folder: Path, *options: str, engine: str = "none", url: str | None = None, pinned: bool = True
) -> Iterator[Server]:
    """`launchpath serve` of a data folder."""
    command = ["serve", "--port", "0", "--data", str(folder), "--engine", engine, "--log-file", str(folder / "log")]
    command += [*options, *(["--database-url", url] if url else [])]
    (folder / "admin.env").unlink(missing_ok=True)
    begun = time.perf_counter()
    with _process([sys.executable, "-m", "launchpath", *command], _environment(folder), pinned) as process:
        _wait(process, lambda: (folder / "admin.env").exists())
        port = int(variables(folder, "admin")["AWS_ENDPOINT_URL_SERVICE_CATALOG"].rpartition(":")[2])
        _wait(process, lambda: is_ready(port))
        seconds = time.perf_counter() - begun
        yield Server(process.pid, port, variables(folder, "developer"), seconds)


@contextmanager
def worker(folder: Path, url: str, *options: str, engine: str = "instant") -> Iterator[int]:
    """`launchpath worker` beside a server; its process id."""
    log = folder / f"worker-{time.monotonic_ns()}"
    command = [
        "worker",
        "--data",
        str(folder),
        "--database-url",
        url,
        "--engine",
        engine,
        "--log-file",
        str(log),
        *options,
    ]
    with _process([sys.executable, "-m", "launchpath", *command], _environment(folder), False) as process:
        _wait(process, lambda: log.exists() and "working" in log.read_text())
        yield process.pid


@contextmanager
def echo(folder: Path, server: Server, sizes: Mapping[str, int]) -> Iterator[Server]:
    """The signed echo (echo.py) for a server's developer."""
    port_file = folder / "echo-port"
    port_file.unlink(missing_ok=True)
    keys = {server.developer["AWS_ACCESS_KEY_ID"]: server.developer["AWS_SECRET_ACCESS_KEY"]}
    told = {"keys": keys, "region": server.developer["AWS_DEFAULT_REGION"], "sizes": sizes, "port_file": str(port_file)}
    with _process([sys.executable, "-m", "benchmarks.echo", json.dumps(told)], dict(os.environ), True) as process:
        _wait(process, port_file.exists)
        yield Server(process.pid, int(port_file.read_text()), server.developer, 0)


@contextmanager
def moto(port: int) -> Iterator[Server]:
    """moto's own server, as people start it."""
    command = [str(Path(sys.executable).with_name("moto_server")), "-p", str(port), "-H", "127.0.0.1"]
    with _process(command, dict(os.environ), True) as process:
        _wait(process, lambda: is_ready(port, "/moto-api/data.json"))
        yield Server(process.pid, port, {}, 0)


@contextmanager
def _process(command: Sequence[str], environment: dict[str, str], pinned: bool) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=(lambda: os.sched_setaffinity(0, machine.SERVER_CORE)) if pinned else None,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """That of a clean shell, in which the instant engine is installed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
    about = folder.parent / "instant-engine" / "instant_engine-1.dist-info"
    if not about.exists():
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: instant-engine\nVersion: 1\n")
        (about / "entry_points.txt").write_text("[launchpath.engines]\ninstant = benchmarks.instant:create\n")
    return clean | {"PYTHONPATH": f"{about.parent}:{ROOT}"}


def _wait(process: subprocess.Popen[bytes], condition: object) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not condition():  # type: ignore[operator]
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"did not start: {process.args}")
        time.sleep(0.01)


def is_ready(port: int, path: str = "/healthz") -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def variables(folder: Path, user: str) -> dict[str, str]:
    """What `source DIR/USER.env` sets."""
    file = folder / f"{user}.env"
    words = shlex.split(file.read_text()) if file.exists() else []
    return dict(word.split("=", 1) for word in words if "=" in word)


def seeded(folder: Path, products: int, records: int, url: str | None = None) -> Path:
    """A data folder with a synthetic catalog of that size; made if it is not there yet."""
    if not (folder / "planted").exists():
        shutil.rmtree(folder, ignore_errors=True)
        sizes = ["--products", str(products), "--records", str(records)]
        where = ["--data", str(folder), *(["--database-url", url] if url else [])]
        subprocess.run(
            [sys.executable, "-m", "launchpath", "seed", "--json", *sizes, *where],
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        (folder / "planted").touch()
    return folder
