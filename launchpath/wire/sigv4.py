"""Whose key has signed a request: AWS Signature Version 4 in the Authorization header (semantics 3.2).

The body is always hashed here and is always part of what is signed: UNSIGNED-PAYLOAD is refused, since whoever sees
such a request could change the body and send it again.
"""

import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote, unquote_to_bytes

from launchpath.api.errors import (
    ExpiredTokenException,
    IncompleteSignatureException,
    InvalidSignatureException,
    MissingAuthenticationTokenException,
    UnrecognizedClientException,
)
from launchpath.api.operations import SIGNING_NAME
from launchpath.wire.asgi import Headers
from launchpath.wire.door import Key

FindKey = Callable[[str, str | None], Key | None]

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"

#: Seconds that the client's clock may be off.
SKEW = 300

#: Must be signed when they are there, and Host always: they say to whom, when, what and on whose behalf.
BINDING = ("Host", "X-Amz-Date", "Date", "X-Amz-Target", "X-Amz-Security-Token")

_PART = re.compile(r"\b(Credential|SignedHeaders|Signature)=([^,\s]*)")
_BASIC_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it came over the wire, undecoded."""

    method: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a request says about its own signature."""

    credential: list[str]
    #: In the order in which the client names them.
    signed: list[str]
    signature: str = field(repr=False)
    #: ISO 8601 basic, as it is signed.
    date: str


def verify(request: SignedRequest, now: float, region: str, find_key: FindKey, service: str = SIGNING_NAME) -> Key:
    """The key that has signed `request` for `service`. Raises the errors of semantics 3.2.

    `now` is seconds since the epoch.
    """
    headers = _folded(request.headers)
    claim = _claim(request, headers)
    _check_clock(claim.date, now)
    _check_scope(claim, region, service)
    _check_binding(claim.signed, headers)
    key = _key(claim, headers, now, find_key)
    _check_signature(request, headers, claim, key)
    return key


def _folded(headers: Headers) -> dict[str, str]:
    """The headers by name, white space folded, repeated ones joined: as they are signed."""
    folded: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), b" ".join(raw_value.split()).decode("latin-1")
        folded[name] = f"{folded[name]},{value}" if name in folded else value
    return folded


def _claim(request: SignedRequest, headers: dict[str, str]) -> _Claim:
    """Reads the Authorization header: it must be there, be alone, and have all its parts."""
    authorization = headers.get("authorization")
    if not authorization:
        raise MissingAuthenticationTokenException("Missing Authentication Token")
    if b"X-Amz-Algorithm" in request.query:
        raise InvalidSignatureException(
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
        )
    parts = dict(_PART.findall(authorization))
    date = headers.get("x-amz-date") or headers.get("date")
    _check_complete(authorization, parts, date)
    credential = parts["Credential"].split("/")
    if len(credential) != 5:
        raise IncompleteSignatureException(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
            f"got '{parts['Credential']}'"
        )
    return _Claim(credential, parts["SignedHeaders"].split(";"), parts["Signature"], _basic_date(str(date)))


def _check_complete(authorization: str, parts: dict[str, str], date: str | None) -> None:
    missing = "".join(
        f"Authorization header requires '{part}' parameter. "
        for part in ("Credential", "Signature", "SignedHeaders")
        if not parts.get(part)
    )
    if not date:
        missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
    if missing:
        raise IncompleteSignatureException(f"{missing}Authorization={authorization}")
    algorithm = authorization.partition(" ")[0]
    if algorithm != ALGORITHM:
        raise IncompleteSignatureException(f"Unsupported AWS 'algorithm': '{algorithm}'.")


def _basic_date(date: str) -> str:
    """A date in ISO 8601 basic format. A Date header may also be in HTTP's format, which is always GMT."""
    if _BASIC_DATE.fullmatch(date):
        return date
    try:
        return parsedate_to_datetime(date).strftime("%Y%m%dT%H%M%SZ")
    except ValueError:
        raise _bad_date(date) from None


