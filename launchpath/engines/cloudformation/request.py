"""An order as the requests that CloudFormation understands (semantics 6.1, 6.2)."""

from collections.abc import Mapping
from typing import Any

from launchpath.domain import template
from launchpath.engines.base import Order

_RESERVED = "aws:"
_AUTOMATIC = "aws:servicecatalog:"
#: Ours, in the place of a prefix that only AWS itself may use.
_OURS = "launchpath:"
#: The tag that ends in the id of the product that a stack was made for.
_PRODUCT = f"{_OURS}provisionedProductArn"


def change(order: Order, stack: str, handed_over: Mapping[str, str]) -> dict[str, Any]:
    """The members of CreateStack and UpdateStack; rollback and time limits are left as CloudFormation has them.

    Tags and topics are told in full each time: an update takes those away that it does not name.
    """
    return {
        "StackName": stack,
        **handed_over,
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in order.parameters.items()],
        "Tags": [{"Key": _free(key), "Value": value} for key, value in order.tags.items()],
        "NotificationARNs": list(order.notification_arns),
        "Capabilities": _capabilities(order.template),
        "ClientRequestToken": order.record_id,
    }


def is_made_for(order: Order, tags: Mapping[str, str]) -> bool:
    """Whether a stack with these tags was made for the order's product."""
    return tags.get(_PRODUCT, "").endswith(f"/{order.provisioned_product_id}")


def _free(key: str) -> str:
    """A tag's key as CloudFormation takes it: it refuses those that begin with aws:, so ours are renamed."""
    if not key.lower().startswith(_RESERVED):
        return key
    return _OURS + key[len(_AUTOMATIC if key.startswith(_AUTOMATIC) else _RESERVED) :]


def _capabilities(text: str) -> list[str]:
    try:
        return list(template.read(text).capabilities)
    except template.TemplateError:
        # CloudFormation says itself what is wrong with it.
        return []
