"""The verifier agrees with botocore's signer, on requests of every form and on none that was touched afterwards."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api.errors import InvalidSignatureException
from launchpath.wire.door import Key
from launchpath.wire.sigv4 import MISMATCH, SignedRequest, verify

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=10).map("x-".__add__)
#: Printable ASCII, with runs of blanks at the ends and in the middle.
values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
headers = st.lists(st.tuples(names, values), max_size=6)
segments = st.text("abc.~ %é/+", max_size=8).map(lambda text: quote(text, safe="~/"))
paths = st.lists(segments, max_size=4).map(lambda parts: "/" + "/".join(parts))
queries = st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=4).map(
    lambda pairs: "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
)
secrets = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


def signed(
    path: str = "/",
    query: str = "",
    extra: list[tuple[str, str]] | None = None,
    body: bytes = b"{}",
    secret: str = "secret",
    token: str | None = None,
) -> SignedRequest:
    """What arrives when botocore has signed a request."""
    asked = AWSRequest("POST", f"http://127.0.0.1:8000{path}{'?' + query if query else ''}", data=body)
    asked.headers["X-Amz-Target"] = "AWS242ServiceCatalogService.ListPortfolios"
    for name, value in extra or []:
        asked.headers.add_header(name, value)
    SigV4Auth(Credentials("AKID", secret, token), "servicecatalog", "us-east-1").add_auth(asked)
    arrived = [("host", "127.0.0.1:8000"), *asked.headers.items()]
    raw = [(name.lower().encode(), value.encode()) for name, value in arrived]
    return SignedRequest("POST", path.encode(), query.encode(), raw, body)


def check(request: SignedRequest, secret: str = "secret") -> Key:
    now = datetime.now(UTC).timestamp()
    return verify(request, now, "us-east-1", lambda key_id, token: Key(key_id, secret, token))


@given(paths, queries, headers, st.binary(max_size=100), secrets)
def test_whatever_botocore_signs_is_accepted(
    path: str, query: str, extra: list[tuple[str, str]], body: bytes, secret: str
) -> None:
    assert check(signed(path, query, extra, body, secret), secret).access_key_id == "AKID"


def test_the_session_token_is_handed_to_whoever_knows_the_keys() -> None:
    assert check(signed(token="session")).principal == "session"


@pytest.mark.parametrize("path", ["/pre", "/pre/", "/pre/service/X/operation/Y", "//a//b/", "/a/../b/./c", "/a%20b"])
def test_paths_below_a_prefix_are_signed_as_they_are(path: str) -> None:
    assert check(signed(path))


def test_repeated_headers_are_signed_together_in_their_order() -> None:
    request = signed(extra=[("X-Twice", "b"), ("X-Twice", "a")])
    assert check(request)
    swapped = [(n, {b"a": b"b", b"b": b"a"}.get(v, v)) for n, v in request.headers]
    with pytest.raises(InvalidSignatureException):
        check(replace(request, headers=swapped))


def test_white_space_between_words_is_one_blank() -> None:
    request = signed(extra=[("X-Wide", "a b")])
    widened = [(n, b"  a \t  b " if n == b"x-wide" else v) for n, v in request.headers]
    assert check(replace(request, headers=widened))


def test_parameters_are_sorted_by_name_and_then_by_value() -> None:
    request = signed(query="a=1&a-=2&a=0")
    assert check(replace(request, query=b"a=0&a-=2&a=1"))


TAMPERED = {
    "method": lambda request: replace(request, method="PUT"),
    "path": lambda request: replace(request, path=b"/other"),
    "query": lambda request: replace(request, query=b"a=1"),
    "body": lambda request: replace(request, body=b'{"Id":"port-1"}'),
    "target": lambda request: replace(
        request, headers=[(n, b"Other" if n == b"x-amz-target" else v) for n, v in request.headers]
    ),
    "host": lambda request: replace(request, headers=[(n, b"h" if n == b"host" else v) for n, v in request.headers]),
}


@pytest.mark.parametrize("part", TAMPERED)
def test_a_request_that_was_touched_after_signing_is_refused(part: str) -> None:
    with pytest.raises(InvalidSignatureException) as refused:
        check(TAMPERED[part](signed()))
    assert refused.value.message == MISMATCH


@given(st.integers(0, 63), st.sampled_from("0123456789abcdefé"))
def test_a_signature_with_another_digit_is_refused(position: int, digit: str) -> None:
    request = signed()
    authorization = dict(request.headers)[b"authorization"].decode()
    at = len(authorization) - 64 + position
    forged = f"{authorization[:at]}{digit}{authorization[at + 1 :]}"
    if forged != authorization:
        raw = [(n, forged.encode() if n == b"authorization" else v) for n, v in request.headers]
        with pytest.raises(InvalidSignatureException, match="does not match"):
            check(replace(request, headers=raw))


def test_another_secret_is_refused_also_after_the_right_one_was_used() -> None:
    request = signed()
    assert check(request)
    with pytest.raises(InvalidSignatureException):
        check(request, secret="other")
