"""Ansible: playbooks that provision and terminate. See README.md in this folder."""

from pathlib import Path

from launchpath.engines.ansible.parameters import declared
from launchpath.engines.ansible.play import Play
from launchpath.engines.base import Order
from launchpath.engines.loader import EngineSettings
from launchpath.engines.local import LocalEngine
from launchpath.engines.offers import Parser

#: Known without opening the engine.
MAKES = "EXTERNAL"
#: Playbooks at a time.
_PARALLEL = 10


class Ansible(LocalEngine):
    """Playbooks may be played again: that is what makes it so short."""

    makes = MAKES

    def __init__(self, folder: Path) -> None:
        super().__init__("ansible", _PARALLEL)
        self._folder = folder

    def run(self, order: Order) -> Play:
        return Play(order, self.memory, self._folder, self.is_closing)


def create(settings: EngineSettings) -> Ansible:
    return Ansible(settings.data / "ansible")


def parser(settings: EngineSettings, kind: str) -> Parser:
    """What an archive asks for stands in its parameters.yml."""
    return declared
