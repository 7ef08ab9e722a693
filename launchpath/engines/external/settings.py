"""What an operator decides about engines outside: where their queues are, and where archives are handed over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchpath.engines.loader import EngineMisconfigured

#: Every setting is an environment variable: this prefix and the field's name in capitals.
PREFIX = "LAUNCHPATH_EXTERNAL_"

_ACCOUNT = re.compile("[0-9]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The README in this folder explains each."""

    #: Where archives are put for the engine to fetch.
    bucket: str
    #: Where SQS and S3 are; None: at AWS, or where AWS's own variables say.
    endpoint: str | None = None
    #: The profile of AWS's configuration files whose credentials are used; None: as the standard chain decides.
    profile: str | None = None
    #: The account that the queues belong to; None: that of the credentials.
    queue_account: str | None = None
    #: Where archives are read, which speaks Lambda's Invoke: "lambda" means AWS. None: we read them as Terraform's.
    parser: str | None = None


def read(environment: Mapping[str, str]) -> Settings:
    """The settings among these environment variables. Raises EngineMisconfigured for one that can't be meant."""
    ours = {name.removeprefix(PREFIX): value.strip() for name, value in environment.items() if name.startswith(PREFIX)}
    given = {name: value for name, value in ours.items() if value}
    for name, value in given.items():
        _check(name, value)
    if "BUCKET" not in given:
        raise EngineMisconfigured(
            f"{PREFIX}BUCKET is not set. It must name the S3 bucket that archives are put into for the engine to fetch."
        )
    return Settings(
        bucket=given["BUCKET"],
        endpoint=given.get("ENDPOINT"),
        profile=given.get("PROFILE"),
        queue_account=given.get("QUEUE_ACCOUNT"),
        parser=given.get("PARSER"),
    )


def _check(name: str, value: str) -> None:
    if name not in _MUST_BE:
        raise EngineMisconfigured(
            f"There is no setting {PREFIX}{name}. There are: {', '.join(PREFIX + known for known in _MUST_BE)}."
        )
    right, must_be = _MUST_BE[name]
    if not right(value):
        raise EngineMisconfigured(f"{PREFIX}{name} is '{value}', but it must be {must_be}.")


def _is_url(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


#: By name: whether a value will do, and what it must be.
_MUST_BE: dict[str, tuple[Callable[[str], object], str]] = {
    "BUCKET": (bool, "a name"),
    "ENDPOINT": (_is_url, "a URL without a path, such as http://127.0.0.1:4566"),
    "PROFILE": (bool, "a name"),
    "PARSER": (lambda value: value == "lambda" or _is_url(value), "lambda, or a URL without a path"),
    "QUEUE_ACCOUNT": (_ACCOUNT.fullmatch, "an account, 12 digits"),
}
