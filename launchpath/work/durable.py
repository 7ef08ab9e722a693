"""The durable queue that records are carried out from: the one module that knows DBOS.

One workflow a record, its id the record's. A workflow is written in the transaction that writes its record, takes the
record's id as its only argument, and keeps nothing but what is to be done next: no secret comes near its tables.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSConfiguredInstance
from dbos._migration import get_migration_versions, get_sqlite_migration_versions
from sqlalchemy import text

from launchpath.store.database import Conflict, Database, Transaction, Unreachable
from launchpath.work import carry_out
from launchpath.work.carry_out import Next, Workbench
from launchpath.work.lease import Lease

log = logging.getLogger("launchpath.work")

QUEUE = "records"
_NAME = "carry_out"
_CLASS = "Worker"
_INSTANCE = "worker"

#: Where the queue's own tables are on PostgreSQL, and those that hold something of a record.
_SCHEMA = "dbos"
_TABLES = ("operation_outputs", "workflow_input", "workflow_output", "workflow_status")

#: Workflows of another version are not taken over. Raise it when a running workflow could not go on with the new code.
VERSION = "1"

#: On SQLite there is one worker, and it takes over from itself.
_ONLY_WORKER = "launchpath"

#: How often the queue is looked at for new records, in seconds.
_QUEUE_INTERVAL = 0.05

#: How long to wait between two looks at a running record: doubled from the first to the last, in seconds.
_FIRST_WAIT, _LAST_WAIT = 0.1, 10.0

#: Seconds until a step is tried again whose database could not be reached.
_DATABASE_WAIT = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """How many records may be in work at once; the others wait in order, visible as CREATED."""

    in_all: int = 200
    per_account: int = 100
    per_worker: int = 100


class Fenced(Exception):
    """This worker may have been given up: another does its work."""


@DBOS.dbos_class(class_name=_CLASS)
class Worker(DBOSConfiguredInstance):
    """Carries records out, as many at a time as the limits allow."""

    def __init__(self, bench: Workbench, is_ours: Callable[[], bool]) -> None:
        super().__init__(_INSTANCE)
        self._bench = bench
        self._is_ours = is_ours

    @DBOS.workflow(name=_NAME)
    async def carry_out(self, record_id: str) -> None:
        """The whole life of a record after it was accepted."""
        steps = {Next.BEGIN: carry_out.begin, Next.WATCH: carry_out.watch}
        following, wait = await self._step(Next.BEGIN, carry_out.begin, record_id), _FIRST_WAIT
        if following is Next.WATCH:
            # Many have ended by now, and nobody need wait for them.
            following = await self._step(following, carry_out.watch, record_id)
        while following is not Next.NOTHING:
            await DBOS.sleep_async(wait)
            wait = min(wait * 2, _LAST_WAIT)
            following = await self._step(following, steps[following], record_id)

    async def _step(self, name: Next, function: Callable[[Workbench, str], Next], record_id: str) -> Next:
        """Run a step in a thread of its own, so that other records go on."""

        async def in_a_thread() -> str:
            while True:
                if not self._is_ours():
                    raise Fenced
                try:
                    return (await asyncio.to_thread(function, self._bench, record_id)).value
                except (Conflict, Unreachable) as fault:
                    log.warning(
                        "step waits for the database", extra={"record_id": record_id, "reason": str(fault)[:200]}
                    )
                    await asyncio.sleep(_DATABASE_WAIT)
                except Exception:
                    # A defect ends the record, not the worker.
                    log.exception("step failed", extra={"record_id": record_id, "step": name.value})
                    reason = "An internal error ended this operation. The server's log has the details."
                    await asyncio.to_thread(carry_out.give_up, self._bench, record_id, reason)
                    return Next.NOTHING.value

        return Next(await DBOS.run_step_async({"name": name.value}, in_a_thread))


def versions(database: Database) -> tuple[int, int]:
    """The version of the queue's own tables, 0 if there are none, and the one that this release needs."""
    if database.is_sqlite:
        return get_sqlite_migration_versions(database.engine)
    return get_migration_versions(database.engine, _SCHEMA, use_listen_notify=True)


def migrate(database: Database) -> tuple[int, int]:
    """Bring the queue's own tables to their newest form; their versions before and after. A second process waits."""
    before, _ = versions(database)
    DBOS.migrate(database.url)
    return before, versions(database)[0]


