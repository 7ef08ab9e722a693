"""All operations with all their members pass through both protocols and a real client unharmed."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore
import msgspec
import pytest

from launchpath.api.operations import OPERATIONS

MODEL = Path(botocore.__file__).parent / "data" / "servicecatalog" / "2015-12-10" / "service-2.json.gz"
SHAPES: dict[str, Any] = json.loads(gzip.decompress(MODEL.read_bytes()))["shapes"]

#: One of these fits each pattern of the model.
STRINGS = (
    "prod-abcdefghijklm",
    "123456789012",
    "arn:aws:iam::123456789012:role/Launch",
    "arn:aws:codestar-connections:us-east-1:123456789012:connection/1",
    "o-abcdefghij",
)


def string(shape: dict[str, Any]) -> str:
    if "enum" in shape:
        return str(shape["enum"][-1])
    pattern = shape.get("pattern", "").replace(r"\p{L}\p{Z}\p{N}", r"\w ")
    return next(text for text in STRINGS if re.fullmatch(pattern or ".*", text) and len(text) <= shape.get("max", 9999))


def sample(name: str) -> Any:
    """A value of a shape, with every member."""
    shape = SHAPES[name]
    match shape["type"]:
        case "structure":
            return {member: sample(target["shape"]) for member, target in shape["members"].items()}
        case "list":
            return [sample(shape["member"]["shape"])]
        case "map":
            return {sample(shape["key"]["shape"]): sample(shape["value"]["shape"])}
        case "integer":
            return shape.get("max", 7)
        case "boolean":
            return False
        case "timestamp":
            return 1577222793.362
    return string(shape)


def timeless(value: Any) -> Any:
    """A client's reply with its times as numbers again."""
    if isinstance(value, datetime):
        return round(value.astimezone(UTC).timestamp(), 3)
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key != "ResponseMetadata"}
    return [timeless(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("protocol", ["json", "cbor"])
def test_requests_and_replies_arrive_as_they_were_sent(client: Callable[..., Any], house: Any, protocol: str) -> None:
    caller = client(protocol)
    for name, operation in OPERATIONS.items():
        asked, told = sample(operation.input.__name__), sample(operation.output.__name__)
        house.answers[name] = lambda request, told=told, operation=operation: msgspec.convert(told, operation.output)
        reply = getattr(caller, operation.python_name)(**asked)
        assert timeless(reply) == told, name
        assert house.asked[-1][1:3] == (name, msgspec.convert(asked, operation.input)), name
