"""The eleven operations of the seed's API: requests a second against what the same server can do without a database.

Those that answer of the catalog are measured twice: as the same request again, which is answered from memory, and as
requests of which each differs, which are never remembered.
"""

import json
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from benchmarks import machine, servers, signing
from benchmarks.servers import Server

#: Makes the members of the request of that number.
Asks = Callable[[int], Mapping[str, Any]]

MOTO_PORT = 8973
ROWS = 20


@dataclass
class Row:
    """One thing that is asked, and what was found in each round."""

    name: str
    server: Server
    requests: Callable[[], Sequence[bytes]]
    #: How many requests a round has.
    number: int
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    size: int = 0
    #: The row that has the same request and an answer of the same size, without a database.
    echo: "Row | None" = None

    @property
    def operation(self) -> str:
        return self.name.partition(",")[0]

    def measure(self) -> None:
        requests = self.requests()
        before = machine.cpu_seconds(self.server.pid)
        found = servers.ask(self.server.port, requests, self.number)
        self.cpu.append((machine.cpu_seconds(self.server.pid) - before) / self.number * 1e6)
        self.rates.append(self.number / found.seconds)
        self.size = found.size

    def figures(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "name": self.name,
            "per_second": round(statistics.median(self.rates)),
            "slowest_and_fastest_round": [round(min(self.rates)), round(max(self.rates))],
            "server_cpu_us": round(statistics.median(self.cpu)),
            "bytes": self.size,
        }
        if self.echo:
            told["of_echo"] = round(ratio(self.rates, self.echo.rates), 3)
            told["of_echo_by_cpu"] = round(ratio(self.echo.cpu, self.cpu), 3)
        return told


