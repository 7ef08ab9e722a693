"""launchpath apply: loads a catalog from YAML files into a running server."""

from pathlib import Path

import click
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from launchpath.catalog.apply import apply as apply_catalog
from launchpath.catalog.connection import NotConnected, connect
from launchpath.catalog.faults import CatalogError, words
from launchpath.cli.options import data_option


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True), metavar="FILE|DIR")
@data_option
def apply(path: Path, data: Path) -> None:
    """Load a catalog written as YAML: portfolios, products, versions, principals, constraints, tags.

    FILE is a catalog.yaml, DIR a folder that holds one, with the template files beside it. Running it twice changes
    nothing. What the files do not mention is left alone.

    The server is the one that the environment names (AWS_ENDPOINT_URL_SERVICE_CATALOG and AWS_ACCESS_KEY_ID, as after
    `source data/admin.env`), else the one that serves from the data folder.
    """
    made: list[str] = []
    try:
        for change in apply_catalog(path, connect(data, "admin")):
            click.echo(change)
            made.append(change)
    except (CatalogError, NotConnected, ClientError, BotoCoreError, HTTPError) as fault:
        raise click.ClickException(_told(fault, len(made))) from None
    if made:
        click.echo(f"{_changes(len(made))} made.")
    else:
        click.echo(f"Nothing to change: the catalog is as {path} describes it.")


def _told(fault: Exception, number: int) -> str:
    """What is wrong, and how far it went until then."""
    told = words(fault) if isinstance(fault, ClientError) else str(fault)
    if isinstance(fault, (BotoCoreError, HTTPError)):
        told = f"{told} Is the server running? Start it with `launchpath serve`."
    if not number:
        return told
    were = "was" if number == 1 else "were"
    return (
        f"{told}\n{_changes(number)} {were} made until then; once this is mended, the same command goes on from there."
    )


def _changes(number: int) -> str:
    return f"{number} {'change' if number == 1 else 'changes'}"
