"""ProvisionProduct: LAUNCH, NOTIFICATION and STACKSET constraints. Semantics 2.6, 4.5, 6.1, 6.5."""

from typing import Any

import pytest

from tests.making import Making
from tests.refusals import INVALID, refusal

ROLE = "arn:aws:iam::123456789012:role/Launcher"


def topics(*names: str) -> list[str]:
    return [f"arn:aws:sns:us-east-1:123456789012:{name}" for name in names]


def stack_of(cloudformation: Any, record: dict[str, Any]) -> dict[str, Any]:
    name = f"SC-123456789012-{record['ProvisionedProductId']}"
    stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return stack


@pytest.mark.parametrize("role", [{"RoleArn": ROLE}, {"LocalRoleName": "Launcher"}])
def test_the_launch_role_is_told_and_carries_the_stack(
    making: Making, developer: Any, cloudformation: Any, role: dict[str, str]
) -> None:
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "LAUNCH", role)
    record = product.launch(developer)
    assert record["LaunchRoleArn"] == ROLE
    record = product.launched(developer)
    assert record["LaunchRoleArn"] == ROLE
    seen = developer.describe_provisioned_product(Id=record["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert seen["LaunchRoleArn"] == ROLE
    assert stack_of(cloudformation, record)["RoleARN"] == ROLE


def test_without_a_launch_constraint_there_is_no_role(making: Making, developer: Any, cloudformation: Any) -> None:
    record = making.offered().launched(developer)
    assert "LaunchRoleArn" not in record
    assert "RoleARN" not in stack_of(cloudformation, record)


def test_topics_of_request_and_constraints_are_told_together(
    making: Making, developer: Any, cloudformation: Any
) -> None:
    """2.6: the union."""
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "NOTIFICATION", {"NotificationArns": topics("a", "b")})
    making.constraint(portfolio, product, "NOTIFICATION", {"NotificationArns": topics("c")})
    record = product.launched(developer, NotificationArns=topics("b", "d"))
    assert sorted(stack_of(cloudformation, record)["NotificationARNs"]) == topics("a", "b", "c", "d")


def test_more_topics_than_cloudformation_takes_are_refused(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "NOTIFICATION", {"NotificationArns": topics("a", "b", "c")})
    code, text = refusal(product.launch, client=developer, NotificationArns=topics("d", "e", "f"))
    assert code == INVALID
    assert "6 topics" in text


def test_a_path_with_a_stack_set_constraint_cannot_be_launched(making: Making, developer: Any) -> None:
    """6.5: refused, since a plain stack would be another thing than the administrator asked for."""
    portfolio = making.portfolio(product := making.product())
    places = {"AccountList": ["123456789012"], "RegionList": ["us-east-1"]}
    roles = {"AdminRole": ROLE, "ExecutionRole": "Works"}
    making.constraint(portfolio, product, "STACKSET", {"Version": "String", "Properties": places | roles})
    code, text = refusal(product.launch, client=developer)
    assert code == INVALID
    assert "STACKSET" in text