def ratio(ones: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of each round: what disturbed a round disturbed both."""
    return statistics.median(one / other for one, other in zip(ones, others, strict=True))


@dataclass(frozen=True)
class Known:
    """What is in the catalog that is asked for."""

    products: Sequence[Mapping[str, Any]]
    records: Sequence[str]
    living: Sequence[str]
    version_of: Mapping[str, str]

    @classmethod
    def by_asking(cls, server: Server, number: int) -> "Known":
        client = client_of(server)
        some = some_of(client.search_products, "ProductViewSummaries", 300)
        # Of one path alone, so that a launch need not name it.
        products = [one for one in some if one["HasDefaultPath"]][:100]
        versions = {
            one["ProductId"]: client.describe_product(Id=one["ProductId"])["ProvisioningArtifacts"][-1]["Id"]
            for one in products
        }
        records = [one["RecordId"] for one in some_of(client.list_record_history, "RecordDetails", number)]
        living = [one["Id"] for one in some_of(client.scan_provisioned_products, "ProvisionedProducts", number)]
        return cls(products, records, living, versions)


def client_of(server: Server) -> Any:
    return boto3.client(
        "servicecatalog",
        endpoint_url=f"http://127.0.0.1:{server.port}",
        region_name=server.developer["AWS_DEFAULT_REGION"],
        aws_access_key_id=server.developer["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=server.developer["AWS_SECRET_ACCESS_KEY"],
    )


def some_of(operation: Any, member: str, most: int) -> list[Any]:
    """The first things of a list."""
    answer = operation(PageSize=20)
    found = list(answer[member])
    while "NextPageToken" in answer and len(found) < most:
        answer = operation(PageSize=20, PageToken=answer["NextPageToken"])
        found += answer[member]
    return found[:most]


def remembered(known: Known) -> dict[str, Asks]:
    """Those that answer of the catalog."""
    product = known.products[0]
    version = known.version_of[product["ProductId"]]
    return {
        "SearchProducts": lambda _: {"PageSize": ROWS},
        "DescribeProduct": lambda _: {"Id": product["ProductId"]},
        "DescribeProductView": lambda _: {"Id": product["Id"]},
        "ListLaunchPaths": lambda _: {"ProductId": product["ProductId"]},
        "DescribeProvisioningParameters": lambda _: {
            "ProductId": product["ProductId"],
            "ProvisioningArtifactId": version,
        },
    }


def differing(known: Known) -> dict[str, Asks]:
    """The same, each request in a language of its own that there is not, and so never remembered."""

    def one(number: int) -> Mapping[str, Any]:
        return known.products[number % len(known.products)]

    def language(number: int) -> str:
        return f"{time.monotonic_ns()}-{number}"

    return {
        "SearchProducts": lambda n: {"PageSize": ROWS, "AcceptLanguage": language(n)},
        "DescribeProduct": lambda n: {"Id": one(n)["ProductId"], "AcceptLanguage": language(n)},
        "DescribeProductView": lambda n: {"Id": one(n)["Id"], "AcceptLanguage": language(n)},
        "ListLaunchPaths": lambda n: {"ProductId": one(n)["ProductId"], "AcceptLanguage": language(n)},
        "DescribeProvisioningParameters": lambda n: {
            "ProductId": one(n)["ProductId"],
            "ProvisioningArtifactId": known.version_of[one(n)["ProductId"]],
            "AcceptLanguage": language(n),
        },
        "DescribeRecord": lambda n: {"Id": known.records[n % len(known.records)]},
        "ListRecordHistory": lambda _: {"PageSize": ROWS},
        "ScanProvisionedProducts": lambda _: {"PageSize": ROWS},
    }


def writing(known: Known) -> dict[str, Asks]:
    """Each about a thing of its own; what is accepted is carried out by the same process meanwhile."""
    products = known.products

    def provision(n: int) -> Mapping[str, Any]:
        product = products[n % len(products)]["ProductId"]
        name = f"bench-{time.monotonic_ns()}-{n}"
        return {
            "ProductId": product,
            "ProvisioningArtifactId": known.version_of[product],
            "ProvisionedProductName": name,
            "ProvisionToken": name,
        }

    changing = iter(known.living)
    ending = iter(reversed(known.living))
    return {
        "ProvisionProduct": provision,
        "UpdateProvisionedProduct": lambda n: {
            "ProvisionedProductId": next(changing),
            "UpdateToken": f"bench-{time.monotonic_ns()}",
            "ProvisioningParameters": [],
        },
        "TerminateProvisionedProduct": lambda n: {
            "ProvisionedProductId": next(ending),
            "TerminateToken": f"bench-{time.monotonic_ns()}",
        },
    }


def measure(folder: Path, rounds: int, number: int) -> dict[str, Any]:
    """All rows, in turn, round by round. Reads and writes have a server each, so that no work disturbs reads."""
    writes = max(50, number // 10)
    other = folder.with_name(f"{folder.name}-written")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(folder, other)
    with servers.launchpath(folder) as reads, servers.launchpath(other, engine="instant") as works:
        # Each living product is changed once, or ended once.
        times = 2 * (rounds + 2)
        to_change = Known.by_asking(works, times * writes)
        writes = min(writes, len(to_change.living) // times)
        mine = [
            *_rows(reads, remembered(known := Known.by_asking(reads, 100)), ", remembered", 1, number),
            *_rows(reads, differing(known), "", number, number // 2),
            *_rows(works, writing(to_change), "", writes, writes),
        ]
        for row in mine:
            row.measure()
        sizes = {row.operation: row.size for row in mine}
        with servers.echo(folder, reads, sizes) as echoing, _moto_with(ROWS) as moto:
            rows = [*_echoes(mine, echoing), *mine, _health(reads, number), _moto_row(moto)]
            for row in rows:
                row.rates.clear()
                row.cpu.clear()
            for _ in range(rounds):
                for row in rows:
                    row.measure()
    return {"rows": [row.figures() for row in rows], "ratios": _ratios({row.name: row for row in rows})}


def _rows(server: Server, asks: Mapping[str, Asks], suffix: str, different: int, number: int) -> Iterator[Row]:
    """A row for each operation: `number` requests, of which so many are `different`."""
    for operation, ask in asks.items():
        yield Row(operation + suffix, server, _signed(server, operation, ask, different), number)


def _signed(server: Server, operation: str, ask: Asks, different: int) -> Callable[[], Sequence[bytes]]:
    def requests() -> Sequence[bytes]:
        # Only now: a signature is good for five minutes.
        return [signing.request(server.developer, server.port, operation, ask(n)) for n in range(different)]

    return requests


def _echoes(mine: Sequence[Row], echoing: Server) -> Iterator[Row]:
    """An echo for each operation, and which rows are measured by it."""
    for row in mine:
        operation = row.operation
        given = next((one.echo for one in mine if one.echo and one.operation == operation), None)
        if given is None:
            given = Row(f"echo of {operation}", echoing, _again(row, echoing), max(1000, row.number))
            yield given
        row.echo = given


def _again(row: Row, echoing: Server) -> Callable[[], Sequence[bytes]]:
    """The same request, signed for the echo."""
    operation = row.operation
    content = row.requests()[0].partition(b"\r\n\r\n")[2]
    return lambda: [signing.request(echoing.developer, echoing.port, operation, json.loads(content))]


def _health(server: Server, number: int) -> Row:
    request = signing.plain("GET", "/healthz", {"host": "127.0.0.1"})
    return Row("GET /healthz", server, lambda: [request], number)


@contextmanager
def _moto_with(portfolios: int) -> Iterator[Server]:
    with servers.moto(MOTO_PORT) as moto:
        client = boto3.client(
            "servicecatalog",
            endpoint_url=f"http://127.0.0.1:{moto.port}",
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="a",
        )
        for n in range(portfolios):
            client.create_portfolio(DisplayName=f"Portfolio {n}", ProviderName="me", IdempotencyToken=f"{n}")
        yield moto


def _moto_row(moto: Server) -> Row:
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "a", "AWS_DEFAULT_REGION": "us-east-1"}
    return Row(
        "moto_server ListPortfolios",
        moto,
        lambda: [signing.request(keys, moto.port, "ListPortfolios", {})],
        200,
    )


def _ratios(rows: Mapping[str, Row]) -> dict[str, float]:
    moto, health = rows["moto_server ListPortfolios"], rows["GET /healthz"]
    found = {}
    for name, row in rows.items():
        if row.echo:
            found[f"{name} / healthz"] = round(ratio(row.rates, health.rates), 3)
            found[f"{name} / moto"] = round(ratio(row.rates, moto.rates), 1)
    return found
