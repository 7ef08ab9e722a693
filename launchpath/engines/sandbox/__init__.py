"""An AWS to try things out in: a moto server of our own, driven as CloudFormation. See README.md in this folder."""

import importlib.util

from launchpath.engines.loader import EngineSettings
from launchpath.engines.sandbox.engine import Sandbox

#: Known without opening the engine.
MAKES = Sandbox.makes


def create(settings: EngineSettings) -> Sandbox:
    """The sandbox, starting up in the background. Raises ModuleNotFoundError if its extra is not installed."""
    for package in ("moto", "flask", "flask_cors"):
        if importlib.util.find_spec(package) is None:
            raise ModuleNotFoundError(f"No module named '{package}'", name=package)
    return Sandbox(settings)
