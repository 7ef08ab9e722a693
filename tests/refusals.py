"""How a test says that a request is refused: with which code, in which words."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

NOT_FOUND = "ResourceNotFoundException"
INVALID = "InvalidParametersException"
ILL_FORMED = "ValidationException"
DENIED = "AccessDeniedException"


def refusal(operation: Any, **request: Any) -> tuple[str, str]:
    """The code and the text with which a call is refused."""
    with pytest.raises(ClientError) as caught:
        operation(**request)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@contextmanager
def refused(code: str, text: str | None = None, *, containing: str = "") -> Iterator[None]:
    """The call inside is refused with HTTP 400, this code, and a message that is `text`, or has a part `containing`."""
    with pytest.raises(ClientError) as caught:
        yield
    answer = caught.value.response
    assert answer["Error"]["Code"] == code, answer["Error"]["Message"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert text in (None, answer["Error"]["Message"])
    assert containing in answer["Error"]["Message"]


def request_id(record: dict[str, Any]) -> str:
    """The id of the request that CloudFormation's refusal names in a record (semantics 3.4): a UUID."""
    (error,) = record["RecordErrors"]
    said = error["Description"].partition("Request ID: ")[2].rstrip(")")
    return str(uuid.UUID(said))
