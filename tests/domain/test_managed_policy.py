"""AWS's four managed policies for Service Catalog: the table of semantics 5, operation by operation."""

import pytest

from launchpath.api.errors import AccessDeniedException
from launchpath.api.operations import OPERATIONS
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER, MANAGED, PEOPLE
from launchpath.domain.permission import Level, permitted
from launchpath.domain.principal import Caller

END_USER_READER = "AWSServiceCatalogEndUserReadOnlyAccess"
READER = "AWSServiceCatalogAdminReadOnlyAccess"

FIND = {"DescribeProduct", "DescribeProductView", "DescribeProvisioningParameters", "ListLaunchPaths", "SearchProducts"}
LOOK = {
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
}
CHANGE = {
    "TerminateProvisionedProduct",
    "UpdateProvisionedProduct",
    "CreateProvisionedProductPlan",
    "ExecuteProvisionedProductPlan",
    "DeleteProvisionedProductPlan",
    "ExecuteProvisionedProductServiceAction",
}
#: What engines call, and nobody else.
NOTIFY = {name for name in OPERATIONS if name.startswith("Notify")}


def levels(policy: str) -> dict[str, Level]:
    """What a policy allows, each operation at its level."""
    arn = "arn:aws:iam::123456789012:user/ann"
    caller = Caller(account="123456789012", region="us-east-1", arn=arn, session_arn=arn, policies=(MANAGED[policy],))
    found = {}
    for operation in OPERATIONS:
        try:
            found[operation] = permitted(caller, operation).level
        except AccessDeniedException:
            continue
    return found


def test_end_users_find_and_launch_everything_and_change_their_own() -> None:
    at_will = dict.fromkeys(FIND | {"ProvisionProduct"}, Level.ACCOUNT)
    assert levels(END_USER) == at_will | dict.fromkeys(LOOK | CHANGE, Level.USER)


def test_end_users_who_only_read_launch_and_change_nothing() -> None:
    assert levels(END_USER_READER) == dict.fromkeys(FIND, Level.ACCOUNT) | dict.fromkeys(LOOK, Level.USER)


def test_administrators_do_everything_but_an_engines_part() -> None:
    assert levels(ADMINISTRATOR) == dict.fromkeys(set(OPERATIONS) - NOTIFY, Level.ACCOUNT)


def test_administrators_who_only_read_change_nothing() -> None:
    reading = ("Get", "List", "Describe", "Search")
    expected = {name for name in OPERATIONS if name.startswith(reading)} | {"ScanProvisionedProducts"}
    assert levels(READER) == dict.fromkeys(expected, Level.ACCOUNT)


@pytest.mark.parametrize("policy", MANAGED)
def test_each_policy_is_for_one_service_alone(policy: str) -> None:
    service = "iam:" if policy == PEOPLE else "servicecatalog:"
    for statement in MANAGED[policy]["Statement"]:
        assert all(action.startswith(service) for action in statement["Action"])
