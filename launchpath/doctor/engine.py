"""Whether the engine can carry orders out, and whether nothing stands in its world that nobody knows any more."""

from collections.abc import Iterator
from contextlib import contextmanager

from launchpath import installation
from launchpath.config import Config
from launchpath.doctor.finding import Finding, Patient, State
from launchpath.engines import loader
from launchpath.engines.base import Engine, EngineUnavailable, Inventory, Standing
from launchpath.engines.choice import NONE
from launchpath.engines.loader import EngineMisconfigured, EngineNotFound, EngineSettings
from launchpath.store import provisioned_products, settings
from launchpath.store.database import Database

_DEFAULT = "sandbox"


_OTHER = "Name an engine that is installed: launchpath serve --engine NAME"
_SETTINGS = "See the engine's settings, and that this machine reaches what it asks."


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
        with _loaded(name, patient.config) as engine:
            engine.wait_until_ready()
            standing = _standing(engine, patient.config, database)
    except (EngineNotFound, EngineMisconfigured) as fault:
        yield Finding("engine", State.PROBLEM, str(fault), _OTHER)
    except EngineUnavailable as fault:
        yield Finding("engine", State.PROBLEM, f"The engine {name} is not ready: {fault}", _SETTINGS)
    else:
        yield Finding("engine", State.OK, f"The engine {name} can be loaded and is ready.")
        yield from standing


def _standing(engine: Engine, config: Config, database: Database | None) -> list[Finding]:
    """Whether everything belongs to somebody that stands in the world of an engine that can tell."""
    if not isinstance(engine, Inventory):
        return []
    # Before and after: what is launched or terminated meanwhile is in one of the two.
    known = _known(database)
    standing = list(engine.inventory(config.account, config.region))
    known |= _known(database)
    if database is None:
        return []
    left = [_orphan(one) for one in standing if one.provisioned_product_id not in known]
    found = f"{len(standing)} stacks stand, and each belongs to a living product."
    return left or [Finding("orphans", State.OK, found)]


def _orphan(one: Standing) -> Finding:
    found = f"{one.physical_id} stands, and {one.provisioned_product_id} does not live any more."
    return Finding("orphans", State.PROBLEM, found, one.remove)


def _known(database: Database | None) -> set[str]:
    if database is None:
        return set()
    with database.read() as tx:
        return provisioned_products.standing_ids(tx)


def _names(patient: Patient, database: Database | None) -> list[str]:
    """The names of the engines, without what each is for."""
    given = patient.engine
    if given is None and database is not None:
        with database.read() as tx:
            given = settings.find(tx, installation.ENGINE)
    return list(dict.fromkeys(one.rpartition("=")[2] for one in str(given or _DEFAULT).split()))


@contextmanager
def _loaded(name: str, config: Config) -> Iterator[Engine]:
    engine = loader.load(name, EngineSettings(data=config.data, account=config.account, region=config.region))
    try:
        yield engine
    finally:
        engine.close()
