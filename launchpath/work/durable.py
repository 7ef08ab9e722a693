"""The durable queue that records are carried out from: the one module that knows DBOS.

One workflow a record, its id the record's. A workflow is written in the transaction that writes its record, takes no
argument but the ids of the record and of its request, and keeps nothing but what is to be done next: no secret comes
near its tables.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSConfiguredInstance
from dbos._migration import get_migration_versions, get_sqlite_migration_versions
from sqlalchemy import text

from launchpath import logs, tracing
from launchpath.call import now
from launchpath.store.database import IDLE_IN_TRANSACTION, Conflict, Database, Transaction, Unreachable
from launchpath.work import carry_out
from launchpath.work.carry_out import Next, Workbench
from launchpath.work.lease import Lease
from launchpath.work.steps import Steps

log = logging.getLogger("launchpath.work")

QUEUE = "records"
_NAME, _CLASS, _INSTANCE = "carry_out", "Worker", "worker"

#: Instead of a request's id, where a record is handed in for none.
NO_REQUEST = "-"

#: Where the queue's own tables are on PostgreSQL, and those that hold something of a record.
_SCHEMA = "dbos"
_TABLES = ("operation_outputs", "workflow_input", "workflow_output", "workflow_status")

#: Workflows of another version are not taken over. Raise it when a running workflow could not go on with the new code.
VERSION = "1"

#: On SQLite there is one worker, and it takes over from itself.
_ONLY_WORKER = "launchpath"

#: How often the queue is looked at for new records, in seconds.
_QUEUE_INTERVAL = 0.2

#: How long to wait between two looks at a running record: doubled from the first to the last, in seconds.
_FIRST_WAIT, _LAST_WAIT = 0.1, 10.0

#: Seconds until a step is tried again whose database could not be reached.
_DATABASE_WAIT = 0.5
#: Seconds that the steps in hand get when the worker stops, and that it may take to stop in all. What hangs longer, at
#: an engine or at a database that is away, is left behind: it is done again by others, or at the next start.
_GRACE, _LONGEST_STOP = 5, 10
#: Seconds between two attempts to begin anew.
_ANEW = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many records may be in work at once; the others wait in order, visible as CREATED."""

    in_all: int = 200
    per_account: int = 100
    per_worker: int = 100


@DBOS.dbos_class(class_name=_CLASS)
class Worker(DBOSConfiguredInstance):
    """Carries records out, as many at a time as the limits allow."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_INSTANCE)
        self._bench = bench
        #: Of the latest start. A workflow keeps to those of its own.
        self.steps = Steps(lambda: True)

    # However often its worker dies: only time ends a record.
    @DBOS.workflow(name=_NAME, max_recovery_attempts=None)
    async def carry_out(self, record_id: str, request_id: str = NO_REQUEST) -> None:
        """The whole life of a record after it was accepted."""
        with logs.about(record_id=record_id, request_id=request_id), tracing.continued(request_id):
            await self._carry_out(record_id)

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


_CREATED = text("UPDATE workflow_status SET created_at = :now WHERE workflow_uuid = :id")


class Queue:
    """Where records are handed in (call.Work)."""

    def __init__(self, database: Database) -> None:
        # The client does not migrate, and an API process may start before any worker did.
        migrate(database)
        self._client = DBOSClient(system_database_url=database.url)

    def enqueue(self, tx: Transaction, record_id: str, account: str, request_id: str) -> None:
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
            request_id,
        )
        if tx.is_sqlite:
            # There it would be in whole seconds, and whoever came in the same second would wait in any order.
            tx.connection.execute(_CREATED, {"now": now(), "id": record_id})

    def close(self) -> None:
        self._client.destroy()


#: Workers that have records in work and are not among the living. One look: who works is a worker already.
_LEFT = text(
    f"SELECT DISTINCT executor_id FROM {_SCHEMA}.workflow_status"  # noqa: S608  a name of our own
    " WHERE status = 'PENDING' AND executor_id NOT IN (SELECT id FROM workers)"
)


class Labour:
    """Where records are carried out: what runs in a process that works. A process has one, since DBOS is one."""

    def __init__(self, database: Database, bench: Workbench, limits: Limits) -> None:
        self._database = database
        self._worker = Worker(bench)
        self._limits = limits
        self._lease: Lease | None = None
        self._launched = False
        self._changing = threading.Lock()
        self._stopped = False

    def start(self) -> None:
        """Begin to carry records out, those first that a crash interrupted."""
        with self._changing:
            self._start()

    def stop(self) -> None:
        """Finish the steps in hand; what is left goes on at the next start."""
        self._stopped = True
        stopping = threading.Thread(target=self._stop_in_order, name="stop", daemon=True)
        stopping.start()
        stopping.join(_LONGEST_STOP)
        if stopping.is_alive():
            log.warning("the work did not stop in time; others, or the next start, go on with it")

    def _stop_in_order(self) -> None:
        if not self._worker.steps.stop(_GRACE):
            log.warning("a step did not end in time; it is done again at the next start")
        with self._changing:
            self._stop()

    def _start(self) -> None:
        name, is_ours = _ONLY_WORKER, _always
        if not self._database.is_sqlite:
            # Before the rest, which takes a while.
            self._lease = Lease(self._database, self._take_over, self._begin_anew)
            self._lease.start()
            name, is_ours = self._lease.name, self._lease.is_held
        self._worker.steps = Steps(is_ours)
        DBOS(
            config=DBOSConfig(
                name="launchpath",
                system_database_url=self._database.url,
                application_version=VERSION,
                executor_id=name,
                sys_db_idle_transaction_timeout_sec=IDLE_IN_TRANSACTION / 1000,
                log_level="WARNING",
            )
        )
        DBOS.launch()
        in_all = self._limits.in_all
        DBOS.register_queue(
            QUEUE,
            global_concurrency=in_all,
            partition_concurrency=min(self._limits.per_account, in_all),
            worker_concurrency=min(self._limits.per_worker, in_all),
            polling_interval_sec=_QUEUE_INTERVAL,
            on_conflict="always_update",
        )
        self._launched = True
        log.info("at work", extra={"worker": name})

    def _stop(self) -> None:
        self._launched = False
        DBOS.destroy(destroy_registry=False, workflow_completion_timeout_sec=0)
        if self._lease:
            # Last: until now, whatever we still did was ours to do.
            self._lease.release()
            self._lease = None

    def _take_over(self) -> None:
        """Take over what workers left behind that are not among the living."""
        if not self._launched:
            return
        with self._database.read() as tx:
            left = sorted(tx.connection.execute(_LEFT).scalars())
        if left:
            log.warning("taking over from silent workers", extra={"workers": left})
            DBOS._recover_pending_workflows(left)

    def _begin_anew(self) -> None:
        """We were given up: under a new name, we may work again, as soon as the database lets us."""
        with self._changing:
            self._worker.steps.stop(0)
            self._stop()
        while not self._began_anew():
            time.sleep(_ANEW)

    def _began_anew(self) -> bool:
        with self._changing:
            if self._stopped:
                return True
            try:
                self._start()
            except Exception as fault:
                log.warning("can't begin anew yet", extra={"reason": str(fault)[:200]})
                self._stop()
                return False
        log.warning("began anew")
        return True


def _always() -> bool:
    return True
