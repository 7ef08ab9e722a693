"""Ansible: playbooks that provision and terminate. See README.md in this folder."""

import importlib.util

from launchpath.engines.ansible.engine import Ansible
from launchpath.engines.ansible.parameters import declared
from launchpath.engines.loader import EngineSettings
from launchpath.engines.offers import Parser

#: Known without opening the engine.
MAKES = Ansible.makes


def create(settings: EngineSettings) -> Ansible:
    """The engine. Raises ModuleNotFoundError if its extra is not installed."""
    if importlib.util.find_spec("ansible_runner") is None:
        raise ModuleNotFoundError("No module named 'ansible_runner'", name="ansible_runner")
    return Ansible(settings.data / "ansible")


def parser(settings: EngineSettings, kind: str) -> Parser:
    """What an archive asks for stands in its parameters.yml."""
    return declared
