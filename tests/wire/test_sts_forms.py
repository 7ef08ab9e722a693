"""The STS door takes any form at all without a fault of ours."""

from typing import Any
from urllib.parse import urlencode

from botocore.parsers import QueryParser
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from launchpath.operations.sessions import AssumeRoleInput, GetCallerIdentityOutput
from launchpath.wire import sts
from tests import loops

_NAMES = st.sampled_from(
    ["Action", "Version", "RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId", "Policy", "Tags.member.1.Key"]
)
_VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["AssumeRole", "GetCallerIdentity", sts.VERSION, "arn:aws:iam::123456789012:role/x", "900", "night"]
    ),
    st.integers().map(str),
)


class OpenDoor:
    """Lets everybody in, and answers everything with the same."""

    region = "us-east-1"
    open = True

    def __init__(self) -> None:
        self.asked: list[Struct] = []

    def anonymous(self) -> object:
        return "anybody"

    def perform(self, caller: object, operation: str, request: Struct, request_id: str) -> Struct:
        self.asked.append(request)
        return GetCallerIdentityOutput(arn="arn", user_id="id", account="1")


def answer(door: Any, body: bytes, content_type: bytes = b"application/x-www-form-urlencoded") -> tuple[int, bytes]:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"content-type", content_type)],
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    assert sts.is_for_sts(scope)
    loops.run(sts.answer(door, scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def form(members: dict[str, str]) -> bytes:
    return urlencode(members, errors="surrogatepass").encode()


@given(st.dictionaries(_NAMES, _VALUES))
def test_any_form_is_answered_or_refused_in_xml(members: dict[str, str]) -> None:
    status, body = answer(OpenDoor(), form(members))
    assert status in (200, 400)
    parsed = QueryParser().parse({"status_code": status, "headers": {}, "body": body}, None) if status == 400 else {}
    assert status == 200 or parsed["Error"]["Code"] in ("InvalidAction", "MalformedInput", "ValidationError")


@given(st.binary(max_size=200))
def test_any_body_is_answered_or_refused_in_xml(body: bytes) -> None:
    assert answer(OpenDoor(), body)[0] == 400


def test_a_form_becomes_the_request_that_it_says() -> None:
    door, members = OpenDoor(), {"Action": "AssumeRole", "Version": sts.VERSION, "DurationSeconds": "900"}
    role = "arn:aws:iam::123456789012:role/x"
    assert answer(door, form(members | {"RoleArn": role, "RoleSessionName": "night"}))[0] == 200
    assert door.asked == [AssumeRoleInput(role_arn=role, role_session_name="night", duration_seconds=900)]


def test_the_charset_of_a_form_does_not_matter() -> None:
    members = {"Action": "GetCallerIdentity", "Version": sts.VERSION}
    assert answer(OpenDoor(), form(members), b"Application/X-WWW-Form-Urlencoded; charset=utf-8")[0] == 200


def test_a_body_that_is_too_large_is_refused() -> None:
    status, body = answer(OpenDoor(), b"a" * 2_000_000)
    assert status == 413
    assert b"<Code>RequestEntityTooLarge</Code>" in body


def test_a_fault_of_ours_is_told_without_its_cause() -> None:
    door = OpenDoor()
    door.perform = lambda *_: 1 / 0  # type: ignore[assignment,method-assign]
    status, body = answer(door, form({"Action": "GetCallerIdentity", "Version": sts.VERSION}))
    assert status == 500
    assert b"<Type>Receiver</Type><Code>InternalFailure</Code>" in body
    assert b"zero" not in body
