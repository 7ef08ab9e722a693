"""An order as the message that engines outside understand (semantics 7.1, 7.2)."""

import json
from typing import Any

from launchpath.domain.record import RecordType
from launchpath.engines.base import Order

#: The word in the names of a product type's queues.
_WORDS = {"EXTERNAL": "External", "TERRAFORM_OPEN_SOURCE": "TerraformOS", "TERRAFORM_CLOUD": "TerraformCloud"}

_VERBS = {RecordType.PROVISION: "Provision", RecordType.UPDATE: "Update", RecordType.TERMINATE: "Terminate"}


def queue(order: Order) -> str:
    """The name of the queue that is for an order of this kind."""
    return f"ServiceCatalog{_WORDS.get(order.makes, 'External')}{_VERBS[order.type]}OperationQueue"


def parser(kind: str) -> str:
    """The name of the function that reads the archives of a product type."""
    return f"ServiceCatalog{_WORDS.get(kind, 'External')}ParameterParser"


def body(order: Order, token: str, path: str) -> str:
    """The message. `path`: where the archive lies; a termination has none."""
    told: dict[str, Any] = {
        "token": token,
        "operation": order.type.value,
        "provisionedProductId": order.provisioned_product_id,
        "provisionedProductName": order.provisioned_product_name,
        "recordId": order.record_id,
        "launchRoleArn": order.launch_role_arn,
        "identity": {"principal": order.asked_by, "awsAccountId": order.account, "organizationId": None},
    }
    if order.type is not RecordType.TERMINATE:
        told |= {
            "productId": order.product_id,
            "provisioningArtifactId": order.artifact_id,
            "artifact": {"path": path, "type": "AWS_S3"},
            "parameters": _pairs(order.parameters.items()),
            "tags": _pairs(order.tags.items()),
        }
    return json.dumps(told)


def _pairs(items: Any) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in items]
