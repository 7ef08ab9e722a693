"""Terraform or OpenTofu, whichever is installed. See README.md in this folder."""

import os

from launchpath.engines.loader import EngineSettings
from launchpath.engines.terraform import settings as own
from launchpath.engines.terraform.engine import Terraform

#: Known without opening the engine.
MAKES = Terraform.makes


def create(settings: EngineSettings) -> Terraform:
    """The engine as the environment configures it. Raises EngineMisconfigured."""
    return Terraform(own.read(os.environ), settings.data / "terraform")
