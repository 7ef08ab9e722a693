"""What an engine is told at the start: how the living products came to be what they are."""

from collections.abc import Iterator

from launchpath.engines.base import Order
from launchpath.store import provisioned_products
from launchpath.work.carry_out import Workbench
from launchpath.work.order import living


def everything(bench: Workbench) -> None:
    """Let every engine bring back what did not outlive the last process."""
    for kind, engine in bench.engines.items():
        engine.restore(_orders(bench, kind))


def _orders(bench: Workbench, kind: str) -> Iterator[Order]:
    """Read when the engine asks for the first: most have nothing to bring back, and a house may have very many."""
    with bench.database.read() as tx:
        of_kind = [one for one in provisioned_products.all_living(tx) if one.type == kind]
        orders = [order for one in of_kind for order in living(tx, one, bench.region)]
    yield from orders
