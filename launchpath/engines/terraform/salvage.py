"""What a crash of everything left in a run's folder: the last state, if it had not reached the database yet."""

import logging
from pathlib import Path

import msgspec

from launchpath.engines.base import EngineUnavailable
from launchpath.engines.memory import Memory
from launchpath.engines.terraform import folder, state
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.watch import STATE, Run

log = logging.getLogger("launchpath.engines.terraform")


def salvage(memory: Memory, runs: Path) -> None:
    """Save the states in folders that nothing lives of any more, and remove these."""
    for left in folder.dead(runs):
        try:
            _save(memory, left)
            left.remove()
        except EngineUnavailable as fault:
            log.warning("a state is still to be salvaged", extra={"folder": left.root.name, "reason": str(fault)[:200]})


def _save(memory: Memory, left: Folder) -> None:
    try:
        run = msgspec.json.decode(left.run.read_bytes(), type=Run)
        text = left.state.read_text(errors="replace")
    except (OSError, msgspec.MsgspecError):
        # It had not come to anything.
        return
    found = state.read(text)
    # As the dead one: whoever holds the lock now has gone on without it.
    if found is None or not memory.take(run.product_id, run.holder):
        return
    known = state.read(memory.newest(run.product_id).get(STATE, "")) or state.State()
    if found.serial > known.serial and known.lineage in ("", found.lineage):
        memory.save(run.product_id, run.holder, run.record_id, {STATE: text})
        log.warning("a state was salvaged", extra={"record_id": run.record_id, "serial": found.serial})
    memory.release(run.product_id, run.holder)
