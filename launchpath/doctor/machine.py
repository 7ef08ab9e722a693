"""Whether the machine is well: room on the disk, and a clock that goes with the database's."""

import shutil
from collections.abc import Iterator

from launchpath.call import now
from launchpath.doctor.finding import Finding, Patient, State
from launchpath.store import workers
from launchpath.store.database import Database

#: Bytes of room that are enough, and below which a write may fail any moment.
_ENOUGH, _LEAST = 1_000_000_000, 100_000_000

#: Milliseconds that the clocks may differ. Requests are refused whose clock is off by five minutes.
_SLIGHT, _GRAVE = 2_000, 60_000


def disk(patient: Patient) -> Iterator[Finding]:
    """The room that the data folder has; a PostgreSQL server's disk can't be seen from here."""
    folder = patient.config.data
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    state = State.OK if free >= _ENOUGH else State.WARNING if free >= _LEAST else State.PROBLEM
    mend = "" if state is State.OK else f"Make room: du -xh --max-depth=2 {folder} | sort -h"
    yield Finding("disk", state, f"{free / 1e9:,.1f} GB are free where {folder} is.", mend)


def clock(_: Patient, database: Database) -> Iterator[Finding]:
    before = now()
    with database.read() as tx:
        theirs = workers.clock(tx)
    after = now()
    # It was read somewhere between the two.
    apart = max(before - theirs, theirs - after, 0)
    state = State.OK if apart < _SLIGHT else State.WARNING if apart < _GRAVE else State.PROBLEM
    if state is State.OK:
        yield Finding("clock", state, "This machine's clock goes with the database's.")
    else:
        found = f"This machine's clock and the database's are {apart / 1000:.0f} seconds apart."
        yield Finding("clock", state, found, "On both machines: timedatectl set-ntp true")
