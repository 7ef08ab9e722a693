"""CloudFormation, at AWS or wherever something speaks its API. See README.md in this folder."""

import os

from launchpath.engines.cloudformation import settings as own
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.loader import EngineSettings

#: Known without opening the engine.
MAKES = CloudFormation.makes


def create(settings: EngineSettings) -> CloudFormation:
    """The engine as the environment configures it. Raises EngineMisconfigured."""
    return CloudFormation(own.read(os.environ))
