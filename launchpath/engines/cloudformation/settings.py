"""What an operator decides about CloudFormation: where it is, as whom, and where large templates are handed over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchpath.engines.loader import EngineMisconfigured

#: Every setting is an environment variable: this prefix and the field's name in capitals.
PREFIX = "LAUNCHPATH_CLOUDFORMATION_"

_ROLE_ARN = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:role/.+")
_TIMEOUT = 30.0
_SECONDS = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The README in this folder explains each."""

    #: Where CloudFormation, STS and S3 are; None: at AWS, or where AWS's own variables say.
    endpoint: str | None = None
    #: The profile of AWS's configuration files whose credentials are used; None: as the standard chain decides.
    profile: str | None = None
    #: The role that the engine acts as; None: whoever the credentials belong to.
    role_arn: str | None = None
    #: Sent with every role that is assumed.
    external_id: str | None = None
    #: Where templates go that are too large for a request.
    bucket: str | None = None
    #: Seconds that a call waits for its answer.
    timeout: float = _TIMEOUT
    #: How often a call is tried until the order has to wait for its next turn.
    attempts: int = 3


def read(environment: Mapping[str, str]) -> Settings:
    """The settings among these environment variables. Raises EngineMisconfigured for one that can't be meant."""
    ours = {name.removeprefix(PREFIX): value.strip() for name, value in environment.items() if name.startswith(PREFIX)}
    given = {name: value for name, value in ours.items() if value}
    for name, value in given.items():
        _check(name, value)
    endpoint, seconds = given.get("ENDPOINT"), given.get("TIMEOUT")
    return Settings(
        endpoint=endpoint.rstrip("/") if endpoint else None,
        profile=given.get("PROFILE"),
        role_arn=given.get("ROLE_ARN"),
        external_id=given.get("EXTERNAL_ID"),
        bucket=given.get("BUCKET"),
        timeout=float(seconds) if seconds else _TIMEOUT,
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
    "ENDPOINT": (_is_url, "a URL without a path, such as http://127.0.0.1:4566"),
    "PROFILE": (bool, "a name"),
    "ROLE_ARN": (_ROLE_ARN.fullmatch, "a role's ARN, such as arn:aws:iam::123456789012:role/Launchpath"),
    "EXTERNAL_ID": (bool, "a text"),
    "BUCKET": (bool, "a name"),
    "TIMEOUT": (lambda value: _SECONDS.fullmatch(value) and float(value), "a number of seconds"),
}
