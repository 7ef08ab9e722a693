"""launchpath events: what happened to a record, and what goes on happening to it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.text import Text
from urllib3.exceptions import HTTPError

from launchpath.catalog.connection import Connection, NotConnected, connect
from launchpath.cli.options import data_option, option

#: Seconds between two looks at a record that goes on.
_LOOK_EVERY = 0.5

_FINAL = ("SUCCEEDED", "FAILED")


@click.command()
@click.argument("record", metavar="RECORD")
@option("--follow/--no-follow", default=True, help="Go on until the record has ended.")
@data_option
def events(record: str, follow: bool, data: Path) -> None:
    """Show everything that happened to a record, such as rec-abcdefghijklm, one line each.

    You are whom the environment says (source DIR/developer.env), else the administrator of the data folder. The exit
    status is 1 when the record has failed.
    """
    console = Console(highlight=False)
    try:
        status = _show(connect(data, "admin"), record, console, follow=follow)
    except (NotConnected, ClientError, BotoCoreError, HTTPError) as fault:
        message = fault.response["Error"]["Message"] if isinstance(fault, ClientError) else str(fault)
        raise click.ClickException(message) from None
    if status == "FAILED":
        raise SystemExit(1)


def _show(connection: Connection, record: str, console: Console, *, follow: bool) -> str:
    """Print the log, as far as it goes; the record's status."""
    status = ""
    for told in _looks(connection, record, follow=follow):
        if not status:
            console.print(_headline(told), soft_wrap=True)
        for event in told["Events"]:
            console.print(_line(event), soft_wrap=True)
        status = told["RecordDetail"]["Status"]
    return status


def _looks(connection: Connection, record: str, *, follow: bool) -> Iterator[dict[str, Any]]:
    seen = -1
    while True:
        told = connection.ask("ListRecordEvents", {"RecordId": record, "After": seen})
        seen = max([seen, *(event["Position"] for event in told["Events"])])
        yield told
        if not follow or told["RecordDetail"]["Status"] in _FINAL:
            return
        time.sleep(_LOOK_EVERY)


def _headline(told: dict[str, Any]) -> Text:
    detail = told["RecordDetail"]
    version = told.get("ProvisioningArtifactName") or detail.get("ProvisioningArtifactId", "")
    product = f"{told.get('ProductName') or detail.get('ProductId', '')} {version}"
    text = Text(f"{detail['RecordType']} {detail['ProvisionedProductName']}", style="bold")
    return text.append(f"  {product}, asked by {told['AskedBy']}", style="not bold")


def _line(event: dict[str, Any]) -> Text:
    """One event in columns; the reason, last, may be as long as it likes."""
    status = event["Status"]
    style = "red" if "FAILED" in status else "green" if status.endswith(("COMPLETE", "SUCCEEDED")) else "cyan"
    at = time.strftime("%H:%M:%S", time.localtime(event["Time"])) + f".{int(event['Time'] * 1000) % 1000:03}"
    resource = event.get("Resource", "")
    line = Text(f"{at}  ", style="dim")
    line.append(f"{resource or event['Type']:28}  ", style="not dim" if resource else "bold not dim")
    line.append(f"{status:20}  ", style=f"{style} not dim")
    return line.append(event.get("Reason", ""), style="not dim")
