"""Where records are carried out: what runs in a process that works, and what it takes over from others."""

import logging
import threading
import time
from dataclasses import dataclass

from dbos import DBOS, DBOSConfig

from launchpath import logs
from launchpath.call import now
from launchpath.store.database import IDLE_IN_TRANSACTION, Conflict, Database, Transaction, Unreachable
from launchpath.work.carry_out import Workbench
from launchpath.work.durable import queue, tables
from launchpath.work.durable.queue import Queue
from launchpath.work.durable.worker import Worker
from launchpath.work.lease import Lease
from launchpath.work.steps import Steps

log = logging.getLogger("launchpath.work")

#: On SQLite there is one worker, and it takes over from itself.
_ONLY_WORKER = "launchpath"

#: How often the queue is looked at for new records, in seconds.
_QUEUE_INTERVAL = 0.2

#: Seconds that the steps in hand get when the worker stops, and that it may take to stop in all. What hangs longer, at
#: an engine or at a database that is away, is left behind: it is done again by others, or at the next start.
_GRACE, _LONGEST_STOP = 5, 10
#: Seconds between two attempts to begin anew.
_ANEW = 1.0
#: Seconds between two looks at what nobody carries out.
_LOOK = 1.0
#: How often what the queue no longer needs is cleared away, in seconds; how long it is kept for whoever looks for a
#: fault, in milliseconds; and of how many records at once.
_CLEARING, _KEPT, _AT_ONCE = 60.0, 3_600_000, 1_000
#: Seconds that a record may take from the queue to its first step. Later, nobody here knows that it is ours.
_ON_ITS_WAY = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many records may be in work at once; the others wait in order, visible as CREATED."""

    in_all: int = 200
    per_account: int = 100
    per_worker: int = 100


class Labour:
    """What carries records out in a process that works. A process has one, since DBOS is one."""

    def __init__(self, database: Database, handed_in: Queue, bench: Workbench, limits: Limits) -> None:
        self._database = database
        self._queue = handed_in
        self._worker = Worker(bench)
        self._limits = limits
        self._name = _ONLY_WORKER
        self._lease: Lease | None = None
        self._launched = False
        self._changing = threading.Lock()
        self._stopped = threading.Event()
        self._next_clearing = time.monotonic()

    def start(self) -> None:
        """Begin to carry records out, those first that a crash interrupted."""
        with self._changing:
            self._start()
        threading.Thread(target=self._look_after, name="look after", daemon=True).start()

    def stop(self) -> None:
        """Finish the steps in hand; what is left goes on at the next start."""
        self._stopped.set()
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
        is_ours = _always
        if not self._database.is_sqlite:
            # Before the rest, which takes a while.
            self._lease = Lease(self._database, self._begin_anew)
            self._lease.start()
            self._name, is_ours = self._lease.name, self._lease.is_held
        self._worker.steps, self._worker.in_work = Steps(is_ours), set()
        DBOS(
            config=DBOSConfig(
                name="launchpath",
                system_database_url=self._database.url,
                application_version=queue.VERSION,
                executor_id=self._name,
                sys_db_idle_transaction_timeout_sec=IDLE_IN_TRANSACTION / 1000,
                log_level="WARNING",
            )
        )
        DBOS.launch()
        in_all = self._limits.in_all
        DBOS.register_queue(
            queue.NAME,
            global_concurrency=in_all,
            partition_concurrency=min(self._limits.per_account, in_all),
            worker_concurrency=min(self._limits.per_worker, in_all),
            polling_interval_sec=_QUEUE_INTERVAL,
            on_conflict="always_update",
        )
        self._launched = True
        log.info("at work", extra={"worker": self._name})

    def _stop(self) -> None:
        self._launched = False
        # What the queue hands out at the last moment is left behind like the rest; DBOS tells of it as of a fault.
        with logs.unheard("dbos"):
            DBOS.destroy(destroy_registry=False, workflow_completion_timeout_sec=0)
        if self._lease:
            # Last: from now on others have our work, and a step that is left behind changes nothing any more.
            self._lease.release()
            self._lease = None

    def _look_after(self) -> None:
        while not self._stopped.wait(_LOOK):
            try:
                with self._changing:
                    if self._launched and self._worker.steps.are_ours():
                        self._take_over()
                        self._take_up()
                        self._clear_away()
            except (Conflict, Unreachable) as fault:
                log.warning("can't look after the queue", extra={"reason": str(fault)[:200]})
            except Exception:
                # Whatever it was, the next second may be better.
                log.exception("looking after the queue met a fault")

    def _take_over(self) -> None:
        """Take over what workers left behind that are not among the living. On SQLite there are no others."""
        if self._lease is None:
            return
        with self._database.read() as tx:
            silent = tables.silent_workers(tx)
        if silent:
            log.warning("taking over from silent workers", extra={"workers": silent})
            DBOS._recover_pending_workflows(silent)

    def _take_up(self) -> None:
        """Take up what nobody carries out: what was lost on its way here, and what the queue could not go on with.

        Its database was away, or full, at a bad moment.
        """
        with self._database.read() as tx:
            lost = self._lost(tx)
        if lost:
            with self._database.write() as tx:
                # Another worker may have been quicker.
                lost = self._lost(tx)
                self._queue.hand_in_again(tx, lost)
            log.warning("nobody carried these out: begun anew", extra={"record_ids": lost})

    def _clear_away(self) -> None:
        """Clear away what the queue knows of records that have ended: two rows for each look at an engine."""
        if time.monotonic() < self._next_clearing:
            return
        self._next_clearing = time.monotonic() + _CLEARING
        with self._database.read() as tx:
            ended = tables.ended(tx, now() - _KEPT, _AT_ONCE)
        if ended:
            with self._database.write() as tx:
                tables.forget(tx, ended)

    def _lost(self, tx: Transaction) -> list[str]:
        given = tables.given_to(tx, self._name, _ON_ITS_WAY)
        return [*tables.abandoned(tx), *(one for one in given if one not in self._worker.in_work)]

    def _begin_anew(self, name: str) -> None:
        """We were given up under this name: under a new one, we may work again, as soon as the database lets us."""
        with self._changing:
            if name != self._name:
                # Lost on the way to a start that failed; another thread goes on with it.
                return
            self._launched = False
            self._worker.steps.stop(0)
        while not self._began_anew():
            self._stopped.wait(_ANEW)

    def _began_anew(self) -> bool:
        """Whether there is nothing more to do: whatever is met on the way, it is tried again."""
        with self._changing:
            if self._launched or self._stopped.is_set():
                return True
            try:
                # Also what the last attempt left behind.
                self._stop()
                self._start()
            except (Conflict, Unreachable) as fault:
                log.warning("can't begin anew yet", extra={"reason": str(fault)[:200]})
                return False
            except Exception:
                log.exception("can't begin anew yet")
                return False
        log.warning("began anew")
        return True


def _always() -> bool:
    return True
