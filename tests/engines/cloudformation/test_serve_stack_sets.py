"""From an API call to a stack set and back: STACKSET constraints, preferences, and the instances as clients see."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fake_cloudformation import Fake, running
from tests.fleet import engine_at
from tests.making import QUEUE, MadeProduct, Making
from tests.portal.visitor import Visitor
from tests.refusals import refused
from tests.running import RunningServer, ended

ACCOUNTS, REGIONS = ["111111111111", "222222222222"], ["eu-west-1", "us-east-1"]
CONSTRAINT = {
    "Version": "1.0",
    "Properties": {
        "AccountList": ACCOUNTS,
        "RegionList": REGIONS,
        "AdminRole": "arn:aws:iam::123456789012:role/Admin",
        "ExecutionRole": "Execution",
    },
}


@pytest.fixture(scope="module")
def world() -> Iterator[Fake]:
    with running() as fake:
        yield fake


@pytest.fixture(scope="module")
def server(world: Fake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    engines = ("--engine", "cloudformation", "--engine", "cloudformation-stacksets")
    with RunningServer(tmp_path_factory.mktemp("sets"), *engines, environment=engine_at(world)) as server:
        yield server


@pytest.fixture(scope="module")
def making(server: RunningServer) -> Making:
    return Making(server)


@pytest.fixture(scope="module")
def admin(making: Making) -> Any:
    return making.admin


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    made = making.product(QUEUE)
    making.constraint(making.portfolio(made, user="admin"), made, "STACKSET", CONSTRAINT)
    return made


def listed(admin: Any, record: dict[str, Any], **members: Any) -> list[tuple[str, str, str]]:
    told = admin.list_stack_instances_for_provisioned_product(
        ProvisionedProductId=record["ProvisionedProductId"], **members
    )
    return [(one["Account"], one["Region"], one["StackInstanceStatus"]) for one in told["StackInstances"]]


def test_a_launch_stands_in_every_account_and_region_of_the_constraint(product: MadeProduct, admin: Any) -> None:
    record = product.launched(admin)
    assert (record["Status"], record["ProvisionedProductType"]) == ("SUCCEEDED", "CFN_STACKSET")
    assert listed(admin, record) == [(account, region, "CURRENT") for account in ACCOUNTS for region in REGIONS]


def test_preferences_choose_among_them(product: MadeProduct, admin: Any, world: Fake) -> None:
    preferences = {
        "StackSetAccounts": ACCOUNTS[1:],
        "StackSetRegions": REGIONS[:1],
        "StackSetFailureTolerancePercentage": 10,
        "StackSetMaxConcurrencyPercentage": 50,
    }
    record = product.launched(admin, ProvisioningPreferences=preferences)
    assert listed(admin, record) == [(ACCOUNTS[1], REGIONS[0], "CURRENT")]
    (call,) = world.calls("CreateStackInstances", f"*{record['ProvisionedProductId']}")
    told = {"FailureTolerancePercentage": "10", "MaxConcurrentPercentage": "50"}
    assert call["members"]["OperationPreferences"] == told


@pytest.mark.parametrize(
    ("preferences", "named"),
    [
        ({"StackSetAccounts": ["999999999999"]}, "The account 999999999999 is not among those of the STACKSET"),
        ({"StackSetRegions": ["mars-1"]}, "The region mars-1 is not among those of the STACKSET constraint"),
    ],
)
def test_what_the_constraint_does_not_allow_is_refused(
    product: MadeProduct, admin: Any, preferences: dict[str, Any], named: str
) -> None:
    with refused("InvalidParametersException", containing=named):
        product.launch(admin, ProvisioningPreferences=preferences)


def test_an_update_can_delete_instances_and_a_termination_deletes_the_rest(
    product: MadeProduct, admin: Any, world: Fake
) -> None:
    record = product.launched(admin)
    preferences = {"StackSetAccounts": ACCOUNTS[:1], "StackSetOperationType": "DELETE"}
    there = {"ProvisionedProductId": record["ProvisionedProductId"]}
    changed = admin.update_provisioned_product(**there, ProvisioningPreferences=preferences)
    assert ended(admin, changed["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    assert listed(admin, record) == [(ACCOUNTS[1], region, "CURRENT") for region in REGIONS]
    gone = admin.terminate_provisioned_product(**there)
    assert ended(admin, gone["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    assert world.stack_set(f"SC-123456789012-{record['ProvisionedProductId']}") is None


def test_the_instances_come_in_pages(product: MadeProduct, admin: Any) -> None:
    record = product.launched(admin)
    there = {"ProvisionedProductId": record["ProvisionedProductId"], "PageSize": 3}
    first = admin.list_stack_instances_for_provisioned_product(**there)
    second = admin.list_stack_instances_for_provisioned_product(**there, PageToken=first["NextPageToken"])
    assert [len(page["StackInstances"]) for page in (first, second)] == [3, 1]
    assert "NextPageToken" not in second


def test_a_plain_stack_has_no_instances(making: Making, admin: Any) -> None:
    made = making.product(QUEUE)
    making.portfolio(made, user="admin")
    assert listed(admin, made.launched(admin)) == []


def test_a_stack_cannot_become_a_stack_set(making: Making, admin: Any) -> None:
    made = making.product(QUEUE)
    portfolio = making.portfolio(made, user="admin")
    record = made.launched(admin)
    making.constraint(portfolio, made, "STACKSET", CONSTRAINT)
    with refused("InvalidParametersException", containing="is a CFN_STACK, and what launch path"):
        admin.update_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"])


def test_the_instances_of_what_cannot_be_seen_are_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException"):
        admin.list_stack_instances_for_provisioned_product(ProvisionedProductId="pp-aaaaaaaaaaaaa")


def test_the_portal_makes_the_constraint_where_an_engine_can_keep_it(
    server: RunningServer, making: Making, admin: Any
) -> None:
    portfolio = making.portfolio(made := making.product(QUEUE), user=None)
    fields = {
        **{"action": "demand", "type": "STACKSET", "product": made.id},
        **{"accounts": "\n".join(ACCOUNTS), "regions": " ".join(REGIONS)},
        **{"admin_role": "arn:aws:iam::123456789012:role/Admin", "execution_role": "Execution"},
    }
    with Visitor(server) as visitor:
        visitor.sign_in("admin")
        assert f'id="product-STACKSET" name="product"><option value="{made.id}"' in visitor.get(_page(portfolio)).text
        assert visitor.submit(_page(portfolio), None, **fields).status_code == 303
    (constraint,) = admin.list_constraints_for_portfolio(PortfolioId=portfolio)["ConstraintDetails"]
    told = admin.describe_constraint(Id=constraint["ConstraintId"])["ConstraintParameters"]
    assert json.loads(told)["Properties"] == CONSTRAINT["Properties"]


def _page(portfolio: str) -> str:
    return f"/admin/portfolios/{portfolio}"
