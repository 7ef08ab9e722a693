"""The durable queue that records are carried out from: the one module that knows DBOS.

One workflow a record, its id the record's. A workflow is written in the transaction that writes its record, takes the
record's id as its only argument, and keeps nothing but booleans: no secret comes near its tables.
"""

import asyncio
import logging
from collections.abc import Callable

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSConfiguredInstance

from launchpath.store.database import Database, Transaction
from launchpath.work import carry_out
from launchpath.work.carry_out import Workbench

QUEUE = "records"
_NAME = "carry_out"
_CLASS = "Worker"
_INSTANCE = "worker"

#: Workflows of another version are not taken over. Raise it when a running workflow could not go on with the new code.
VERSION = "1"

#: How often the queue is looked at for new records, in seconds.
_QUEUE_INTERVAL = 0.05

#: How long to wait between two looks at a running record: doubled from the first to the last, in seconds.
_FIRST_WAIT, _LAST_WAIT = 0.1, 10.0


@DBOS.dbos_class(class_name=_CLASS)
class Worker(DBOSConfiguredInstance):
    """Carries records out, as many at a time as it has threads for."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_INSTANCE)
        self._bench = bench

    @DBOS.workflow(name=_NAME)
    async def carry_out(self, record_id: str) -> None:
        """The whole life of a record after it was accepted."""
        goes_on = await _step("begin", carry_out.begin, self._bench, record_id)
        wait = _FIRST_WAIT
        while goes_on:
            goes_on = await _step("watch", carry_out.watch, self._bench, record_id)
            if goes_on:
                await DBOS.sleep_async(wait)
                wait = min(wait * 2, _LAST_WAIT)


async def _step(name: str, function: Callable[[Workbench, str], bool], bench: Workbench, record_id: str) -> bool:
    """Run a step in a thread of its own, so that other records go on. A defect ends the record, not the worker."""

    async def in_a_thread() -> bool:
        try:
            return await asyncio.to_thread(function, bench, record_id)
        except Exception:
            logging.getLogger("launchpath.work").exception("step failed", extra={"record_id": record_id, "step": name})
            await asyncio.to_thread(carry_out.give_up, bench, record_id, "An internal error ended this operation.")
            return False

    return await DBOS.run_step_async({"name": name}, in_a_thread)


class DurableWork:
    """Where records are handed in (call.Work), and where they are carried out."""

    def __init__(self, database: Database, executor: str = "launchpath") -> None:
        self._database = database
        self._config = DBOSConfig(
            name="launchpath",
            system_database_url=database.url,
            application_version=VERSION,
            executor_id=executor,
            log_level="WARNING",
        )
        self._client: DBOSClient | None = None

    def start(self, bench: Workbench) -> None:
        """Begin to carry records out, those first that a crash interrupted."""
        DBOS(config=self._config)
        Worker(bench)
        DBOS.launch()
        DBOS.register_queue(QUEUE, polling_interval_sec=_QUEUE_INTERVAL, on_conflict="always_update")
        self._client = DBOSClient(system_database_url=self._database.url)

    def enqueue(self, tx: Transaction, record_id: str) -> None:
        if self._client is None:
            raise RuntimeError("work was handed in before it was started")
        self._client.enqueue_in_transaction(
            tx.connection,
            {
                "queue_name": QUEUE,
                "workflow_name": _NAME,
                "workflow_id": record_id,
                "app_version": VERSION,
                "class_name": _CLASS,
                "instance_name": _INSTANCE,
            },
            record_id,
        )

    def stop(self) -> None:
        """Finish the steps in hand; what is left goes on at the next start."""
        if self._client is not None:
            self._client.destroy()
            self._client = None
            DBOS.destroy(destroy_registry=False, workflow_completion_timeout_sec=0)
