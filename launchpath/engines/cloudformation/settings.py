"""What an operator decides about CloudFormation: where it is, as whom, and where large templates are handed over."""

from collections.abc import Mapping
from dataclasses import dataclass

from launchpath.engines import variables

#: Every setting is an environment variable: this prefix and the field's name in capitals.
PREFIX = "LAUNCHPATH_CLOUDFORMATION_"

_TIMEOUT = 30.0
_RULES = {
    "ENDPOINT": variables.URL,
    "PROFILE": variables.NAME,
    "ROLE_ARN": variables.matching(
        r"arn:[a-z-]+:iam::[0-9]{12}:role/.+", "a role's ARN, such as arn:aws:iam::123456789012:role/Launchpath"
    ),
    "EXTERNAL_ID": variables.TEXT,
    "BUCKET": variables.NAME,
    "TIMEOUT": variables.number_of("seconds"),
}


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
    given = variables.read(PREFIX, _RULES, environment)
    endpoint, seconds = given.get("ENDPOINT"), given.get("TIMEOUT")
    return Settings(
        endpoint=endpoint.rstrip("/") if endpoint else None,
        profile=given.get("PROFILE"),
        role_arn=given.get("ROLE_ARN"),
        external_id=given.get("EXTERNAL_ID"),
        bucket=given.get("BUCKET"),
        timeout=float(seconds) if seconds else _TIMEOUT,
    )
