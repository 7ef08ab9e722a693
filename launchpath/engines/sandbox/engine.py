"""The sandbox as an engine: orders one after the other, and a world that is built again whenever it was lost."""

import contextlib
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

from botocore.exceptions import ReadTimeoutError

from launchpath.domain.record import RecordType
from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.loader import EngineSettings
from launchpath.engines.sandbox.process import Process
from launchpath.engines.sandbox.stacks import PATIENCE, Broken, carry_out, connect

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)

#: How many answers are kept for a worker that asks again.
_ANSWERS = 5_000
#: How often the process may end during an order before the order is given up.
_STRIKES = 2
#: Seconds that a process must have lived to be started again unasked; one that dies faster waits for the next order.
_LONG_ENOUGH = 10


class Sandbox:
    """See README.md in this folder.

    One thread talks to the process, so that orders never cross each other. What happened is kept in memory alone: the
    process ends when this object does, and `restore` brings everything back from the records after that.
    """

    makes = "CFN_STACK"
    stands_alone = True

    def __init__(self, settings: EngineSettings) -> None:
        self._process = Process(settings, on_death=self._revive)
        #: The URL of everything in the sandbox, S3 included.
        self.endpoint = self._process.endpoint
        self._region = settings.region
        self._client: Any = None
        self._started = 0.0
        self._closed = False
        self._answers: OrderedDict[str, Progress] = OrderedDict()
        #: The succeeded orders of the products that stand, oldest first, by record.
        self._standing: dict[str, Order] = {}
        #: Those that must be carried out again before anything else.
        self._lost: list[Order] = []
        #: How often the process has ended while it carried out a record's order.
        self._strikes: Counter[str] = Counter()
        self._turns = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox")
        self._turns.submit(self._wake_up)

    def start(self, order: Order) -> None:
        """Carries it out to its end, since everything in the sandbox happens at once. Raises EngineUnavailable."""
        self.poll(order)

    def poll(self, order: Order) -> Progress:
        """How it ended; carries it out if this process has not done so yet. Raises EngineUnavailable."""
        answer = self._answers.get(order.record_id)
        return answer if answer is not None else self._in_turn(self._carry_out, order)

    def restore(self, orders: Iterable[Order]) -> None:
        """Returns at once; the orders that come after it wait until all these have been carried out again."""
        self._turns.submit(self._restore, tuple(orders))

    def wait_until_ready(self) -> None:
        """Returns when the process answers and all that was restored stands in it. Raises EngineUnavailable."""
        self._in_turn(self._wake)

    def environment(self) -> Mapping[str, str]:
        """What an AWS SDK or CLI needs to look into the sandbox."""
        return {"AWS_ENDPOINT_URL": self.endpoint}

    def close(self) -> None:
        """End the process and everything in it."""
        self._closed = True
        self._turns.shutdown(wait=False, cancel_futures=True)
        self._process.close()

    def _in_turn(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something in the one thread, when all that was asked for before has been done."""
        try:
            return self._turns.submit(step, *args, **kwargs).result()
        except (CancelledError, RuntimeError) as error:
            raise EngineUnavailable("The sandbox has been stopped.") from error

    # --- In the one thread that talks to the process -----------------------------------------------------------------

    def _carry_out(self, order: Order) -> Progress:
        while self._strikes[order.record_id] < _STRIKES:
            self._wake()
            # It may have been restored, or asked for twice.
            if answer := self._answers.get(order.record_id):
                return answer
            try:
                return self._note(order, carry_out(self._client, order))
            except ReadTimeoutError:
                self._process.stop()
                return self._note(order, _failed(f"The sandbox did not finish it within {PATIENCE} seconds."))
            except Broken:
                # The process has ended meanwhile.
                self._process.stop()
                self._strikes[order.record_id] += 1
        return self._note(order, _failed("The sandbox's process ended twice while it carried this out."))

    def _note(self, order: Order, progress: Progress) -> Progress:
        self._answers[order.record_id] = progress
        if len(self._answers) > _ANSWERS:
            self._answers.popitem(last=False)
        if progress.state is State.SUCCEEDED:
            if order.type is not RecordType.TERMINATE:
                self._standing[order.record_id] = order
            elif not order.retain:
                product = order.provisioned_product_id
                self._standing = {
                    key: one for key, one in self._standing.items() if one.provisioned_product_id != product
                }
        return progress

    def _wake_up(self) -> None:
        try:
            self._wake()
        except EngineUnavailable as error:
            # The next order tries again, and tells whoever waits for it. To be stopped while starting is no fault.
            if not self._closed:
                _log.error("%s", error)

    def _wake(self) -> None:
        """See to it that the process runs and holds what it should. Raises EngineUnavailable."""
        while self._lost or not self._process.alive:
            if not self._process.alive:
                self._lost = [*self._standing.values(), *self._lost]
                self._standing = {}
                self._process.start()
                self._started = time.monotonic()
                self._client = self._client or connect(self.endpoint, self._region)
            self._rebuild()

    def _restore(self, orders: tuple[Order, ...]) -> None:
        self._lost.extend(order for order in orders if order.record_id not in self._standing)
        self._wake_up()

    def _rebuild(self) -> None:
        """Carry the lost orders out again, in rounds: some may need what a later one makes."""
        waiting, self._lost = self._lost, []
        while waiting:
            left: list[Order] = []
            stuck: set[str] = set()
            for place, order in enumerate(waiting):
                try:
                    if order.provisioned_product_id not in stuck and self._again(order):
                        continue
                except Broken:
                    self._process.stop()
                    self._lost = self._bearable([*left, *waiting[place:]], culprit=order)
                    return
                left.append(order)
                stuck.add(order.provisioned_product_id)
            waiting = left if len(left) < len(waiting) else []

    def _again(self, order: Order) -> bool:
        progress = carry_out(self._client, order)
        if progress.state is State.SUCCEEDED:
            self._note(order, progress)
            return True
        if order.type is RecordType.PROVISION:
            # Nothing may stand in the way of the next attempt.
            carry_out(self._client, replace(order, type=RecordType.TERMINATE))
        _log.warning("%s could not be rebuilt in the sandbox: %s", order.provisioned_product_name, progress.reason)
        return False

    def _bearable(self, orders: list[Order], culprit: Order) -> list[Order]:
        """What to carry out again although the process has ended during `culprit`; once may be an accident."""
        self._strikes[culprit.record_id] += 1
        if self._strikes[culprit.record_id] < _STRIKES:
            return orders
        _log.error("%s ends the sandbox's process and is left out.", culprit.provisioned_product_name)
        return [order for order in orders if order.provisioned_product_id != culprit.provisioned_product_id]

    # --- In the thread that watches the process ----------------------------------------------------------------------

    def _revive(self) -> None:
        if time.monotonic() - self._started > _LONG_ENOUGH:
            _log.warning("The sandbox's process ended by itself; it is started again.")
            with contextlib.suppress(RuntimeError):  # closed meanwhile
                self._turns.submit(self._wake_up)


def _failed(reason: str) -> Progress:
    return Progress(state=State.FAILED, reason=reason)
