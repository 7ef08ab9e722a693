"""Terraform as an engine: each order is a run of its own, some at a time."""

import logging
import threading
from collections.abc import Iterable
from concurrent.futures import CancelledError, Future
from functools import partial
from pathlib import Path

from launchpath.engines.base import EngineUnavailable, Order, Standing, State
from launchpath.engines.local import LocalEngine
from launchpath.engines.memory import Memory
from launchpath.engines.offers import Checked, Preview
from launchpath.engines.recent import Recent
from launchpath.engines.terraform import inventory
from launchpath.engines.terraform.check import check, version
from launchpath.engines.terraform.commands import Place
from launchpath.engines.terraform.preview import preview
from launchpath.engines.terraform.run import Carrying
from launchpath.engines.terraform.salvage import salvage
from launchpath.engines.terraform.settings import Settings

log = logging.getLogger("launchpath.engines.terraform")

#: How many previews are kept in mind.
_PREVIEWS = 200


class Terraform(LocalEngine):
    """The README in this folder explains it.

    What was made is remembered in the house's database, under a lock for each product, so that any process may go on
    with any order.
    """

    makes = "TERRAFORM_OPEN_SOURCE"

    def __init__(self, settings: Settings, data: Path) -> None:
        super().__init__("terraform", settings.parallel)
        self._settings, self._data = settings, data
        self._foreseeing = threading.Lock()
        self._previews: Recent[str, Future[Preview]] = Recent(_PREVIEWS)

    @property
    def place(self) -> Place:
        """Where orders are carried out."""
        return Place(settings=self._settings, memory=self.memory, data=self._data, is_closing=self.is_closing)

    def remember_in(self, memory: Memory) -> None:
        """Where states are kept; those that a crash left in a run's folder are brought there."""
        super().remember_in(memory)
        salvage(memory, self.place.runs)

    def run(self, order: Order) -> Carrying:
        return Carrying(self.place, order)

    def preview(self, order: Order) -> Preview:
        """What a provision or an update would change. Raises EngineUnavailable."""
        with self._foreseeing:
            future = self._previews.get(order.record_id)
            if future is None:
                future = self.submit(partial(preview, self.place, order))
                self._previews.put(order.record_id, future)
        if not future.done():
            return Preview(state=State.RUNNING)
        try:
            return future.result()
        except (CancelledError, EngineUnavailable) as reason:
            self._previews.drop(order.record_id)
            raise EngineUnavailable(str(reason) or "The engine is stopped.") from None

    def inventory(self, account: str, region: str) -> Iterable[Standing]:
        """What stands of the products. Raises EngineUnavailable."""
        return inventory.products(self.memory)

    def hand_over(self, product_id: str, folder: Path) -> str:
        """Module, values and state of a product. Raises NothingKnown and EngineUnavailable."""
        return inventory.hand_over(self.memory, self._settings.binary, product_id, folder)

    def check(self, account: str, region: str) -> Iterable[Checked]:
        """Whether it has what it needs."""
        return check(self._settings, self._data)

    def wait_until_ready(self) -> None:
        """Returns when the binary has told its version. Raises EngineUnavailable."""
        log.info("ready", extra={"version": version(self._settings)})
