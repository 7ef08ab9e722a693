"""A client of 2016-07-07: the first release of botocore that knew the service, its model in today's machinery."""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.running import RunningServer

#: `make install` puts the wheel that seed_client.txt names here. Only a file in it is read, nothing is installed.
WHEELS = Path(sys.prefix) / "seed-client"
_MODEL = "botocore/data/servicecatalog/2015-12-10/service-2.json"


def create(server: RunningServer, user: str, folder: Path, edition: str = "") -> Any:
    """A client as this user of the server, of the edition of the API at this path."""
    place = folder / "servicecatalog" / "2015-12-10"
    place.mkdir(parents=True)
    (place / "service-2.json").write_text(json.dumps(model()))
    session = botocore.session.Session()
    session.register_component("data_loader", Loader(extra_search_paths=[str(folder)]))
    variables = server.variables(user)
    return session.create_client(
        "servicecatalog",
        endpoint_url=variables["AWS_ENDPOINT_URL_SERVICE_CATALOG"] + edition,
        region_name=variables["AWS_DEFAULT_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )


def model() -> dict[str, Any]:
    """The service model of that day."""
    wheels = sorted(WHEELS.glob("botocore-1.4.36-*.whl"))
    assert wheels, f"There is no client of 2016 in {WHEELS}: run `make install`, which fetches it once."
    with zipfile.ZipFile(wheels[0]) as wheel:
        found: dict[str, Any] = json.loads(wheel.read(_MODEL))
    # Today's botocore asks each model for a name that models did not have then.
    found["metadata"]["serviceId"] = "Service Catalog"
    return found


def declared(shape: Shape, path: str = "") -> Iterator[str]:
    """The path of every member that a shape declares, e.g. RecordDetail.RecordErrors[].Code."""
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield f"{path}.{name}"
            yield from declared(member, f"{path}.{name}")
    elif isinstance(shape, ListShape):
        yield from declared(shape.member, f"{path}[]")
    elif isinstance(shape, MapShape):
        yield from declared(shape.value, f"{path}[]")


def present(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """The paths of those members that a reply really has."""
    if isinstance(shape, StructureShape):
        for name in value.keys() & shape.members.keys():
            yield f"{path}.{name}"
            yield from present(shape.members[name], value[name], f"{path}.{name}")
    elif isinstance(shape, ListShape):
        for item in value:
            yield from present(shape.member, item, f"{path}[]")
    elif isinstance(shape, MapShape):
        for item in value.values():
            yield from present(shape.value, item, f"{path}[]")
