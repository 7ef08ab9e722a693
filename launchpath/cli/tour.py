"""The first customer's way through the catalog: find a product, launch it, watch it, get its outputs."""

import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from launchpath.catalog.connection import connect
from launchpath.cli import following
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
    try:
        _first_launch(connect(data, DEVELOPER, environment={}).client, console)
    except ClientError as refusal:
        # Somebody has changed the sample catalog or the developer; the server is none the worse for it.
        console.print(f"\nThe tour ends here: {refusal.response['Error']['Message']}", style="red", markup=False)
    console.print(_next_steps(data, url), soft_wrap=True)


def _first_launch(client: Any, console: Console) -> None:
    console.print()
    console.print(_offered(client.search_products(SortBy="Title")["ProductViewSummaries"]))
    living = client.search_provisioned_products(Filters={"SearchQuery": [f"name:{NAME}"]})["ProvisionedProducts"]
    if living:
        status = living[0]["Status"]
        console.print(f"[bold]{NAME}[/] from last time is [bold {_STYLES.get(status, '')}]{status}[/].")
        record_id = living[0].get("LastSuccessfulProvisioningRecordId", living[0]["LastRecordId"])
    else:
        record_id = _launch(client)
        _watch(client, console, record_id)
    if outputs := client.describe_record(Id=record_id)["RecordOutputs"]:
        handed_out = {output["OutputKey"]: output["OutputValue"] for output in outputs}
        console.print(following.outputs(handed_out), soft_wrap=True)


def _offered(products: list[dict[str, Any]]) -> Table:
    table = Table(title="What the developer may launch", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("Product", style="bold", no_wrap=True)
    table.add_column("Description")
    for product in products:
        table.add_row(Text(product["Name"]), Text(_first_sentence(product.get("ShortDescription", ""))))
    return table


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "." if text else ""


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
    style = _STYLES.get(status, "cyan")
    marks = {"SUCCEEDED": Text("✓", style=style), "FAILED": Text("✗", style=style)}
    line = Table.grid(padding=(0, 1))
    line.add_row(
        marks.get(status, Spinner("dots", style=style)),
        Text(f"Launching {PRODUCT} as {NAME}", style="bold"),
        Text(status, style=f"bold {style}"),
        Text(f"{seconds:.1f} s"),
    )
    reasons = [Text(f"  {error['Description']}", style="red") for error in record["RecordErrors"]]
    return Group(line, *reasons)


def _next_steps(data: Path, url: str) -> Text:
    """Commands as they can be copied: nothing beside them, and none wider than 80 columns."""
    try:
        shown = data.relative_to(Path.cwd())
    except ValueError:
        shown = data
    named = f"\\\n      --provisioned-product-name {NAME}"
    steps = {
        "Try next, in another terminal, as the developer": (
            f"source {shlex.quote(str(shown))}/developer.env",
            *_path_to_tools(),
            "aws servicecatalog search-products --query 'ProductViewSummaries[].Name'",
            f"aws servicecatalog get-provisioned-product-outputs {named}",
            "aws sqs list-queues --endpoint-url $AWS_ENDPOINT_URL",
            f"aws servicecatalog terminate-provisioned-product {named}",
        ),
        "Or in Python": (
            ">>> import boto3",
            '>>> catalog = boto3.client("servicecatalog")',
            '>>> catalog.scan_provisioned_products()["ProvisionedProducts"]',
        ),
    }
    text = Text()
    for title, commands in steps.items():
        text.append(f"\n{title}\n", style="bold")
        text.append("".join(f"  {command}\n" for command in commands))
    return text.append(f"\nThe portal and the API are at {url}. Ctrl-C stops everything.", style="bold")


def _path_to_tools() -> tuple[str, ...]:
    """What makes the AWS CLI known to a shell, if it is installed beside us alone."""
    ours = Path(sys.executable).parent
    if shutil.which("aws") or not (ours / "aws").exists():
        return ()
    return (f"export PATH={shlex.quote(str(ours))}:$PATH",)
