"""Terraform as an engine: each order is a run of its own, some at a time."""

import logging
import subprocess
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from pathlib import Path

from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.memory import Memory
from launchpath.engines.recent import Recent
from launchpath.engines.terraform import folder
from launchpath.engines.terraform.run import Carrying, Place, Unfinished
from launchpath.engines.terraform.settings import PREFIX, Settings

log = logging.getLogger("launchpath.engines.terraform")

#: How many orders' answers and events are kept in mind.
_ANSWERS = 500
#: Seconds that interrupted runs get when the engine is closed; after that their heirs see to the end of them.
_CLOSING = 20
#: Seconds to wait for the version.
_VERSION = 30


class Terraform:
    """The README in this folder explains it.

    What was made is remembered in the house's database, under a lock for each product, so that any process may go on
    with any order.
    """

    makes = "TERRAFORM_OPEN_SOURCE"

    def __init__(self, settings: Settings, data: Path) -> None:
        self._settings, self._data = settings, data
        self._place: Place | None = None
        self._closing = threading.Event()
        self._changing = threading.Lock()
        self._runs: dict[str, tuple[Carrying, Future[Progress]]] = {}
        self._answers: Recent[str, Progress] = Recent(_ANSWERS)
        self._pool = ThreadPoolExecutor(settings.parallel, thread_name_prefix="terraform")

    def remember_in(self, memory: Memory) -> None:
        """Where states are kept; called before the first order."""
        self._place = Place(settings=self._settings, memory=memory, data=self._data, is_closing=self._closing.is_set)
        folder.clear(self._place.runs)

    def start(self, order: Order) -> None:
        """Begin it, unless it has begun. Raises EngineUnavailable."""
        self.poll(order)

    def poll(self, order: Order) -> Progress:
        """How far it is; one that has not begun is begun. Raises EngineUnavailable."""
        answer = self._answers.get(order.record_id)
        if answer is not None:
            return answer
        carrying, future = self._run(order)
        if not future.done():
            return Progress(state=State.RUNNING, events=carrying.events())
        try:
            answer = future.result()
            # Before the run is forgotten: else another thread would begin it again.
            self._answers.put(order.record_id, answer)
        except (Unfinished, CancelledError) as reason:
            raise EngineUnavailable(str(reason) or "The engine is stopped.") from None
        finally:
            self._forget(order, future)
        return answer

    def restore(self, orders: Iterable[Order]) -> None:
        """What Terraform made outlives every process of ours."""

    def wait_until_ready(self) -> None:
        """Returns when the binary has told its version. Raises EngineUnavailable."""
        try:
            told = subprocess.run(
                [self._settings.binary, "version"],
                env={"CHECKPOINT_DISABLE": "1"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_VERSION,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as fault:
            raise EngineUnavailable(
                f"{self._settings.binary} does not tell its version ({fault}). Name a working one with {PREFIX}BINARY."
            ) from fault
        log.info("ready", extra={"version": told.stdout.partition("\n")[0]})

    def environment(self) -> Mapping[str, str]:
        """Where things are is the modules' own business."""
        return {}

    def close(self) -> None:
        """Have every run end in order; what is left goes on at the next start."""
        self._closing.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        with self._changing:
            # Nobody would tell of the end of one that was cancelled before it began.
            running = [future for _, future in self._runs.values() if not future.cancelled()]
        wait(running, _CLOSING)

    def _forget(self, order: Order, future: "Future[Progress]") -> None:
        with self._changing:
            run = self._runs.get(order.record_id)
            if run is not None and run[1] is future:
                del self._runs[order.record_id]

    def _run(self, order: Order) -> tuple[Carrying, "Future[Progress]"]:
        if self._place is None or self._closing.is_set():
            raise EngineUnavailable("The engine is stopped.")
        with self._changing:
            run = self._runs.get(order.record_id)
            if run is None:
                carrying = Carrying(self._place, order)
                run = self._runs[order.record_id] = (carrying, self._pool.submit(carrying.carry_out))
            return run
