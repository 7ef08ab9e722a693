"""Signed requests as bytes, made before anything is measured."""

import hmac
import json
import time
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

_SERVICE = "servicecatalog"
_TARGET = "AWS242ServiceCatalogService"
_SIGNED = "content-type;host;x-amz-date;x-amz-target"


def request(variables: Mapping[str, str], port: int, operation: str, members: Mapping[str, Any]) -> bytes:
    """A whole HTTP request over awsJson 1.1, signed with the key of an env file's variables."""
    body = json.dumps(members).encode()
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    day, region = now[:8], variables["AWS_DEFAULT_REGION"]
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": f"127.0.0.1:{port}",
        "x-amz-date": now,
        "x-amz-target": f"{_TARGET}.{operation}",
    }
    told = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n\n{told}\n{_SIGNED}\n{sha256(body).hexdigest()}"
    scope = f"{day}/{region}/{_SERVICE}/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = _key(variables["AWS_SECRET_ACCESS_KEY"], day, region)
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={variables['AWS_ACCESS_KEY_ID']}/{scope}, "
        f"SignedHeaders={_SIGNED}, Signature={signature}"
    )
    return plain("POST", "/", headers, body)


def plain(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """An HTTP request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body


@lru_cache
def _key(secret: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, _SERVICE, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
