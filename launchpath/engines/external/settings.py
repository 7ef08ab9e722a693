"""What an operator decides about engines outside: where their queues are, and where archives are handed over."""

from collections.abc import Mapping
from dataclasses import dataclass

from launchpath.engines import variables
from launchpath.engines.loader import EngineMisconfigured
from launchpath.engines.variables import Rule, is_url

#: Every setting is an environment variable: this prefix and the field's name in capitals.
PREFIX = "LAUNCHPATH_EXTERNAL_"

_RULES = {
    "BUCKET": variables.NAME,
    "ENDPOINT": variables.URL,
    "PROFILE": variables.NAME,
    "PARSER": Rule(lambda value: value == "lambda" or is_url(value), "lambda, or a URL without a path"),
    "QUEUE_ACCOUNT": variables.matching("[0-9]{12}", "an account, 12 digits"),
}


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
    given = variables.read(PREFIX, _RULES, environment)
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
