"""How a record goes on, as its log tells: what `launchpath events`, `launch`, `update` and `terminate` show."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias, TypeVar

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.text import Text
from urllib3.exceptions import HTTPError

from launchpath.catalog.connection import Connection, NotConnected

#: Seconds between two looks at a record that goes on.
_LOOK_EVERY = 0.5
#: Seconds that a server is waited for that does not answer any more, as while it is started anew.
_AWAY = 120.0

_FINAL = ("SUCCEEDED", "FAILED")

#: An event, or a whole answer of ListRecordEvents.
Told: TypeAlias = dict[str, Any]
Answer = TypeVar("Answer")


@contextmanager
def refusals_told() -> Iterator[None]:
    """Let a command end with what the server, or the way to it, says is wrong."""
    try:
        yield
    except (NotConnected, ClientError, BotoCoreError, HTTPError) as fault:
        message = fault.response["Error"]["Message"] if isinstance(fault, ClientError) else str(fault)
        raise click.ClickException(message) from None


def looks(connection: Connection, record_id: str, *, follow: bool = True, known: bool = False) -> Iterator[Told]:
    """A record with the events since the look before; with `follow` until it has ended. A server that has answered, or
    accepted it (`known`), is waited for while it is away."""
    seen = -1
    while True:
        ask = partial(connection.ask, "ListRecordEvents", {"RecordId": record_id, "After": seen})
        told = answered(ask, record_id) if known else ask()
        known = True
        seen = max([seen, *(event["Position"] for event in told["Events"])])
        yield told
        if not follow or status_of(told) in _FINAL:
            return
        time.sleep(_LOOK_EVERY)


def answered(ask: Callable[[], Answer], record_id: str) -> Answer:
    """What the server answers, if need be as soon as it is back; ends the command when that takes too long."""
    until = None
    while True:
        try:
            return ask()
        except (BotoCoreError, ClientError, HTTPError) as fault:
            if not _is_away(fault):
                raise
            if until is None:
                until = time.monotonic() + _AWAY
                click.echo("The server does not answer. Trying again.", err=True)
            elif time.monotonic() > until:
                raise click.ClickException(
                    f"The server has not answered for {_AWAY:g} seconds ({fault}). What was asked for goes on when it "
                    f"is back. Follow it again then: launchpath events {record_id}"
                ) from None
        time.sleep(_LOOK_EVERY)


def _is_away(fault: Exception) -> bool:
    """Whether the same question may be answered later."""
    if isinstance(fault, ClientError):
        return int(fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)) >= 500
    return True


def status_of(told: Told) -> str:
    return str(told["RecordDetail"]["Status"])


def headline(told: Told) -> Text:
    """What was asked for, and by whom."""
    detail = told["RecordDetail"]
    version = told.get("ProvisioningArtifactName") or detail.get("ProvisioningArtifactId", "")
    product = f"{told.get('ProductName') or detail.get('ProductId', '')} {version}"
    text = Text(f"{detail['RecordType']} {detail['ProvisionedProductName']}", style="bold")
    return text.append(f"  {product}, asked by {told['AskedBy']}", style="not bold")


def line(event: Told) -> Text:
    """One event in columns; the reason, last, may be as long as it likes."""
    resource, status = event.get("Resource", ""), event["Status"]
    line = Text(f"{moment(event)}  ", style="dim")
    line.append(f"{resource or event['Type']:28}  ", style="not dim" if resource else "bold not dim")
    line.append(f"{status:20}  ", style=f"{style_of(status)} not dim")
    return line.append(event.get("Reason", ""), style="not dim")


def moment(event: Told) -> str:
    """When it happened, to the millisecond, on the clock of whoever looks."""
    return time.strftime("%H:%M:%S", time.localtime(event["Time"])) + f".{int(event['Time'] * 1000) % 1000:03}"


def style_of(status: str) -> str:
    return "red" if "FAILED" in status else "green" if status.endswith(("COMPLETE", "SUCCEEDED")) else "cyan"


def outputs(handed_out: Mapping[str, str]) -> Text:
    """Each value on a line of its own, so that it can be copied whole."""
    width = max(map(len, handed_out))
    text = Text("\nIts outputs", style="bold")
    for key, value in handed_out.items():
        text.append(f"\n  {key:{width}}  ").append(value, style="not bold")
    return text


def cause(events: Sequence[Told], description: str) -> str:
    """Why a record failed: its own reason, and the first resource that failed by itself unless that one is told."""
    for event in events:
        reason = event.get("Reason", "")
        if event.get("Resource") and event["Status"].endswith("_FAILED") and "cancelled" not in reason:
            return description if reason in description else f"{event['Resource']}: {reason}\n{description}"
    return description
