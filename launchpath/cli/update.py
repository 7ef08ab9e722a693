"""launchpath update: changes a launched product and follows the change."""

from pathlib import Path
from typing import Any

import click

from launchpath.catalog.connection import Connection, connect
from launchpath.cli import following, showing
from launchpath.cli.options import data_option, json_option, option
from launchpath.cli.requests import param_option, parameters, person, tag_option, tags, version_of


@click.command()
@click.argument("name", metavar="NAME")
@param_option
@option("--version", metavar="VERSION", help="The version to change to, by name or id. [default: the present one]")
@tag_option
@json_option
@data_option
def update(name: str, json: bool, data: Path, **asked: Any) -> None:
    """Give a launched product another version, other values or other tags, and follow it.

    You are whom the environment says, else the developer of the data folder, else its administrator. Values that you do
    not give stay as they are; the same holds for tags if you give none. The exit status is 1 when the update fails,
    with the first cause.
    """
    with following.refusals_told():
        connection = connect(data, person(data))
        client = connection.client
        present = client.describe_provisioned_product(Name=name)["ProvisionedProductDetail"]
        artifact_id = present["ProvisioningArtifactId"]
        if asked["version"]:
            offered = client.describe_product(Id=present["ProductId"])["ProvisioningArtifacts"]
            artifact_id = version_of(offered, asked["version"])
        record = client.update_provisioned_product(
            ProvisionedProductId=present["Id"],
            ProvisioningArtifactId=artifact_id,
            ProvisioningParameters=_values(connection, present, artifact_id, asked["param"]),
            **({"Tags": tags(asked["tag"])} if asked["tag"] else {}),
        )["RecordDetail"]
    showing.show(connection, record["RecordId"], as_json=json)


def _values(
    connection: Connection, present: dict[str, Any], artifact_id: str, given: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The given values, and for the other parameters that they stay as they are, as far as they have any."""
    values: list[dict[str, Any]] = list(parameters(given))
    last = present.get("LastSuccessfulProvisioningRecordId", present["LastProvisioningRecordId"])
    record = connection.client.describe_record(Id=last)["RecordDetail"]
    had = connection.ask("ListRecordParameters", {"RecordId": last})["Parameters"]
    asked = connection.client.describe_provisioning_parameters(
        ProductId=record["ProductId"], ProvisioningArtifactId=artifact_id, PathId=record["PathId"]
    )["ProvisioningArtifactParameters"]
    kept = {one["Key"] for one in had if one.get("Value") is not None} - {one["Key"] for one in values}
    keys = [one["ParameterKey"] for one in asked]
    return values + [{"Key": key, "UsePreviousValue": True} for key in keys if key in kept]
