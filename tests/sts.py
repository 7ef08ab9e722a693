"""STS of a running server, as tests ask it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.running import RunningServer


def keys(answer: dict[str, Any]) -> dict[str, str]:
    """What AssumeRole handed out, as boto3 takes it."""
    credentials = answer["Credentials"]
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }


def sts(demo: RunningServer, **settings: Any) -> Any:
    return demo.client("developer", "sts", **settings)


def refusal(call: Any, **request: Any) -> tuple[int, str, str]:
    """The status, the code and the text with which STS refuses."""
    with pytest.raises(ClientError) as caught:
        call(**request)
    answer = caught.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]
