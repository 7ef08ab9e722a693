"""The query protocol: forms and XML."""

import pytest
from botocore.parsers import QueryParser
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api.errors import SerializationException
from launchpath.operations.sessions import AssumedRoleUser, AssumeRoleOutput, Credentials, GetCallerIdentityOutput
from launchpath.wire import query

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


def test_a_form_is_its_members() -> None:
    assert query.members(b"Action=AssumeRole&RoleArn=arn%3Aaws&Empty=&Name=a+b") == {
        "Action": "AssumeRole",
        "RoleArn": "arn:aws",
        "Empty": "",
        "Name": "a b",
    }


def test_no_body_is_an_empty_form() -> None:
    assert query.members(b"") == {}


@pytest.mark.parametrize("body", [b"\xff=1", b"&".join(b"a=1" for _ in range(query.MOST_MEMBERS + 1))])
def test_what_is_no_form(body: bytes) -> None:
    with pytest.raises(SerializationException):
        query.members(body)


def test_a_reply_is_a_document_of_its_namespace() -> None:
    reply = GetCallerIdentityOutput(arn="arn:aws:iam::1:user/a", user_id="AIDA", account="1")
    assert (
        query.encode(NAMESPACE, "GetCallerIdentity", reply, "id-1")
        == (
            f'<GetCallerIdentityResponse xmlns="{NAMESPACE}"><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/a</Arn>'
            "<UserId>AIDA</UserId><Account>1</Account></GetCallerIdentityResult><ResponseMetadata>"
            "<RequestId>id-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        ).encode()
    )


def test_structures_are_elements_within_elements() -> None:
    credentials = Credentials(access_key_id="A", secret_access_key="B", session_token="C", expiration="D")
    user = AssumedRoleUser(assumed_role_id="E", arn="F")
    document = query.encode(
        NAMESPACE, "AssumeRole", AssumeRoleOutput(credentials=credentials, assumed_role_user=user), "id-1"
    )
    assert b"<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>B</SecretAccessKey>" in document
    assert b"<AssumedRoleUser><AssumedRoleId>E</AssumedRoleId><Arn>F</Arn></AssumedRoleUser>" in document


@given(st.text())
def test_any_text_in_an_error_can_be_read_again(text: str) -> None:
    error = {"Type": "Sender", "Code": "ValidationError", "Message": text}
    body = query.encode_error(NAMESPACE, error, "id-1")
    parsed = QueryParser().parse({"status_code": 400, "headers": {}, "body": body}, None)
    assert parsed["Error"]["Code"] == "ValidationError"
    assert parsed["ResponseMetadata"]["RequestId"] == "id-1"


def test_what_xml_can_not_say_is_replaced() -> None:
    body = query.encode_error(NAMESPACE, {"Message": "<a>\x00\ud800&b"}, "id-1")
    assert "<Message>&lt;a&gt;\ufffd\ufffd&amp;b</Message>".encode("ascii", "xmlcharrefreplace") in body
