"""What an engine is told at the start: how the living products came to be what they are."""

from collections.abc import Iterator

from launchpath.engines.base import Order
from launchpath.store import provisioned_products
from launchpath.work.carry_out import Workbench
from launchpath.work.order import living


def everything(bench: Workbench) -> None:
    """Let every engine bring back what did not outlive the last process."""
    for kind, engine in bench.engines.items():
        engine.restore(list(_orders(bench, kind)))


def _orders(bench: Workbench, kind: str) -> Iterator[Order]:
    with bench.database.read() as tx:
        for one in provisioned_products.all_living(tx):
            if one.type == kind:
                yield from living(tx, one, bench.region)