def _bad_date(date: str) -> IncompleteSignatureException:
    return IncompleteSignatureException(
        f"Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )


def _check_clock(date: str, now: float) -> None:
    """Refuses a signature of more than five minutes ago, or ahead."""
    numbers = (int(date[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (9, 11), (11, 13), (13, 15)))
    try:
        signed_at = datetime(*numbers, tzinfo=UTC).timestamp()  # type: ignore[arg-type, misc]
    except ValueError:
        raise _bad_date(date) from None
    if signed_at < now - SKEW:
        raise InvalidSignatureException(
            f"Signature expired: {date} is now earlier than {_basic(now - SKEW)} ({_basic(now)} - 5 min.)"
        )
    if signed_at > now + SKEW:
        raise InvalidSignatureException(
            f"Signature not yet current: {date} is still later than {_basic(now + SKEW)} ({_basic(now)} + 5 min.)"
        )


def _basic(moment: float) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))


def _check_scope(claim: _Claim, region: str, service: str) -> None:
    """Refuses a credential for another region, service or day; says all that is wrong with it."""
    _, day, its_region, its_service, terminator = claim.credential
    wrong = ""
    if its_region != region:
        wrong += f"Credential should be scoped to a valid region, not '{its_region}'. "
    if its_service != service:
        wrong += f"Credential should be scoped to correct service: '{service}'. "
    if terminator != TERMINATOR:
        wrong += f"Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'. "
    if day != claim.date[:8]:
        wrong += (
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{day}' != '{claim.date[:8]}', from '{claim.date}'. "
        )
    if wrong:
        raise InvalidSignatureException(wrong)


def _check_binding(signed: list[str], headers: dict[str, str]) -> None:
    for name in BINDING:
        lower = name.lower()
        needed = lower in headers and not (name == "Date" and "x-amz-date" in headers)
        if lower not in signed and (needed or name == "Host"):
            raise InvalidSignatureException(f"'{name}' must be a 'SignedHeader' in the AWS Authorization.")


def _key(claim: _Claim, headers: dict[str, str], now: float, find_key: FindKey) -> Key:
    key = find_key(claim.credential[0], headers.get("x-amz-security-token"))
    if key is None:
        raise UnrecognizedClientException("The security token included in the request is invalid.")
    if key.expires_at is not None and now >= key.expires_at:
        raise ExpiredTokenException("The security token included in the request is expired")
    return key


def _check_signature(request: SignedRequest, headers: dict[str, str], claim: _Claim, key: Key) -> None:
    payload = sha256(request.body).hexdigest()
    if headers.get("x-amz-content-sha256", payload) != payload:
        raise InvalidSignatureException("The provided 'x-amz-content-sha256' header does not match what was computed.")
    signed = "".join(f"{name}:{headers.get(name, '')}\n" for name in sorted(claim.signed))
    canonical = "\n".join(
        (request.method, _path(request.path), _query(request.query), signed, ";".join(claim.signed), payload)
    )
    _, day, region, service, _ = claim.credential
    scope = "/".join(claim.credential[1:])
    # Headers were read as Latin-1, so that writing them as Latin-1 gives the bytes that the client has signed.
    digest = sha256(canonical.encode("latin-1")).hexdigest()
    to_sign = f"{ALGORITHM}\n{claim.date}\n{scope}\n{digest}"
    expected = hmac.digest(
        _signing_key(key.access_key_id, key.secret, day, region, service), to_sign.encode(), "sha256"
    )
    if not hmac.compare_digest(expected.hex().encode(), claim.signature.encode("latin-1")):
        raise InvalidSignatureException(MISMATCH)


@lru_cache(maxsize=1024)
def _signing_key(_access_key_id: str, secret: str, day: str, region: str, service: str) -> bytes:
    """Good for one key, day, region and service, hence kept: it costs four of the five HMACs."""
    signing_key = f"AWS4{secret}".encode()
    for part in (day, region, service, TERMINATOR):
        signing_key = hmac.digest(signing_key, part.encode(), "sha256")
    return signing_key


def _path(path: bytes) -> str:
    """The path without `.`, `..` and empty segments, encoded once more than it came, as all services but S3 have it."""
    kept: list[bytes] = []
    for segment in path.split(b"/"):
        if segment == b"..":
            del kept[-1:]
        elif segment not in (b"", b"."):
            kept.append(segment)
    slash = b"/" if path.endswith(b"/") and kept else b""
    return quote(b"/" + b"/".join(kept) + slash, safe="/~")


def _query(query: bytes) -> str:
    """The parameters, each name and value encoded anew, sorted."""
    pairs = (pair.partition(b"=") for pair in query.split(b"&") if pair)
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: bytes) -> str:
    return quote(unquote_to_bytes(text), safe="~")
