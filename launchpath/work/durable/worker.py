"""The workflow of a record: its whole life after it was accepted, in steps that are done again until they are done."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from dbos import DBOS, DBOSConfiguredInstance

from launchpath import logs, tracing
from launchpath.store.database import Conflict, Unreachable
from launchpath.work import carry_out
from launchpath.work.carry_out import Next, Workbench
from launchpath.work.durable.queue import CLASS, INSTANCE, NO_REQUEST, WORKFLOW
from launchpath.work.steps import Steps

log = logging.getLogger("launchpath.work")

#: How long to wait between two looks at a running record: doubled from the first to the last, in seconds.
_FIRST_WAIT, _LAST_WAIT = 0.1, 10.0

#: Seconds until a step is tried again whose database could not be reached.
_DATABASE_WAIT = 0.5


@DBOS.dbos_class(class_name=CLASS)
class Worker(DBOSConfiguredInstance):
    """Carries records out, as many at a time as the limits allow."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(INSTANCE)
        self._bench = bench
        #: Of the latest start. A workflow keeps to those of its own.
        self.steps = Steps(lambda: True)
        #: The records that it has begun and not left, since the latest start.
        self.in_work: set[str] = set()

    # However often its worker dies: only time ends a record.
    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
    async def carry_out(self, record_id: str, request_id: str = NO_REQUEST) -> None:
        """The whole life of a record after it was accepted."""
        with (
            logs.about(record_id=record_id, request_id=request_id),
            tracing.continued(request_id),
            self._having_in_work(record_id),
        ):
            await self._carry_out(record_id)

    @contextmanager
    def _having_in_work(self, record_id: str) -> Iterator[None]:
        in_work = self.in_work
        in_work.add(record_id)
        try:
            yield
        finally:
            in_work.discard(record_id)

    async def _carry_out(self, record_id: str) -> None:
        work, steps = {Next.BEGIN: carry_out.begin, Next.WATCH: carry_out.watch}, self.steps
        following, wait = await self._step(steps, Next.BEGIN, carry_out.begin, record_id), _FIRST_WAIT
        if following is Next.WATCH:
            # Many have ended by now, and nobody need wait for them.
            following = await self._step(steps, following, carry_out.watch, record_id)
        while following is not Next.NOTHING:
            await DBOS.sleep_async(wait)
            wait = min(wait * 2, _LAST_WAIT)
            following = await self._step(steps, following, work[following], record_id)

    async def _step(self, steps: Steps, name: Next, function: Callable[[Workbench, str], Next], record_id: str) -> Next:
        """Run a step, again and again if the database can't be reached, until it is done."""

        async def until_done() -> str:
            to_do = function
            while True:
                try:
                    return (await steps.do(partial(to_do, self._bench, record_id))).value
                except (Conflict, Unreachable) as fault:
                    reason = str(fault)[:200]
                    log.warning("step waits for the database", extra={"record_id": record_id, "reason": reason})
                except Exception:
                    # A defect ends the record, not the worker.
                    log.exception("step failed", extra={"record_id": record_id, "step": name.value})
                    to_do = carry_out.break_off
                await asyncio.sleep(_DATABASE_WAIT)

        return Next(await DBOS.run_step_async({"name": name.value}, until_done))
