"""launchpath launch: launches a product and follows it to its outputs."""

import re
import uuid
from pathlib import Path
from typing import Any

import click

from launchpath.catalog.connection import connect
from launchpath.cli import following, showing
from launchpath.cli.options import data_option, json_option, option
from launchpath.cli.requests import param_option, parameters, person, tag_option, tags, version_of

_PRODUCT_ID = re.compile("prod-[a-z0-9]{13}")
_PATH_ID = re.compile("lpv[23]-[a-z0-9]{13}")
_NOT_IN_A_NAME = re.compile("[^a-z0-9]+")


@click.command()
@click.argument("product", metavar="PRODUCT")
@param_option
@option("--version", metavar="VERSION", help="Its name or id. [default: the newest that is not deprecated]")
@option("--name", metavar="NAME", help="What the launched product is called. [default: PRODUCT and a few letters]")
@option("--path", metavar="PATH", help="The launch path, by name or id, if there is more than one.")
@tag_option
@json_option
@data_option
def launch(product: str, json: bool, data: Path, **asked: Any) -> None:
    """Launch PRODUCT, named by its name or id, and follow it until it stands.

    You are whom the environment says (source DIR/developer.env), else the developer of the data folder, else its
    administrator. The exit status is 1 when the launch fails, with the first cause. Ctrl-C ends the command and not
    the launch.
    """
    with following.refusals_told():
        connection = connect(data, person(data))
        by_id = _PRODUCT_ID.fullmatch(product) is not None
        described = connection.client.describe_product(**{"Id" if by_id else "Name": product})
        summary = described["ProductViewSummary"]
        path = asked["path"]
        record = connection.client.provision_product(
            ProductId=summary["ProductId"],
            ProvisioningArtifactId=version_of(described["ProvisioningArtifacts"], asked["version"]),
            ProvisionedProductName=asked["name"] or _new_name(summary["Name"]),
            ProvisioningParameters=parameters(asked["param"]),
            Tags=tags(asked["tag"]),
            **({"PathId" if _PATH_ID.fullmatch(path) else "PathName": path} if path else {}),
        )["RecordDetail"]
    showing.show(connection, record["RecordId"], as_json=json)


def _new_name(product: str) -> str:
    """A name that nothing else has, after the product's."""
    words = _NOT_IN_A_NAME.sub("-", product.lower()).strip("-") or "launched"
    return f"{words[:100]}-{uuid.uuid4().hex[:6]}"
