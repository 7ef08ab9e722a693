"""Every refusal of a signature, with its code and its text (semantics 3.2, verbatim)."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from launchpath.api import errors
from launchpath.api.errors import ServiceError
from launchpath.wire.door import Key
from launchpath.wire.sigv4 import SignedRequest, verify

#: 2019-04-11 14:46:01 GMT.
NOW = 1554993961.0
DATE = "20190411T144601Z"
CREDENTIAL = "AKID/20190411/us-east-1/servicecatalog/aws4_request"
SIGNED = "host;x-amz-date"


def authorization(credential: str = CREDENTIAL, signed: str = SIGNED, signature: str = "00") -> str:
    return f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature={signature}"


def refusal(
    headers: dict[str, str | None] | None = None,
    *,
    query: bytes = b"",
    now: float = NOW,
    find_key: Callable[[str, str | None], Key | None] = lambda key_id, token: Key(key_id, "secret", None),
) -> ServiceError:
    sent = {"host": "localhost", "x-amz-date": DATE, "authorization": authorization()} | (headers or {})
    raw = [(name.encode(), value.encode()) for name, value in sent.items() if value is not None]
    with pytest.raises(ServiceError) as refused:
        verify(SignedRequest("POST", b"/", query, raw, b"{}"), now, "us-east-1", find_key)
    return refused.value


def test_no_authorization() -> None:
    error = refusal({"authorization": None})
    assert isinstance(error, errors.MissingAuthenticationTokenException)
    assert error.message == "Missing Authentication Token"


def test_header_and_query_both() -> None:
    error = refusal(query=b"X-Amz-Algorithm=AWS4-HMAC-SHA256")
    assert isinstance(error, errors.InvalidSignatureException)
    assert error.message == ("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.")


def test_every_part_that_is_missing_has_its_sentence() -> None:
    error = refusal({"authorization": "AWS4-HMAC-SHA256 Nothing=1", "x-amz-date": None})
    assert isinstance(error, errors.IncompleteSignatureException)
    assert error.message == (
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a "
        "'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Nothing=1"
    )


def test_one_part_that_is_missing() -> None:
    header = f"AWS4-HMAC-SHA256 Credential={CREDENTIAL}, SignedHeaders={SIGNED}"
    message = f"Authorization header requires 'Signature' parameter. Authorization={header}"
    assert refusal({"authorization": header}).message == message


def test_another_algorithm() -> None:
    error = refusal({"authorization": authorization().replace("SHA256", "SHA1")})
    assert isinstance(error, errors.IncompleteSignatureException)
    assert error.message == "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'."


def test_a_malformed_credential() -> None:
    error = refusal({"authorization": authorization("AKID/20190411")})
    assert isinstance(error, errors.IncompleteSignatureException)
    assert error.message == (
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
        "got 'AKID/20190411'"
    )


@pytest.mark.parametrize("date", ["yesterday", "20191311T144601Z", "2019-04-11T14:46:01Z", "20190411T144601Z0", "²"])
def test_a_bad_date(date: str) -> None:
    error = refusal({"x-amz-date": date})
    assert isinstance(error, errors.IncompleteSignatureException)
    read = date.encode().decode("latin-1")
    assert error.message == (
        f"Date must be in ISO-8601 'basic format'. Got '{read}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )


def test_a_signature_of_more_than_five_minutes_ago() -> None:
    error = refusal({"x-amz-date": "20190411T144043Z"})
    assert isinstance(error, errors.InvalidSignatureException)
    assert error.message == (
        "Signature expired: 20190411T144043Z is now earlier than 20190411T144101Z (20190411T144601Z - 5 min.)"
    )


def test_a_signature_of_more_than_five_minutes_ahead() -> None:
    error = refusal({"x-amz-date": "20181017T093750Z"}, now=1539768699.0)
    assert isinstance(error, errors.InvalidSignatureException)
    assert error.message == (
        "Signature not yet current: 20181017T093750Z is still later than 20181017T093639Z (20181017T093139Z + 5 min.)"
    )


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_are_within_the_time(seconds: int) -> None:
    assert "does not match" in refusal(now=NOW + seconds).message


def test_a_date_header_in_the_format_of_http_will_do() -> None:
    header = authorization(signed="date;host")
    sent: dict[str, str | None] = {
        "x-amz-date": None,
        "date": "Thu, 11 Apr 2019 14:46:01 GMT",
        "authorization": header,
    }
    assert "does not match" in refusal(sent).message


def test_another_region() -> None:
    error = refusal({"authorization": authorization(CREDENTIAL.replace("us-east-1", "x"))})
    assert isinstance(error, errors.InvalidSignatureException)
    assert error.message == "Credential should be scoped to a valid region, not 'x'. "


def test_another_service() -> None:
    error = refusal({"authorization": authorization(CREDENTIAL.replace("servicecatalog", "s3"))})
    assert error.message == "Credential should be scoped to correct service: 'servicecatalog'. "


def test_everything_that_is_wrong_with_the_scope_is_told_at_once() -> None:
    error = refusal({"authorization": authorization("AKID/20190410/x/s3/aws5")})
    assert error.message == (
        "Credential should be scoped to a valid region, not 'x'. "
        "Credential should be scoped to correct service: 'servicecatalog'. "
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'. "
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'20190410' != '20190411', from '20190411T144601Z'. "
    )


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("Host", "x-amz-date"),
        ("X-Amz-Date", "host"),
        ("X-Amz-Target", "host;x-amz-date"),
        ("X-Amz-Security-Token", "host;x-amz-date"),
    ],
)
def test_a_header_that_must_be_signed(name: str, signed: str) -> None:
    """Else somebody on the way could send the request elsewhere, or have it do another thing."""
    sent = {"authorization": authorization(signed=signed), name.lower(): DATE}
    error = refusal(dict(sent))
    assert isinstance(error, errors.InvalidSignatureException)
    assert error.message == f"'{name}' must be a 'SignedHeader' in the AWS Authorization."


def test_a_request_without_a_host_is_refused() -> None:
    error = refusal({"host": None, "authorization": authorization(signed="x-amz-date")})
    assert error.message == "'Host' must be a 'SignedHeader' in the AWS Authorization."


def test_a_date_header_beside_x_amz_date_need_not_be_signed() -> None:
    assert "does not match" in refusal({"date": "Thu, 11 Apr 2019 14:46:01 GMT"}).message


def test_an_unknown_key() -> None:
    error = refusal(find_key=lambda key_id, token: None)
    assert isinstance(error, errors.UnrecognizedClientException)
    assert error.message == "The security token included in the request is invalid."


def test_an_expired_key() -> None:
    error = refusal(find_key=lambda key_id, token: Key(key_id, "secret", None, expires_at=NOW))
    assert isinstance(error, errors.ExpiredTokenException)
    assert error.message == "The security token included in the request is expired"


def test_a_key_that_expires_later_is_good() -> None:
    error = refusal(find_key=lambda key_id, token: Key(key_id, "secret", None, expires_at=NOW + 1))
    assert "does not match" in error.message


def test_a_signature_that_does_not_match() -> None:
    error = refusal()
    assert isinstance(error, errors.InvalidSignatureException)
    assert error.message == (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."
    )


@pytest.mark.parametrize("claimed", ["UNSIGNED-PAYLOAD", sha256(b"other").hexdigest()])
def test_the_hash_that_a_client_claims_must_be_the_bodys(claimed: str) -> None:
    error = refusal({"x-amz-content-sha256": claimed})
    assert isinstance(error, errors.InvalidSignatureException)
    assert error.message == "The provided 'x-amz-content-sha256' header does not match what was computed."


def test_a_key_does_not_show_its_secret() -> None:
    assert "hunter2" not in repr(Key("AKID", "hunter2", None))
