"""Engines outside of the house: told by messages, heard through the API. See README.md in this folder."""

import os

from launchpath.engines.external import settings as own
from launchpath.engines.external.engine import External
from launchpath.engines.external.parser import LambdaParser
from launchpath.engines.loader import EngineSettings
from launchpath.engines.offers import Parser

#: Known without opening the engine.
MAKES = External.makes


def create(settings: EngineSettings) -> External:
    """The engine as the environment configures it. Raises EngineMisconfigured."""
    return External(own.read(os.environ), settings.region)


def parser(settings: EngineSettings, kind: str) -> Parser | None:
    """How archives are read; None: as Terraform's, by the house. Raises EngineMisconfigured."""
    # A process that only answers the API needs no other setting of the engine's.
    if not os.environ.get(f"{own.PREFIX}PARSER"):
        return None
    return LambdaParser(own.read(os.environ), settings.region, kind).parse
