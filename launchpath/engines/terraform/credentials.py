"""An order's launch role as environment variables: assumed for this one run, by the standard AWS chain."""

from collections.abc import Mapping

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from launchpath.engines.base import Order

#: AWS's own prefix; whoever else begins a tag so is refused.
_RESERVED = "aws:"
_AUTOMATIC = "aws:servicecatalog:"
_OURS = "launchpath:"
#: What the AWS provider, from 5.62 on, puts on everything that it makes.
_TAG = "TF_AWS_DEFAULT_TAGS_"


class RoleRefused(Exception):
    """The launch role can't be assumed. The text is for who launched (semantics 7.4)."""


def of(order: Order, external_id: str | None) -> dict[str, str]:
    """The variables of an order: its region, its tags, its launch role's credentials. Raises RoleRefused."""
    tags = {f"{_TAG}{_free(key)}": value for key, value in order.tags.items()}
    role = _role(order, order.launch_role_arn, external_id) if order.launch_role_arn else {}
    return {"AWS_REGION": order.region, **tags, **role}


def _free(key: str) -> str:
    if not key.lower().startswith(_RESERVED):
        return key
    return _OURS + key[len(_AUTOMATIC if key.startswith(_AUTOMATIC) else _RESERVED) :]


def _role(order: Order, arn: str, external_id: str | None) -> Mapping[str, str]:
    extra = {"ExternalId": external_id} if external_id else {}
    config = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3})
    try:
        # A session of its own: boto3's shared one is for one thread, and remembers the credentials that it found first.
        sts = boto3.session.Session().client("sts", region_name=order.region, config=config)
        given = sts.assume_role(RoleArn=arn, RoleSessionName=order.record_id, **extra)["Credentials"]
    except (BotoCoreError, ClientError) as fault:
        raise RoleRefused(f"Access denied while assuming launch role {arn}: {fault}") from fault
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }
