"""What becomes of an apply whose worker died: its heir keeps the lock, saves each state, and writes the answer down."""

import fcntl
import logging
import os
import time
from pathlib import Path

import msgspec

from launchpath.engines.base import EngineUnavailable
from launchpath.engines.memory import Memory
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.step import exit_of
from launchpath.engines.terraform.watch import LockLost, Run, Watch, conclude

log = logging.getLogger("launchpath.engines.terraform")

#: The function that an heir is told to call (Memory.heir).
FUNCTION = "launchpath.engines.terraform.inheritance:inherit"
#: The step that is worth it: whatever else was interrupted is done again.
STEP = "apply"

_LOOK = 0.2


def inherit(memory: Memory, given: str) -> None:
    """Go on with the run in the folder `given`, until Terraform has ended."""
    folder = Folder(Path(given))
    run = msgspec.json.decode(folder.run.read_bytes(), type=Run)
    with folder.alive.open("ab") as alive:
        fcntl.flock(alive, fcntl.LOCK_SH)
        log.warning("going on in the place of a worker that died", extra={"record_id": run.record_id})
        try:
            _see_to_the_end(memory, folder, run)
        except LockLost:
            log.error("another has the product now; Terraform is ended", extra={"record_id": run.record_id})
            return
    folder.remove()


def _see_to_the_end(memory: Memory, folder: Folder, run: Run) -> None:
    watch, lifeline, saved = Watch(memory, folder, run), os.getppid(), False
    while not saved:
        is_watched = os.getppid() == lifeline
        ended = exit_of(folder, STEP)
        try:
            watch.look(STEP, over=ended is not None)
            if ended is not None:
                watch.end(conclude(run, watch.story, watch.state(), ended))
            # Without its lifeline Terraform is dead, too; the next worker goes on from its last state.
            saved = ended is not None or not is_watched
            if saved:
                memory.release(run.product_id, run.holder)
        except EngineUnavailable as fault:
            log.warning("the database can't be reached", extra={"record_id": run.record_id, "reason": str(fault)[:200]})
        time.sleep(_LOOK)
