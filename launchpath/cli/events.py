"""launchpath events: what happened to a record, and what goes on happening to it."""

from pathlib import Path

import click
from rich.console import Console

from launchpath.catalog.connection import connect
from launchpath.cli import following
from launchpath.cli.options import data_option, option


@click.command()
@click.argument("record", metavar="RECORD")
@option("--follow/--no-follow", default=True, help="Go on until the record has ended.")
@data_option
def events(record: str, follow: bool, data: Path) -> None:
    """Show everything that happened to a record, such as rec-abcdefghijklm, one line each.

    You are whom the environment says (source DIR/developer.env), else the administrator of the data folder. The exit
    status is 1 when the record has failed.
    """
    console, status = Console(highlight=False), ""
    with following.refusals_told():
        for told in following.looks(connect(data, "admin"), record, follow=follow):
            if not status:
                console.print(following.headline(told), soft_wrap=True)
            for event in told["Events"]:
                console.print(following.line(event), soft_wrap=True)
            status = following.status_of(told)
    if status == "FAILED":
        raise SystemExit(1)
