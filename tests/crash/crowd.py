"""Many clients launch, update, terminate and administer at once: `make stress`, a little of it in `make test`."""

import argparse
import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from tests.crash.houses import House, killed_workers, one_process
from tests.fake_cloudformation import Fake, running
from tests.making import MadeProduct, Making, unique
from tests.postgresql import of_its_own
from tests.promises import Promises
from tests.running import wait_for

CLIENTS = 50

#: What a client is told whose product another one changes just now, or has terminated.
_TURNED_AWAY = {"InvalidParametersException": "is under change", "ResourceNotFoundException": ""}


class Crowd:
    """Clients of one house, and what they have done."""

    def __init__(self, house: House, fake: Fake) -> None:
        self.promises = Promises(house.server, fake)
        self.promises.client = house.server.client("admin", config=Config(max_pool_connections=CLIENTS))
        self._making = Making(house.server)
        self._launched: list[dict[str, Any]] = []
        #: The portfolios that should be there at the end, with the products in each.
        self._portfolios: dict[str, tuple[str, list[str]]] = {}
        self._over = threading.Event()
        self.done: Counter[str] = Counter()

    def work(self, seconds: float, clients: int = CLIENTS) -> None:
        """Let so many do whatever they like for so long."""
        with ThreadPoolExecutor(clients) as hands:
            busy = [hands.submit(self._be_a_client, number) for number in range(clients)]
            threading.Timer(seconds, self._over.set).start()
            for one in busy:
                one.result()

    def check(self) -> None:
        """Everything accepted was carried out, once; the catalog is as its administrators left it."""
        self.promises.check()
        for portfolio_id, (name, product_ids) in self._portfolios.items():
            detail = self.promises.client.describe_portfolio(Id=portfolio_id)["PortfolioDetail"]
            assert detail["DisplayName"] == name
            found = self.promises.client.search_products_as_admin(PortfolioId=portfolio_id)["ProductViewDetails"]
            assert [one["ProductViewSummary"]["ProductId"] for one in found] == product_ids

    def _be_a_client(self, number: int) -> None:
        chance = random.Random(number)
        while not self._over.is_set():
            does = chance.choice((self._launch, self._change, self._change, self._administer))
            does(chance)
            self.done[does.__name__.strip("_")] += 1

    def _launch(self, _: random.Random) -> None:
        launched = self.promises.insist("provision", None)
        self._await(launched)
        self._launched.append(launched)

    def _change(self, chance: random.Random) -> None:
        """Update or terminate a product that others may be changing too."""
        if not self._launched:
            return
        kind = chance.choice(("update", "update", "terminate"))
        try:
            self._await(self.promises.insist(kind, chance.choice(self._launched)))
        except ClientError as refusal:
            error = refusal.response["Error"]
            assert _TURNED_AWAY.get(error["Code"], "?") in error["Message"], error
            self.done["turned away"] += 1

    def _administer(self, chance: random.Random) -> None:
        """A portfolio of one's own: made, filled, renamed, and in half of the cases taken away again."""
        client, product = self.promises.client, self._making.product()
        portfolio_id = self._making.portfolio(product, user="admin")
        name = unique("renamed")
        client.update_portfolio(Id=portfolio_id, DisplayName=name)
        if chance.random() < 0.5:
            self._portfolios[portfolio_id] = (name, [product.id])
            return
        self._take_away(client, portfolio_id, product)

    def _take_away(self, client: Any, portfolio_id: str, product: MadeProduct) -> None:
        client.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
        for one in client.list_principals_for_portfolio(PortfolioId=portfolio_id)["Principals"]:
            client.disassociate_principal_from_portfolio(PortfolioId=portfolio_id, PrincipalARN=one["PrincipalARN"])
        client.delete_portfolio(Id=portfolio_id)
        client.delete_product(Id=product.id)

    def _await(self, record: dict[str, Any]) -> None:
        def look() -> bool:
            time.sleep(0.2)
            return self.promises.has_ended(record)

        wait_for(look, lambda: f"{record} does not end")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.crash.crowd")
    arguments.add_argument("--seconds", type=float, default=60)
    seconds = arguments.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="launchpath-crowd-") as folder, of_its_own() as database:
        for form in ("SQLite", "PostgreSQL"):
            where = Path(folder) / form
            where.mkdir()
            with running() as fake:
                opened = one_process(where, fake) if form == "SQLite" else killed_workers(where, fake, database.fresh())
                with opened as house:
                    crowd = Crowd(house, fake)
                    crowd.work(seconds)
                    crowd.check()
            print(f"{form}: {dict(crowd.done)}, {len(crowd.promises.accepted)} accepted, all kept", flush=True)


if __name__ == "__main__":
    main()
