"""Whether the engine can carry orders out, and whether nothing stands in its world that nobody knows any more."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from launchpath import installation
from launchpath.config import Config
from launchpath.doctor.finding import Finding, Patient, State
from launchpath.engines import loader
from launchpath.engines.base import Engine, EngineUnavailable, Inventory, Standing
from launchpath.engines.choice import NONE
from launchpath.engines.loader import EngineMisconfigured, EngineNotFound, EngineSettings
from launchpath.engines.memory import Remembers
from launchpath.store import provisioned_products, settings
from launchpath.store.database import Database
from launchpath.store.vault import key_of
from launchpath.work.engine_memory import DatabaseMemory

_DEFAULT = "sandbox"


_OTHER = "Name an engine that is installed: launchpath serve --engine NAME"


def look(patient: Patient, database: Database | None) -> Iterator[Finding]:
    """The engines, each started here for a moment; with a database, what stands in their worlds, too."""
    names = _names(patient, database)
    if names == [NONE]:
        yield Finding("engine", State.WARNING, "No engine is configured: launches are refused.", _OTHER)
        return
    for name in names:
        yield from _look(name, patient, database)


def _look(name: str, patient: Patient, database: Database | None) -> Iterator[Finding]:
    try:
        with loaded(name, patient.config, database) as engine:
            engine.wait_until_ready()
            standing = _standing(name, engine, patient, database)
    except EngineNotFound as fault:
        yield Finding("engine", State.PROBLEM, str(fault), _OTHER)
    except EngineMisconfigured as fault:
        yield Finding("engine", State.PROBLEM, str(fault), patient.config.command(f"engine check {name}"))
    except EngineUnavailable as fault:
        found = f"The engine {name} is not ready: {fault}"
        yield Finding("engine", State.PROBLEM, found, patient.config.command(f"engine check {name}"))
    else:
        yield Finding("engine", State.OK, f"The engine {name} can be loaded and is ready.")
        yield from standing


def _standing(name: str, engine: Engine, patient: Patient, database: Database | None) -> list[Finding]:
    """Whether everything belongs to somebody that stands in the world of an engine that can tell."""
    if database is None:
        return []
    if not isinstance(engine, Inventory):
        return [Finding("orphans", State.OK, f"The engine {name} keeps no list of what stands in its world.")]
    # Before and after: what is launched or terminated meanwhile is in one of the two.
    known = _known(database)
    try:
        standing = list(engine.inventory(patient.config.account, patient.config.region))
    except EngineUnavailable as fault:
        found = f"What stands in the world of the engine {name} can't be listed, so orphans are not found: {fault}"
        return [Finding("orphans", State.WARNING, found, "See what the engine's manual says it has to be allowed.")]
    known |= _known(database)
    left = [_orphan(patient, one) for one in standing if one.provisioned_product_id not in known]
    found = f"{len(standing)} products stand in the world of the engine {name}, and somebody knows each."
    return left or [Finding("orphans", State.OK, found)]


def _orphan(patient: Patient, one: Standing) -> Finding:
    found = f"{one.physical_id} stands, and {one.provisioned_product_id} does not live any more."
    ours = one.remove.removeprefix("launchpath ")
    return Finding("orphans", State.PROBLEM, found, one.remove if ours == one.remove else patient.config.command(ours))


def _known(database: Database) -> set[str]:
    with database.read() as tx:
        return provisioned_products.standing_ids(tx)


def _names(patient: Patient, database: Database | None) -> list[str]:
    """The names of the engines, without what each is for."""
    given = patient.engines or _of_the_last_start(database) or (_DEFAULT,)
    return list(dict.fromkeys(one.rpartition("=")[2] for one in given))


def _of_the_last_start(database: Database | None) -> Sequence[str]:
    if database is None:
        return ()
    with database.read() as tx:
        return str(settings.find(tx, installation.ENGINE) or "").split()


@contextmanager
def loaded(name: str, config: Config, database: Database | None) -> Iterator[Engine]:
    """An engine for a moment, with what it remembers. Raises EngineNotFound and EngineMisconfigured."""
    engine = loader.load(name, EngineSettings(data=config.data, account=config.account, region=config.region))
    try:
        if database is not None and isinstance(engine, Remembers):
            engine.remember_in(DatabaseMemory(database, key_of(config.data)))
        yield engine
    finally:
        engine.close()
