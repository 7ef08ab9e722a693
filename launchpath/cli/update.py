"""launchpath update: changes a launched product and follows the change."""

from pathlib import Path
from typing import Any

import click

from launchpath.catalog.connection import connect
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

    Values that you do not give stay as they are; the same holds for tags if you give none. The exit status is 1 when
    the update fails, with the first cause.
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
            ProvisioningParameters=_values(client, present, artifact_id, asked["param"]),
            **({"Tags": tags(asked["tag"])} if asked["tag"] else {}),
        )["RecordDetail"]
    showing.show(connection, record["RecordId"], as_json=json)


def _values(client: Any, present: dict[str, Any], artifact_id: str, given: tuple[str, ...]) -> list[dict[str, Any]]:
    """The given values, and for the other parameters that they stay as they are, as far as there are any."""
    values: list[dict[str, Any]] = list(parameters(given))
    if last := present.get("LastSuccessfulProvisioningRecordId"):
        record = client.describe_record(Id=last)["RecordDetail"]
        had = _asked_for(client, record, record["ProvisioningArtifactId"])
        kept = [key for key in _asked_for(client, record, artifact_id) if key in had]
        told = {one["Key"] for one in values}
        values += [{"Key": key, "UsePreviousValue": True} for key in kept if key not in told]
    return values


def _asked_for(client: Any, record: dict[str, Any], artifact_id: str) -> list[str]:
    """The parameters of a version."""
    answer = client.describe_provisioning_parameters(
        ProductId=record["ProductId"], ProvisioningArtifactId=artifact_id, PathId=record["PathId"]
    )
    return [one["ParameterKey"] for one in answer["ProvisioningArtifactParameters"]]