def abandoned(tx: Transaction, record_ids: Collection[str]) -> list[str]:
    """Those of these unfinished records that no worker would ever take: the queue has lost them, or given them up."""
    active = "status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
    living = f"SELECT workflow_uuid FROM {_prefix(tx)}workflow_status WHERE {active}"  # noqa: S608  names of our own
    known = set(tx.connection.execute(text(living)).scalars())
    return [record_id for record_id in record_ids if record_id not in known]


def forget(tx: Transaction, record_ids: Collection[str] | None = None) -> None:
    """Drop what the queue knows of these records, or of all; nobody may work meanwhile."""
    for table in _TABLES:
        statement = f"DELETE FROM {_prefix(tx)}{table}"  # noqa: S608  names of our own
        if record_ids is None:
            tx.connection.execute(text(statement))
        elif record_ids:
            these = [{"id": record_id} for record_id in record_ids]
            tx.connection.execute(text(f"{statement} WHERE workflow_uuid = :id"), these)


def _prefix(tx: Transaction) -> str:
    return "" if tx.is_sqlite else f"{_SCHEMA}."


class Queue:
    """Where records are handed in (call.Work)."""

    def __init__(self, database: Database) -> None:
        # The client does not migrate, and an API process may start before any worker did.
        migrate(database)
        self._client = DBOSClient(system_database_url=database.url)

    def enqueue(self, tx: Transaction, record_id: str, account: str) -> None:
        self._client.enqueue_in_transaction(
            tx.connection,
            {
                "queue_name": QUEUE,
                "workflow_name": _NAME,
                "workflow_id": record_id,
                "app_version": VERSION,
                "class_name": _CLASS,
                "instance_name": _INSTANCE,
                "queue_partition_key": account,
            },
            record_id,
        )

    def close(self) -> None:
        self._client.destroy()


class Labour:
    """Where records are carried out: what runs in a process that works."""

    def __init__(self, database: Database, bench: Workbench, limits: Limits) -> None:
        self._database = database
        self._bench = bench
        self._limits = limits
        self._lease: Lease | None = None
        self._changing = threading.Lock()
        self._stopped = False

    def start(self) -> None:
        """Begin to carry records out, those first that a crash interrupted."""
        with self._changing:
            self._start()

    def stop(self) -> None:
        """Finish the steps in hand; what is left goes on at the next start."""
        with self._changing:
            self._stopped = True
            self._stop()

    def _start(self) -> None:
        name = _ONLY_WORKER
        if not self._database.is_sqlite:
            self._lease = Lease(self._database, self._take_over, self._begin_anew)
            name = self._lease.name
        DBOS(
            config=DBOSConfig(
                name="launchpath",
                system_database_url=self._database.url,
                application_version=VERSION,
                executor_id=name,
                log_level="WARNING",
            )
        )
        Worker(self._bench, self._is_ours)
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            global_concurrency=self._limits.in_all,
            partition_concurrency=self._limits.per_account,
            worker_concurrency=self._limits.per_worker,
            polling_interval_sec=_QUEUE_INTERVAL,
            on_conflict="always_update",
        )
        if self._lease:
            self._lease.start()

    def _stop(self) -> None:
        # No more signs of life, so that nobody is taken over by a worker that goes; then the work; then the claim.
        DBOS.destroy(destroy_registry=False, workflow_completion_timeout_sec=0)
        if self._lease:
            self._lease.release()
            self._lease = None

    def _is_ours(self) -> bool:
        return self._lease is None or self._lease.held

    def _take_over(self, living: frozenset[str]) -> None:
        """Take over what workers left behind that are not among the living."""
        owners = text("SELECT DISTINCT executor_id FROM dbos.workflow_status WHERE status = 'PENDING'")
        with self._database.read() as tx:
            left = set(tx.connection.execute(owners).scalars()) - living
        if left:
            log.warning("taking over from silent workers", extra={"workers": sorted(left)})
            DBOS._recover_pending_workflows(sorted(left))

    def _begin_anew(self) -> None:
        """We were given up: under a new name, we may work again."""
        with self._changing:
            if not self._stopped:
                self._stop()
                self._start()
