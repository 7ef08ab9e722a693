"""New identifiers: a prefix and 13 characters of lowercase base32 (semantics 1.1)."""

import base64
import secrets


def new_id(prefix: str) -> str:
    """A fresh id such as `prod-d7wuqo2o4y3nq`, of 64 random bits."""
    return f"{prefix}-{base64.b32encode(secrets.token_bytes(8)).decode().rstrip('=').lower()}"
