"""One serving process: opens the house, starts what works in it, answers until it is told to stop."""

import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType

import uvicorn

from launchpath import doors, first_start, house, installation, metrics
from launchpath.api_processes import ApiProcesses
from launchpath.config import Config, Inherited
from launchpath.doors import ApiDoor, Readiness
from launchpath.engines.choice import Engines
from launchpath.house import CannotServe
from launchpath.perform import House
from launchpath.sources import Sources
from launchpath.store import settings
from launchpath.store.database import Database
from launchpath.wire.asgi import ASGIApp
from launchpath.wire.connection import Connection
from launchpath.work.durable.queue import Queue

log = logging.getLogger("launchpath.server")

#: Seconds that requests in hand get to finish when the server stops.
GRACE = 5


@dataclass(slots=True)
class Server:
    """Everything that serves from one data folder; a context manager that starts and stops it."""

    config: Config
    #: What the process that started this one hands on; None: a person started it.
    inherited: Inherited | None = None
    readiness: Readiness = field(default_factory=Readiness)
    _stack: ExitStack = field(default_factory=ExitStack)
    _socket: socket.socket | None = None
    _engines: Engines = field(default_factory=lambda: Engines({}))
    _door: ApiDoor | None = None
    _processes: ApiProcesses | None = None

    def __enter__(self) -> "Server":
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _start(self) -> None:
        config = self.config
        if config.api_processes > 1:
            self._stack.enter_context(metrics.put_together())
        metrics.configure()
        # What may be wrong with the options is found before anything is made.
        house.makes(config)
        self._socket = self._stack.enter_context(self._listening())
        first_start.make_folder(config.data)
        if config.postgresql_url is None:
            self._stack.enter_context(first_start.lock(config.data))
        if self.inherited is not None:
            threading.Thread(target=_end_with_parent, args=[self.inherited], name="parent", daemon=True).start()
        if config.works:
            # Beside us, if there is a port beside us.
            self._engines = house.open_engines(config, (self.port + 1) % 65536 or None)
            self._stack.callback(self._engines.close)
        database = house.open_database(config)
        self._stack.callback(database.close)
        if self.inherited is None:
            self._write_env_files(database)
        queue = Queue(database)
        self._stack.callback(queue.close)
        self._open_door(database, queue)
        if config.works:
            labour = house.open_labour(config, database, queue, self._engines)
            self._stack.callback(labour.stop)
            labour.start()

    def _listening(self) -> socket.socket:
        if self.inherited is not None:
            return socket.socket(fileno=self.inherited.listener)
        return _listen(self.config.host, self.config.port)

    def _open_door(self, database: Database, queue: Queue) -> None:
        config = self.config
        inside = House(
            database=database,
            makes=house.makes(config),
            sources=Sources(config.region, self._s3_endpoint(), config.template_hosts),
            work=queue,
            parsers=house.parsers(config),
        )
        self._door = ApiDoor(inside, config.account, config.region, config.open)

    def _s3_endpoint(self) -> str | None:
        return self.config.s3_endpoint or self.environment.get("AWS_ENDPOINT_URL")

    def _write_env_files(self, database: Database) -> None:
        own = {"AWS_ENDPOINT_URL_SERVICE_CATALOG": self.url, "AWS_ENDPOINT_URL_STS": self.url}
        variables = {**self.environment, **own}
        with database.write() as tx:
            settings.put(tx, installation.VARIABLES, variables)
            settings.put(tx, installation.ENGINE, " ".join(self.config.engines))
            for name in (first_start.ADMIN, first_start.DEVELOPER):
                first_start.write_env_file(
                    self.config.data,
                    tx,
                    name,
                    account=self.config.account,
                    region=self.config.region,
                    variables=variables,
                )

    @property
    def port(self) -> int:
        """The port that is listened on; not the configured one when that was 0."""
        assert self._socket is not None  # noqa: S101  between start and stop there is one
        port: int = self._socket.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """Where people on this machine find the server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.config.host, self.config.host)  # noqa: S104
        return f"http://{host}:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What the engines let people see of their worlds."""
        return self._engines.environment()

    def await_engine(self) -> None:
        """Wait until launches are carried out without delay."""
        self._engines.wait_until_ready()

    def await_others(self) -> None:
        """Wait until the process that started this one is ready."""
        if self.inherited is not None:
            os.read(self.inherited.ready, 1)

    def tell_others(self) -> None:
        """Let the processes that this one started say that they are ready."""
        if self._processes:
            self._processes.now_ready()

    def run(self, once_listening: Callable[[], None]) -> None:
        """Answer until a signal says stop, which ends in KeyboardInterrupt.

        `once_listening` runs beside. Raises CannotServe if it fails.
        """
        answering = self._api_processes() if self.config.api_processes > 1 else self._http_server()
        failures: list[Exception] = []
        stopped = threading.Event()

        def beside() -> None:
            try:
                once_listening()
            except Exception as fault:
                # Once the server stops, nothing can go well.
                if not stopped.is_set():
                    failures.append(fault)
                    answering.stop()

        thread = threading.Thread(target=beside, name="once-listening", daemon=True)
        thread.start()
        try:
            answering.run()
        finally:
            stopped.set()
            # It may show something on a terminal, which it has to leave in order.
            thread.join(GRACE)
        if failures:
            raise CannotServe(f"The start failed: {failures[0]}") from failures[0]

    def _api_processes(self) -> ApiProcesses:
        assert self._socket is not None  # noqa: S101  between start and stop there is one
        endpoint = self._s3_endpoint()
        processes = ApiProcesses(
            self._socket, self.config.api_processes, {"LAUNCHPATH_S3_ENDPOINT": endpoint} if endpoint else {}
        )
        self._stack.callback(processes.stop)
        self._processes = processes
        return processes

    def _http_server(self) -> "_HttpServer":
        assert self._door is not None  # noqa: S101  between start and stop there is one
        assert self._socket is not None  # noqa: S101
        create = partial(doors.create, self._door, self.readiness, self.config)
        return _HttpServer(create, self._socket, self.config.trusted_proxies)


class _HttpServer:
    """uvicorn on a socket of ours."""

    def __init__(
        self, create: Callable[[Callable[[], bool]], ASGIApp], listener: socket.socket, trusted_proxies: Sequence[str]
    ) -> None:
        config = uvicorn.Config(
            create(lambda: self._server.should_exit),
            loop="uvloop",
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # Nobody is believed by default, not even on this machine: who asks is counted when passwords are guessed.
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies),
            timeout_graceful_shutdown=GRACE,
        )
        self._server = uvicorn.Server(config)
        self._listener = listener

    def run(self) -> None:
        """Answer until a signal says stop."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        self._server.should_exit = True


def _end_with_parent(inherited: Inherited) -> None:
    """Nobody would start or stop this process any more: it stops by itself, in order."""
    os.read(inherited.orphaned, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, UnicodeError) as fault:
        listener.close()
        raise CannotServe(_why_not(host, port, fault)) from None
    listener.listen(2048)
    return listener


def _why_not(host: str, port: int, fault: OSError | UnicodeError) -> str:
    number, reason = (fault.errno, fault.strerror) if isinstance(fault, OSError) else (None, "it is no name of a host")
    advice = {
        errno.EADDRINUSE: "Is another server running there? Choose another port with --port (or PORT= with make).",
        errno.EACCES: "Choose a port from 1024 on with --port (or PORT= with make).",
    }
    otherwise = "Give --host an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them."
    return f"Can't listen on {host}:{port}: {reason}. {advice.get(number or 0, otherwise)}"
