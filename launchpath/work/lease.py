"""A worker's claim to be alive: renewed every second, and lost to others when it is not.

A worker that is killed, hangs or loses its database falls silent. Others give it up after LEASE seconds and take its
records over. When it comes back it finds its claim gone, and must do nothing more under its old name.
"""

import logging
import socket
import threading
import time
import uuid
from collections.abc import Callable

from launchpath.store import workers
from launchpath.store.database import Conflict, Database, Unreachable

log = logging.getLogger("launchpath.work")

#: Seconds between two signs of life, and of silence until a worker is given up.
BEAT = 1.0
LEASE = workers.PATIENCE / 1000


class Lease:
    """The claim of one worker, under a name that is never used again."""

    def __init__(self, database: Database, lost: Callable[[str], None]) -> None:
        """`lost` is called once, with our name, when we were given up. Raises Unreachable."""
        self.name = f"{socket.gethostname()}-{uuid.uuid4().hex[:12]}"
        # Connections of its own: a sign of life must not wait until busy steps give one back.
        self._database = Database(database.url, database.vault)
        self._lost = lost
        self._renewed = time.monotonic()
        self._is_over = False
        self._stopping = threading.Event()
        with database.write() as tx:
            workers.add(tx, self.name, socket.gethostname())
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def is_held(self) -> bool:
        """Whether nobody can have our work yet. A moment is kept back, for what is done between asking and doing."""
        return not self._is_over and time.monotonic() - self._renewed < LEASE - BEAT

    def release(self) -> None:
        """Go in order: nobody needs to wait for our silence. A step that is left behind finds the claim gone."""
        self._is_over = True
        self._stopping.set()
        if self._thread is not threading.current_thread():
            self._thread.join(BEAT * 3)
        try:
            with self._database.write() as tx:
                workers.remove(tx, self.name)
        except Exception as fault:
            # Whatever it was: nobody goes by a claim that is silent, and what comes next must not wait for it.
            reason = {"reason": str(fault)[:200]}
            log.warning("could not release the lease; others will notice the silence", extra=reason)
        self._database.close()

    def _beat(self) -> None:
        while not self._stopping.wait(BEAT):
            try:
                if not self._renew():
                    self._is_over = True
                    log.error("given up by the other workers, after a silence: beginning anew")
                    self._lost(self.name)
                    return
            except (Conflict, Unreachable) as fault:
                log.warning("no sign of life could be given", extra={"reason": str(fault)[:200]})
            except Exception:
                # Whatever it was, the next second may be better; without signs of life this worker does nothing.
                log.exception("the lease met a fault")

    def _renew(self) -> bool:
        asked = time.monotonic()
        with self._database.write() as tx:
            if not workers.beat(tx, self.name):
                return False
            workers.give_up_silent(tx)
        self._renewed = asked
        return True
