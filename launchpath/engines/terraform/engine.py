"""Terraform as an engine: each order is a run of its own, some at a time."""

import logging
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from pathlib import Path

from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.memory import Memory
from launchpath.engines.offers import Checked, Preview
from launchpath.engines.recent import Recent
from launchpath.engines.terraform.check import check, version
from launchpath.engines.terraform.commands import Place, Unfinished
from launchpath.engines.terraform.preview import preview
from launchpath.engines.terraform.run import Carrying
from launchpath.engines.terraform.salvage import salvage
from launchpath.engines.terraform.settings import Settings

log = logging.getLogger("launchpath.engines.terraform")

#: How many orders' answers and events are kept in mind.
_ANSWERS = 500
_PREVIEWS = 200
#: Seconds that interrupted runs get when the engine is closed; after that their heirs see to the end of them.
_CLOSING = 20


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
        self._previews: Recent[str, Future[Preview]] = Recent(_PREVIEWS)
        self._pool = ThreadPoolExecutor(settings.parallel, thread_name_prefix="terraform")

    def remember_in(self, memory: Memory) -> None:
        """Where states are kept; called before the first order."""
        self._place = Place(settings=self._settings, memory=memory, data=self._data, is_closing=self._closing.is_set)
        salvage(memory, self._place.runs)

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

    def cancel(self, order: Order) -> None:
        """End its run in order, if it is one of this process; where it runs elsewhere, its time runs out there."""
        with self._changing:
            run = self._runs.get(order.record_id)
        if run is not None:
            run[0].cancel()

    def preview(self, order: Order) -> Preview:
        """What a provision or an update would change. Raises EngineUnavailable."""
        with self._changing:
            future = self._previews.get(order.record_id)
            if future is None:
                future = self._pool.submit(preview, self._ready_place(), order)
                self._previews.put(order.record_id, future)
        if not future.done():
            return Preview(state=State.RUNNING)
        try:
            return future.result()
        except (Unfinished, CancelledError, EngineUnavailable) as reason:
            self._previews.drop(order.record_id)
            raise EngineUnavailable(str(reason) or "The engine is stopped.") from None

    def check(self, account: str, region: str) -> Iterable[Checked]:
        """Whether it has what it needs."""
        return check(self._settings, self._data)

    def restore(self, orders: Iterable[Order]) -> None:
        """What Terraform made outlives every process of ours."""

    def wait_until_ready(self) -> None:
        """Returns when the binary has told its version. Raises EngineUnavailable."""
        log.info("ready", extra={"version": version(self._settings)})

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
        with self._changing:
            run = self._runs.get(order.record_id)
            if run is None:
                carrying = Carrying(self._ready_place(), order)
                run = self._runs[order.record_id] = (carrying, self._pool.submit(carrying.carry_out))
            return run

    def _ready_place(self) -> Place:
        if self._place is None or self._closing.is_set():
            raise EngineUnavailable("The engine is stopped.")
        return self._place
