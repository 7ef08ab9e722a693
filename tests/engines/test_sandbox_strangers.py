"""The sandbox believes any credentials, and so no web page may speak to it."""

import urllib.error
import urllib.request

import pytest

from launchpath.engines.sandbox.engine import Sandbox

LIST_STACKS = b"Action=ListStacks&Version=2010-05-15"
NOBODY = "AWS4-HMAC-SHA256 Credential=x/20261123/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=x"


@pytest.fixture(scope="module")
def endpoint(sandbox: Sandbox) -> str:
    return sandbox.environment()["AWS_ENDPOINT_URL"]


def status(endpoint: str, path: str = "/", data: bytes | None = LIST_STACKS, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(endpoint + path, data, {"Authorization": NOBODY} | named)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def test_a_program_is_answered(endpoint: str) -> None:
    assert status(endpoint) == 200


@pytest.mark.parametrize("path", ["/moto-api/reset", "/moto-api/data.json", "/moto-api/recorder/start-recording"])
@pytest.mark.parametrize("data", [None, b""])
def test_nobody_reaches_its_administration(endpoint: str, path: str, data: bytes | None) -> None:
    assert status(endpoint, path, data) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
    ],
)
def test_a_page_of_another_site_is_refused(endpoint: str, headers: dict[str, str]) -> None:
    assert status(endpoint, **headers) == 403


@pytest.mark.parametrize(
    "headers",
    [{"Host": "bucket.localhost:80"}, {"Host": "cloudformation.us-east-1.amazonaws.com"}, {"Host": "sandbox"}],
)
def test_the_names_of_aws_and_of_this_machine_are_its_own(endpoint: str, headers: dict[str, str]) -> None:
    assert status(endpoint, **headers) == 200


def test_a_tool_in_a_page_of_this_machine_may_ask(endpoint: str) -> None:
    assert status(endpoint, Origin="http://localhost:3000") == 200
