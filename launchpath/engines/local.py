"""An engine whose orders are carried out by threads of this process, some at a time, each once."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from typing import Protocol, TypeVar

from launchpath.domain.record import Event
from launchpath.engines import fence
from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.memory import Memory
from launchpath.engines.recent import Recent

Result = TypeVar("Result")

#: How many orders' answers are kept in mind.
_ANSWERS = 500
#: Seconds that interrupted runs get when the engine is closed.
_CLOSING = 20


class Run(Protocol):
    """One order that is carried out."""

    def carry_out(self) -> Progress:
        """Do it. Raises EngineUnavailable when it has to be begun anew."""

    def events(self) -> tuple[Event, ...]:
        """What has happened so far."""

    def cancel(self) -> None:
        """End it, and let that be its end."""


class LocalEngine(ABC):
    """What such engines have in common: to be inherited, with `run` and what else an Engine has."""

    def __init__(self, name: str, parallel: int) -> None:
        """`parallel`: runs at a time."""
        self._closing = threading.Event()
        self._memory: Memory | None = None
        self._pool = ThreadPoolExecutor(parallel, thread_name_prefix=name)
        self._changing = threading.Lock()
        self._runs: dict[str, tuple[Run, Future[Progress]]] = {}
        self._answers: Recent[str, Progress] = Recent(_ANSWERS)

    @abstractmethod
    def run(self, order: Order) -> Run:
        """How an order is carried out. Raises EngineUnavailable."""

    def remember_in(self, memory: Memory) -> None:
        """Called once, before the first order."""
        self._memory = memory

    @property
    def memory(self) -> Memory:
        """Where products are remembered."""
        assert self._memory is not None  # noqa: S101  given before the first order
        return self._memory

    def is_closing(self) -> bool:
        """Whether runs are to end, to be begun anew at the next start."""
        return self._closing.is_set()

    def start(self, order: Order) -> None:
        """Begin it, unless it has begun. Raises EngineUnavailable."""
        self.poll(order)

    def poll(self, order: Order) -> Progress:
        """How far it is; one that does not run is begun. Raises EngineUnavailable."""
        answer = self._answers.get(order.record_id)
        if answer is not None:
            return answer
        run, future = self._run_of(order)
        if not future.done():
            return Progress(state=State.RUNNING, events=run.events())
        try:
            # Before the run is forgotten: else another thread would begin it again.
            self._answers.put(order.record_id, future.result())
            return future.result()
        except CancelledError:
            raise EngineUnavailable("The engine is stopped.") from None
        finally:
            self._forget(order, future)

    def cancel(self, order: Order) -> None:
        """End its run, if it is one of this process; where it runs elsewhere, its time runs out there."""
        with self._changing:
            run = self._runs.get(order.record_id)
        if run is not None:
            run[0].cancel()

    def submit(self, task: Callable[[], Result]) -> "Future[Result]":
        """Have a thread of the runs do something else. Raises EngineUnavailable."""
        if self.is_closing():
            raise EngineUnavailable("The engine is stopped.")
        return self._pool.submit(task)

    def restore(self, orders: Iterable[Order]) -> None:  # noqa: B027  nothing to do is what most want
        """What was made outlives every process of ours."""

    def wait_until_ready(self) -> None:  # noqa: B027
        """There is nothing to wait for."""

    def environment(self) -> Mapping[str, str]:
        """Where things are is their own business."""
        return {}

    def close(self) -> None:
        """Have every run end in order; what is left goes on at the next start."""
        self._closing.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        with self._changing:
            # Nobody would tell of the end of one that was cancelled before it began.
            running = [future for _, future in self._runs.values() if not future.cancelled()]
        wait(running, _CLOSING)

    def _run_of(self, order: Order) -> "tuple[Run, Future[Progress]]":
        with self._changing:
            if order.record_id not in self._runs:
                run = self.run(order)
                fence.check()
                self._runs[order.record_id] = (run, self.submit(run.carry_out))
            return self._runs[order.record_id]

    def _forget(self, order: Order, future: "Future[Progress]") -> None:
        with self._changing:
            run = self._runs.get(order.record_id)
            if run is not None and run[1] is future:
                del self._runs[order.record_id]
