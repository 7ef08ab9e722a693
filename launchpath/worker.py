"""One working process: carries records out until it is told to stop."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from launchpath import first_start, house, metrics
from launchpath.config import Config
from launchpath.house import CannotServe
from launchpath.work.durable.queue import Queue

log = logging.getLogger("launchpath.server")


class Worker:
    """A context manager that works as long as it is open."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._stack = ExitStack()

    def __enter__(self) -> "Worker":
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
        metrics.configure()
        first_start.make_folder(self._config.data)
        if self._config.metrics_address:
            self._stack.callback(_listen(*self._config.metrics_address))
        engines = house.open_engines(self._config, port=None)
        self._stack.callback(engines.close)
        database = house.open_database(self._config)
        self._stack.callback(database.close)
        queue = Queue(database)
        self._stack.callback(queue.close)
        labour = house.open_labour(self._config, database, queue, engines)
        self._stack.callback(labour.stop)
        labour.start()
        engines.wait_until_ready()
        log.info("working", extra={"database": database.shown_url})


def _listen(host: str, port: int) -> Callable[[], None]:
    try:
        return metrics.listen(host, port)
    except OSError as fault:
        raise CannotServe(
            f"Can't listen on {host}:{port}: {fault.strerror}. Choose another port with --metrics-listen."
        ) from None
