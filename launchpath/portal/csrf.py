"""Proof that a form was ours: tokens that belong to one visitor, and the browser's word on where a request began."""

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlsplit

_SALT = 16


def token(secret: str) -> str:
    """A token for a visitor's forms; another one each time, so that compression never gives it away."""
    salt = secrets.token_urlsafe(_SALT)
    return f"{salt}.{seal(secret, f'form {salt}')}"


def is_ours(secret: str, given: str) -> bool:
    """Whether `given` is one of the tokens of this visitor."""
    salt, _, sealed = given.partition(".")
    return is_sealed(secret, f"form {salt}", sealed)


def seal(secret: str, text: str) -> str:
    """What proves that a text went out to the visitor of this secret."""
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()


def is_sealed(secret: str, text: str, given: str) -> bool:
    """Whether `given` is the seal of this text for this visitor."""
    return bool(secret) and hmac.compare_digest(given.encode(), seal(secret, text).encode())


def is_from_here(headers: Mapping[str, str]) -> bool:
    """Whether the browser does not say that a request began on another site. Old browsers say nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin in (None, "null") or urlsplit(str(origin)).netloc == headers.get("host")
