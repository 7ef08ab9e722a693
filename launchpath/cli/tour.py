"""The first customer's way through the catalog: find a product, launch it, watch it, get its outputs."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from launchpath.catalog.connection import connect
from launchpath.first_start import DEVELOPER

#: What the tour launches, and the name it gets.
PRODUCT = "Message queue"
NAME = "my-first-queue"

#: Seconds between two looks at the record, and until the tour stops waiting (the launch goes on).
_LOOK_EVERY, _PATIENCE = 0.15, 120

_STYLES = {"SUCCEEDED": "green", "AVAILABLE": "green", "FAILED": "red", "ERROR": "red"}


def show(data: Path, url: str) -> None:
    """Walk through a first launch as the demo's developer, then say what to try next."""
    console = Console(highlight=False)
    client = connect(data, DEVELOPER, environment={}).client
    console.print()
    console.print(_offered(client.search_products(SortBy="Title")["ProductViewSummaries"]))
    living = client.search_provisioned_products(Filters={"SearchQuery": [f"name:{NAME}"]})["ProvisionedProducts"]
    if living:
        console.print(f"\n[bold]{NAME}[/] from last time is [green]{living[0]['Status']}[/].")
        record_id = living[0].get("LastSuccessfulProvisioningRecordId", living[0]["LastRecordId"])
    else:
        record_id = _launch(client)
        _watch(client, console, record_id)
    console.print(_outputs(client.describe_record(Id=record_id)))
    console.print(_next_steps(data, url))


def _offered(products: list[dict[str, Any]]) -> Table:
    table = Table(title="What the developer may launch", title_justify="left", title_style="bold", expand=False)
    table.add_column("Product", style="bold cyan", no_wrap=True)
    table.add_column("Description")
    for product in products:
        table.add_row(product["Name"], _first_sentence(product["ShortDescription"]))
    return table


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."


def _launch(client: Any) -> str:
    """Launch the newest version that is not deprecated; the record's id."""
    product = client.describe_product(Name=PRODUCT)
    versions = [one for one in product["ProvisioningArtifacts"] if one.get("Guidance") != "DEPRECATED"]
    record = client.provision_product(
        ProductId=product["ProductViewSummary"]["ProductId"],
        ProvisioningArtifactId=versions[-1]["Id"],
        PathId=product["LaunchPaths"][0]["Id"],
        ProvisionedProductName=NAME,
    )
    record_id: str = record["RecordDetail"]["RecordId"]
    return record_id


def _watch(client: Any, console: Console, record_id: str) -> None:
    """Show the record live until it has ended."""
    begun = time.monotonic()
    console.print()
    with Live(console=console, refresh_per_second=12, transient=False) as live:
        for record in _looks(client, record_id, begun + _PATIENCE):
            live.update(_progress(record, time.monotonic() - begun))


def _looks(client: Any, record_id: str, deadline: float) -> Iterator[dict[str, Any]]:
    while True:
        record: dict[str, Any] = client.describe_record(Id=record_id)["RecordDetail"]
        yield record
        if record["Status"] in ("SUCCEEDED", "FAILED") or time.monotonic() > deadline:
            return
        time.sleep(_LOOK_EVERY)


def _progress(record: dict[str, Any], seconds: float) -> Group:
    status = record["Status"]
    ended = status in ("SUCCEEDED", "FAILED")
    mark: Spinner | Text = Spinner("dots", style="cyan")
    if ended:
        mark = Text("✓" if status == "SUCCEEDED" else "✗", style=_STYLES[status])
    line = Table.grid(padding=(0, 1))
    line.add_row(
        mark,
        Text(f"Launching {PRODUCT} as {NAME}", style="bold"),
        Text(status, style=_STYLES.get(status, "cyan")),
        Text(f"{seconds:.1f} s", style="dim"),
        Text(record["RecordId"], style="dim"),
    )
    reasons = [Text(f"  {error['Description']}", style="red") for error in record["RecordErrors"]]
    return Group(line, *reasons)


def _outputs(described: dict[str, Any]) -> Table:
    table = Table(title="Its outputs", title_justify="left", title_style="bold", show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for output in described["RecordOutputs"]:
        table.add_row(output["OutputKey"], output["OutputValue"])
    return table


def _next_steps(data: Path, url: str) -> Panel:
    try:
        shown = data.relative_to(Path.cwd())
    except ValueError:
        shown = data
    steps = Text.assemble(
        ("In another terminal, become the developer:\n", "bold"),
        (f"  source {shown}/developer.env\n", "green"),
        ("AWS CLI\n", "bold"),
        ("  aws servicecatalog search-products --query 'ProductViewSummaries[].Name'\n", "green"),
        (f"  aws servicecatalog get-provisioned-product-outputs --provisioned-product-name {NAME}\n", "green"),
        ("  aws sqs list-queues\n", "green"),
        (f"  aws servicecatalog terminate-provisioned-product --provisioned-product-name {NAME}\n", "green"),
        ("boto3\n", "bold"),
        ("  python -c \"import boto3; print(boto3.client('servicecatalog').scan_provisioned_products())\"\n", "green"),
        (f"The API answers at {url}. Ctrl-C stops everything.", ""),
    )
    return Panel(steps, title="Try next", title_align="left", border_style="cyan", expand=False)
