"""Whether an engine has what it needs: its package, its settings, its credentials, and an answer from its world."""

from collections.abc import Iterator
from contextlib import closing

from launchpath.config import Config
from launchpath.doctor.finding import Finding, State
from launchpath.engines import loader
from launchpath.engines.base import Engine, EngineUnavailable
from launchpath.engines.loader import EngineMisconfigured, EngineNotFound, EngineSettings
from launchpath.engines.offers import Checked, Checks

_SET = "Set the variable as the sentence says; the engine's README has them all."
_LOOK = "See the engine's settings, and that this machine reaches what it asks."


def check(name: str, config: Config) -> Iterator[Finding]:
    """The engine of that name, loaded and asked here for a moment as a server would."""
    settings = EngineSettings(data=config.data, account=config.account, region=config.region)
    try:
        loaded = loader.load(name, settings)
    except EngineNotFound as fault:
        yield Finding("engine", State.PROBLEM, str(fault))
        return
    except EngineMisconfigured as fault:
        yield Finding("settings", State.PROBLEM, str(fault), _SET)
        return
    with closing(loaded) as engine:
        yield Finding("settings", State.OK, f"The engine {name} is installed, and its settings make sense.")
        yield from inside(engine, config)
        yield _readiness(name, engine)


def inside(engine: Engine, config: Config) -> Iterator[Finding]:
    """What an engine says of itself, if it can."""
    if isinstance(engine, Checks):
        yield from map(_finding, engine.check(config.account, config.region))


def _finding(checked: Checked) -> Finding:
    state = State.PROBLEM if not checked.works else State.WARNING if checked.mend else State.OK
    return Finding(checked.what, state, checked.found, checked.mend)


def _readiness(name: str, engine: Engine) -> Finding:
    try:
        engine.wait_until_ready()
    except EngineUnavailable as fault:
        return Finding("ready", State.PROBLEM, f"The engine {name} is not ready: {fault}", _LOOK)
    return Finding("ready", State.OK, f"The engine {name} is ready and takes orders.")
