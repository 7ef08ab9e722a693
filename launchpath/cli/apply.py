"""launchpath apply: loads a catalog from YAML files into a running server."""

from pathlib import Path

import click
from botocore.exceptions import BotoCoreError, ClientError

from launchpath.catalog.apply import apply as apply_catalog
from launchpath.catalog.connection import NotConnected, connect
from launchpath.catalog.document import CatalogError
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
    try:
        number = 0
        for change in apply_catalog(path, connect(data, "admin")):
            click.echo(change)
            number += 1
    except (CatalogError, NotConnected) as fault:
        raise click.ClickException(str(fault)) from None
    except ClientError as refusal:
        error = refusal.response["Error"]
        raise click.ClickException(
            f"{refusal.operation_name} was refused: {error['Message'] or error['Code']}"
        ) from None
    except BotoCoreError as fault:
        raise click.ClickException(f"{fault} Is the server running? Start it with `launchpath serve`.") from None
    if number:
        click.echo(f"{number} {'change' if number == 1 else 'changes'} made.")
    else:
        click.echo(f"Nothing to change: the catalog is as {path} describes it.")
