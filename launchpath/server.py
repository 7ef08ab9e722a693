"""One serving process: opens the house, starts what works in it, answers until it is told to stop."""

import logging
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType

import uvicorn
from sqlalchemy.exc import DatabaseError

from launchpath import doors, first_start
from launchpath.config import Config
from launchpath.doors import ApiDoor, Readiness
from launchpath.engines import loader
from launchpath.engines.base import Engine
from launchpath.engines.loader import EngineSettings
from launchpath.perform import House
from launchpath.sources import Sources
from launchpath.store import migrate
from launchpath.store.database import Database
from launchpath.store.vault import open_vault
from launchpath.work import restore
from launchpath.work.carry_out import Workbench
from launchpath.work.durable import Labour, Limits, Queue

log = logging.getLogger("launchpath.server")

#: An operation that runs longer than a day ends as FAILED (semantics 14, 23).
PATIENCE = 24 * 60 * 60 * 1000

#: Seconds that requests in hand get to finish when the server stops.
GRACE = 5


class CannotServe(Exception):
    """The server can't start; the message says why, and what to do."""


@dataclass(slots=True)
class Server:
    """Everything that serves from one data folder; a context manager that starts and stops it."""

    config: Config
    readiness: Readiness = field(default_factory=Readiness)
    _stack: ExitStack = field(default_factory=ExitStack)
    _socket: socket.socket | None = None
    _engine: Engine | None = None
    _door: ApiDoor | None = None

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
        self._stack.enter_context(first_start.lock(config.data))
        self._socket = self._stack.enter_context(_listen(config.host, config.port))
        self._engine = self._open_engine()
        database = Database(config.database_url, open_vault(config.data))
        self._stack.callback(database.close)
        _migrate(database)
        first_start.settle(database, config.account, config.region, demo=config.demo)
        self._write_env_files(database)
        self._open_house(database)

    def _open_engine(self) -> Engine | None:
        config = self.config
        if config.engine == "none":
            return None
        settings = EngineSettings(
            data=config.data,
            account=config.account,
            region=config.region,
            host=config.host,
            # The next one, as long as there is one.
            port=(self.port + 1) % 65536 or None,
        )
        engine = loader.load(config.engine, settings)
        self._stack.callback(engine.close)
        return engine

    def _open_house(self, database: Database) -> None:
        config = self.config
        engines = [self._engine] if self._engine else []
        queue = Queue(database)
        self._stack.callback(queue.close)
        house = House(
            database=database,
            makes=frozenset(engine.makes for engine in engines),
            sources=Sources(config.region, self._s3_endpoint(), config.template_hosts),
            work=queue,
        )
        bench = Workbench(database, {engine.makes: engine for engine in engines}, config.region, PATIENCE)
        restore.everything(bench)
        labour = Labour(database, bench, Limits())
        self._stack.callback(labour.stop)
        labour.start()
        self._door = ApiDoor(house, config.account, config.region, config.open)

    def _s3_endpoint(self) -> str | None:
        return self.config.s3_endpoint or self.environment.get("AWS_ENDPOINT_URL")

    def _write_env_files(self, database: Database) -> None:
        variables = {"AWS_ENDPOINT_URL_SERVICE_CATALOG": self.url, **self.environment}
        for name in (first_start.ADMIN, first_start.DEVELOPER):
            first_start.write_env_file(
                self.config.data,
                database,
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
        """What the engine lets people see of its world."""
        return self._engine.environment() if self._engine else {}

    def await_engine(self) -> None:
        """Wait until launches are carried out without delay."""
        if self._engine:
            self._engine.wait_until_ready()

    def run(self, once_listening: Callable[[], None]) -> None:
        """Answer until a signal says stop, which ends in KeyboardInterrupt.

        `once_listening` runs beside. Raises CannotServe if it fails.
        """
        assert self._door is not None  # noqa: S101  between start and stop there is one
        assert self._socket is not None  # noqa: S101
        server = uvicorn.Server(
            uvicorn.Config(
                doors.create(self._door, self.readiness),
                loop="uvloop",
                http="httptools",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )

        failures: list[Exception] = []

        def beside() -> None:
            try:
                once_listening()
            except Exception as fault:
                # Once the server stops, nothing can go well.
                if not server.should_exit:
                    failures.append(fault)
                    server.should_exit = True

        thread = threading.Thread(target=beside, name="once-listening", daemon=True)
        thread.start()
        try:
            server.run(sockets=[self._socket])
        finally:
            # It may show something on a terminal, which it has to leave in order.
            thread.join(GRACE)
        if failures:
            raise CannotServe(f"The start failed: {failures[0]}") from failures[0]


def _migrate(database: Database) -> None:
    try:
        migrate.to_newest(database)
    except DatabaseError as fault:
        raise CannotServe(
            f"Can't use the database {database.url}: {fault.orig}. "
            "Restore it from a backup, or start with a data folder of its own (--data)."
        ) from None


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise CannotServe(
            f"Can't listen on {host}:{port}: {fault.strerror}. Is another server running there? "
            "Choose another port with --port (or PORT= with make)."
        ) from None
    listener.listen(2048)
    return listener
