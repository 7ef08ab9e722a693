"""Whether an installation is well, and the command that mends what is not."""

from collections.abc import Callable, Iterator

from launchpath.doctor import engine, foundation, labour, machine
from launchpath.doctor.finding import Finding, Patient, State
from launchpath.store.database import Database

__all__ = ["Finding", "Patient", "State", "examine"]

#: What needs a database in its newest form, in the order in which it is looked at.
_INSIDE: tuple[Callable[[Patient, Database], Iterator[Finding]], ...] = (
    foundation.key,
    machine.clock,
    labour.workers,
    labour.records,
)


def examine(patient: Patient) -> Iterator[Finding]:
    """Look at everything, whatever is found; what can't be looked at before something else is mended is left out."""
    yield from machine.disk(patient)
    with patient.opened() as database:
        well = True
        for finding in foundation.database(patient, database):
            yield finding
            well = well and finding.state is not State.PROBLEM
        yield from engine.look(patient, database if well else None)
        if database is not None and well:
            for look in _INSIDE:
                yield from look(patient, database)
