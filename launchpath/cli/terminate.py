"""launchpath terminate: takes a launched product down and follows it to the end."""

from pathlib import Path

import click

from launchpath.catalog.connection import connect
from launchpath.cli import following, showing
from launchpath.cli.options import data_option, json_option, option
from launchpath.cli.requests import person


@click.command()
@click.argument("name", metavar="NAME")
@option("--ignore-errors", is_flag=True, help="Forget what can't be deleted.")
@option("--retain", is_flag=True, help="Forget the product and leave everything standing that it made.")
@json_option
@data_option
def terminate(name: str, ignore_errors: bool, retain: bool, json: bool, data: Path) -> None:
    """Take a launched product down, and follow it until nothing is left of it.

    You are whom the environment says, else the developer of the data folder, else its administrator. The exit status is
    1 when that fails, with the first cause.
    """
    with following.refusals_told():
        connection = connect(data, person(data))
        record = connection.client.terminate_provisioned_product(
            ProvisionedProductName=name, IgnoreErrors=ignore_errors, RetainPhysicalResources=retain
        )["RecordDetail"]
    showing.show(connection, record["RecordId"], as_json=json)
