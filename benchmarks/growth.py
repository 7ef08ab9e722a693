"""What a request costs as the catalog and its history grow: the server's CPU for each, first and deepest page.

CPU and not requests a second: what else runs on the machine then matters little.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import machine, operations, servers, signing
from benchmarks.servers import Server

#: Products and records of the catalogs that are compared, the smallest first.
FULL = ((1_000, 1_000), (10_000, 100_000), (100_000, 1_000_000))
QUICK = ((1_000, 1_000), (10_000, 20_000))

Asks = Callable[[int], Mapping[str, Any]]


def measure(folder: Path, sizes: Sequence[tuple[int, int]], rounds: int, number: int) -> dict[str, Any]:
    """All sizes are served at once and asked in turn."""
    found: dict[str, dict[str, list[float]]] = {}
    with ExitStack() as stack:
        asked = []
        for products, records in sizes:
            data = servers.seeded(folder / f"{products}-{records}", products, records)
            server = stack.enter_context(servers.launchpath(data))
            asked.append((f"{products:,} products, {records:,} records", server, _asks(server)))
        for round_ in range(rounds + 1):
            for size, server, asks in asked:
                for name, (operation, ask) in asks.items():
                    cost = _cost(server, operation, ask, number)
                    if round_:
                        found.setdefault(name, {}).setdefault(size, []).append(cost)
    return {name: _told(costs) for name, costs in found.items()}


def _told(costs: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    first, *_, last = costs.values()
    return {
        "server_cpu_us": {size: round(statistics.median(of_size)) for size, of_size in costs.items()},
        "largest_of_smallest": round(operations.ratio(last, first), 2),
    }


def _cost(server: Server, operation: str, ask: Asks, number: int) -> float:
    requests = [signing.request(server.developer, server.port, operation, ask(n)) for n in range(number)]
    before = machine.cpu_seconds(server.pid)
    servers.ask(server.port, requests, number, connections=4)
    return (machine.cpu_seconds(server.pid) - before) / number * 1e6


def _asks(server: Server) -> dict[str, tuple[str, Asks]]:
    """What is asked of each catalog; every request in a language of its own, and so never remembered."""
    client = operations.client_of(server)
    deep_products = _deepest(client.search_products)
    deep_records, record = _deepest_record(client)
    newest = client.list_record_history(PageSize=1)["RecordDetails"][0]["RecordId"]
    own = operations.differing(operations.Known([], [newest], [], {}))

    def paged(token: str) -> Asks:
        return lambda n: {"PageSize": 20, "PageToken": token, "AcceptLanguage": f"{time.monotonic_ns()}-{n}"}

    found = {
        "SearchProducts, first page": ("SearchProducts", own["SearchProducts"]),
        "SearchProducts, a word, by title": ("SearchProducts", _words),
        "DescribeRecord, the newest": ("DescribeRecord", own["DescribeRecord"]),
        "DescribeRecord, an old one": ("DescribeRecord", lambda _: {"Id": record}),
        "ListRecordHistory, first page": ("ListRecordHistory", own["ListRecordHistory"]),
        "ScanProvisionedProducts, first page": ("ScanProvisionedProducts", own["ScanProvisionedProducts"]),
        "SearchProvisionedProducts": ("SearchProvisionedProducts", lambda _: {"PageSize": 20}),
    }
    if deep_products:
        found["SearchProducts, a deep page"] = ("SearchProducts", paged(deep_products))
    if deep_records:
        found["ListRecordHistory, a deep page"] = ("ListRecordHistory", paged(deep_records))
    return found


def _words(number: int) -> dict[str, Any]:
    asked = {"FullTextSearch": ["orders queue"]}
    return {"PageSize": 20, "SortBy": "Title", "Filters": asked, "AcceptLanguage": f"{time.monotonic_ns()}-{number}"}


#: So many pages are followed; a test of the store shows that all pages have the same plan.
_FAR = 400


def _deepest(operation: Any) -> str | None:
    """The token of the last page that is followed."""
    answer, token = operation(PageSize=20), None
    for _ in range(_FAR):
        if "NextPageToken" not in answer:
            break
        token = answer["NextPageToken"]
        answer = operation(PageSize=20, PageToken=token)
    return token


def _deepest_record(client: Any) -> tuple[str | None, str]:
    """The token of the last page of the history that is followed, and a record from there."""
    token = _deepest(client.list_record_history)
    more = {"PageToken": token} if token else {}
    return token, client.list_record_history(PageSize=20, **more)["RecordDetails"][-1]["RecordId"]
