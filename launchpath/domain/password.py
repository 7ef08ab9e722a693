"""Passwords of the portal: which are good enough, how they are kept, and how long somebody may guess."""

import secrets
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from launchpath.api.errors import InvalidParametersException

SHORTEST = 12
#: A longer one only costs time.
LONGEST = 1024

#: Failed sign-ins are counted for so long, in milliseconds.
WINDOW = 15 * 60 * 1000
#: So many in that time lock a name; so many from one address lock the address.
MOST_OF_A_NAME = 10
MOST_OF_AN_ADDRESS = 50

#: Without those that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

#: OWASP's recommendation for argon2id with little memory: a sign-in takes some 20 ms and 19 MiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def check(password: str, user_name: str) -> None:
    """Refuse a new password that is easy to guess."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidParametersException(
            "A password must have {shortest} to {longest} characters. A few words in a row are easy to remember.",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if password.casefold() == user_name.casefold() or len(set(password)) < 4:
        raise InvalidParametersException("This password is too easy to guess. Choose another one.")


def generate() -> str:
    """A password that nobody guesses and that can be read out: four groups of five letters and digits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def hashed(password: str) -> str:
    return _hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether `password` is the one that was hashed to `kept`. None takes as long, so that nobody learns who exists."""
    try:
        return _hasher.verify(kept or _nobodys(), password[: LONGEST + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return hashed(generate())


def locked_until(failures: Sequence[int], most: int) -> int | None:
    """When one may try again after these failures of the last WINDOW, oldest first; None: at once.

    Times are milliseconds since the epoch.
    """
    return failures[-most] + WINDOW if len(failures) >= most else None
