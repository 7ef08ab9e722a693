"""A record shown while it goes on: a live table on a terminal, lines elsewhere, one JSON document for scripts."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from launchpath.catalog.connection import Connection
from launchpath.cli import following
from launchpath.cli.following import Told
from launchpath.cli.output import show_one

_MARKS = {"SUCCEEDED": Text("✓", style="green"), "FAILED": Text("✗", style="red")}


def show(connection: Connection, record_id: str, *, as_json: bool = False) -> None:
    """Follow a record to its end and show its outputs. Ends the command with 1 and the first cause when it fails."""
    # Before anything can go wrong: whoever has the id can always go on from there.
    click.echo(f"The record is {record_id}.", err=True)
    seen = _Seen(connection, record_id)
    try:
        with following.refusals_told():
            _show_way(seen, as_json=as_json)
            answer = _answer(connection, seen)
    except KeyboardInterrupt:
        raise click.ClickException(f"It goes on without you. Follow it again: launchpath events {record_id}") from None
    if as_json:
        show_one(answer, as_json=True)
    elif answer["Outputs"]:
        Console(highlight=False).print(following.outputs(answer["Outputs"]), soft_wrap=True)
    if answer["Cause"]:
        raise click.ClickException(answer["Cause"])


class _Seen:
    """What has been seen of a record so far."""

    def __init__(self, connection: Connection, record_id: str) -> None:
        self._looks = following.looks(connection, record_id, known=True)
        self.begun = time.monotonic()
        self.told: Told = {}
        self.events: list[Told] = []

    def each(self) -> Iterator[list[Told]]:
        """The events of one look after the other, until the record has ended."""
        for told in self._looks:
            self.told = told
            self.events += told["Events"]
            yield told["Events"]


def _show_way(seen: _Seen, *, as_json: bool) -> None:
    console = Console(highlight=False)
    if as_json:
        for _ in seen.each():
            pass
    elif console.is_terminal:
        with Live(console=console, refresh_per_second=12) as live:
            for _ in seen.each():
                live.update(_table(seen))
            live.vertical_overflow = "visible"
    else:
        for number, events in enumerate(seen.each()):
            if number == 0:
                console.print(following.headline(seen.told), soft_wrap=True)
            for event in events:
                console.print(following.line(event), soft_wrap=True)


def _table(seen: _Seen) -> RenderableType:
    """Where the record is, and each resource with the newest that happened to it."""
    status = following.status_of(seen.told)
    style = following.style_of(status)
    head = Table.grid(padding=(0, 1))
    mark = _MARKS.get(status, Spinner("dots", style=style))
    seconds = f"{time.monotonic() - seen.begun:.1f} s"
    head.add_row(mark, following.headline(seen.told), Text(status, style=f"bold {style}"), Text(seconds))
    rows = Table("Time", "Resource", "Type", "Status", "Reason", box=SIMPLE_HEAD, header_style="bold")
    for planned in seen.told["Resources"]:
        if planned["Name"] not in {event.get("Resource") for event in seen.events}:
            rows.add_row("", planned["Name"], planned["Type"], Text("waiting", style="dim"), "")
    for resource, event in {event["Resource"]: event for event in seen.events if event.get("Resource")}.items():
        reached = Text(event["Status"], style=following.style_of(event["Status"]))
        rows.add_row(Text(following.moment(event), style="dim"), resource, event["Type"], reached, _reason(event))
    return Group(head, rows) if rows.row_count else head


def _reason(event: Told) -> Text:
    return Text(event.get("Reason", ""))


def _answer(connection: Connection, seen: _Seen) -> dict[str, Any]:
    """All that is to be told of a record that has ended."""
    detail = seen.told["RecordDetail"]
    described = _described(connection, detail["RecordId"])
    description = " ".join(error["Description"] for error in detail.get("RecordErrors") or ())
    failed = detail["Status"] == "FAILED"
    return {
        "RecordId": detail["RecordId"],
        "ProvisionedProductId": detail["ProvisionedProductId"],
        "ProvisionedProductName": detail["ProvisionedProductName"],
        "Status": detail["Status"],
        "Cause": (following.cause(seen.events, description) or "It failed without a reason.") if failed else "",
        "Outputs": {output["OutputKey"]: output["OutputValue"] for output in described},
        "Events": seen.events,
    }


def _described(connection: Connection, record_id: str) -> Iterator[Told]:
    """The record's outputs, page by page."""
    request = {"Id": record_id}
    while True:
        answer = following.answered(partial(connection.client.describe_record, **request), record_id)
        yield from answer["RecordOutputs"]
        if not answer.get("NextPageToken"):
            return
        request["PageToken"] = answer["NextPageToken"]
