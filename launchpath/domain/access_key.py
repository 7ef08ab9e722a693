"""Ids, secrets and tokens of access keys, in the forms that clients know."""

import secrets

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def new_key_id(prefix: str = "AKIA") -> str:
    """The id of a new key: AKIA… of a permanent one, ASIA… of a temporary one."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(16))


def new_secret() -> str:
    """40 letters and digits that nobody can guess."""
    return secrets.token_urlsafe(30)


def new_session_token() -> str:
    return secrets.token_urlsafe(96)
