"""The AWS managed policies that we know, under their names: four for Service Catalog (semantics 5), one for people."""

from collections.abc import Mapping, Sequence
from typing import Any


def _allow(actions: Sequence[str], level: str | None = None) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Action": [f"servicecatalog:{action}" for action in actions],
        "Resource": "*",
    }
    if level:
        statement["Condition"] = {"StringEquals": {f"servicecatalog:{level}": "self"}}
    return statement


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


_LOOK = [
    "DescribeProduct",
    "DescribeProductView",
    "DescribeProvisioningParameters",
    "ListLaunchPaths",
    "SearchProducts",
]

_LOOK_AT_OWN = [
    "DescribeProvisionedProduct",
    "DescribeRecord",
    "ListRecordHistory",
    "ListStackInstancesForProvisionedProduct",
    "ScanProvisionedProducts",
    "SearchProvisionedProducts",
    "DescribeProvisionedProductPlan",
    "ListProvisionedProductPlans",
    "ListServiceActionsForProvisioningArtifact",
    "DescribeServiceActionExecutionParameters",
]

_CHANGE_OWN = [
    "TerminateProvisionedProduct",
    "UpdateProvisionedProduct",
    "CreateProvisionedProductPlan",
    "ExecuteProvisionedProductPlan",
    "DeleteProvisionedProductPlan",
    "ExecuteProvisionedProductServiceAction",
]

_ADMINISTER = [
    *("Accept*", "Associate*", "Batch*", "Copy*", "Create*", "Delete*", "Describe*", "Disable*", "Disassociate*"),
    *("Enable*", "Execute*", "Import*", "Provision*", "Put*", "Reject*", "Terminate*", "Update*"),
    *("Get*", "Scan*", "Search*", "List*", "TagResource", "UntagResource", "SyncResource"),
]

ADMINISTRATOR = "AWSServiceCatalogAdminFullAccess"
END_USER = "AWSServiceCatalogEndUserFullAccess"
#: Whoever has it decides about users, groups, keys and policies, and so about everything.
PEOPLE = "IAMFullAccess"

MANAGED: Mapping[str, Mapping[str, Any]] = {
    ADMINISTRATOR: _policy(_allow(_ADMINISTER)),
    PEOPLE: _policy({"Effect": "Allow", "Action": ["iam:*"], "Resource": "*"}),
    "AWSServiceCatalogAdminReadOnlyAccess": _policy(
        _allow(["Get*", "List*", "Describe*", "ScanProvisionedProducts", "Search*"])
    ),
    END_USER: _policy(_allow([*_LOOK, "ProvisionProduct"]), _allow([*_LOOK_AT_OWN, *_CHANGE_OWN], level="userLevel")),
    "AWSServiceCatalogEndUserReadOnlyAccess": _policy(_allow(_LOOK), _allow(_LOOK_AT_OWN, level="userLevel")),
}
