"""Stack sets: one product in several accounts and regions, each order one operation (semantics 6.5)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from launchpath.domain.stack_set import Instance, StackSet
from launchpath.engines.base import EngineUnavailable, Inventory, Order, State
from launchpath.engines.cloudformation.settings import Settings
from launchpath.engines.cloudformation.stack_sets import StackSets
from launchpath.engines.conformance import Samples, finish, terminate, update
from launchpath.engines.offers import Cancels
from tests.fake_cloudformation import Fake

ACCOUNTS, REGIONS = ("111111111111", "222222222222"), ("eu-west-1", "us-east-1")
WANTED = StackSet(
    accounts=ACCOUNTS,
    regions=REGIONS,
    admin_role="arn:aws:iam::123456789012:role/Admin",
    execution_role="Execution",
    preferences={"FailureToleranceCount": 1, "MaxConcurrentCount": 2},
)
Make = Callable[[], StackSets]


@pytest.fixture
def make(fake: Fake) -> Make:
    return lambda: StackSets(Settings(endpoint=fake.url, timeout=5, attempts=1))


@pytest.fixture
def sets(make: Make) -> StackSets:
    return make()


@pytest.fixture
def wide(order: Order) -> Order:
    return replace(order, stack_set=WANTED)


def known(fake: Fake, order: Order) -> dict[str, Any]:
    found = fake.stack_set(order.stack_name)
    assert found is not None
    return found


def test_a_launch_makes_an_instance_in_each_account_and_region(sets: StackSets, wide: Order, fake: Fake) -> None:
    launched = finish(sets, wide)
    assert launched.state is State.SUCCEEDED, launched.reason
    there = known(fake, wide)
    assert there["instances"] == [[account, region, "CURRENT"] for account in ACCOUNTS for region in REGIONS]
    assert (there["AdministrationRoleARN"], there["ExecutionRoleName"]) == (WANTED.admin_role, "Execution")
    assert launched.instances is not None
    assert set(launched.instances) == {
        Instance(account, region, "CURRENT") for account in ACCOUNTS for region in REGIONS
    }
    assert launched.outputs[0].key == "CloudformationStackSetARN"


def test_preferences_values_and_tags_are_passed_on(sets: StackSets, wide: Order, fake: Fake) -> None:
    finish(sets, wide)
    (call,) = fake.calls("CreateStackInstances")
    assert call["members"]["OperationPreferences"] == {"FailureToleranceCount": "1", "MaxConcurrentCount": "2"}
    assert known(fake, wide)["parameters"]["Name"] == "orders"
    assert known(fake, wide)["tags"]["team"] == "blue"


def test_an_update_updates_the_instances_that_there_are(
    sets: StackSets, wide: Order, samples: Samples, fake: Fake
) -> None:
    finish(sets, wide)
    changed = update(wide, samples.update)
    assert finish(sets, changed).state is State.SUCCEEDED
    assert known(fake, wide)["operations"][-1] == ["UPDATE", changed.record_id, "SUCCEEDED"]


@pytest.mark.parametrize(("operation", "left"), [("CREATE", 5), ("DELETE", 3)])
def test_an_update_may_only_make_or_delete_instances(
    sets: StackSets, wide: Order, samples: Samples, fake: Fake, operation: str, left: int
) -> None:
    finish(sets, wide)
    account = "333333333333" if operation == "CREATE" else ACCOUNTS[0]
    wanted = replace(WANTED, accounts=(account,), regions=REGIONS[:1], operation=operation)
    changed = replace(update(wide, samples.update), stack_set=wanted)
    done = finish(sets, changed)
    assert done.state is State.SUCCEEDED
    assert len(known(fake, wide)["instances"]) == len(done.instances or ()) == left
    assert fake.calls("UpdateStackSet") == []


def test_a_termination_deletes_every_instance_and_then_the_set(sets: StackSets, wide: Order, fake: Fake) -> None:
    finish(sets, wide)
    assert finish(sets, terminate(replace(wide, stack_set=None))).state is State.SUCCEEDED
    assert fake.stack_set(wide.stack_name) is None


def test_a_termination_of_what_is_not_there_succeeds(sets: StackSets, wide: Order) -> None:
    assert finish(sets, terminate(wide)).state is State.SUCCEEDED


def test_a_retaining_termination_leaves_everything(sets: StackSets, wide: Order, fake: Fake) -> None:
    finish(sets, wide)
    assert finish(sets, terminate(wide, retain=True)).state is State.SUCCEEDED
    assert len(known(fake, wide)["instances"]) == 4


def test_an_update_of_what_is_not_there_fails_and_says_so(sets: StackSets, wide: Order, samples: Samples) -> None:
    failed = finish(sets, update(wide, samples.update))
    assert (failed.state, failed.gone) == (State.FAILED, True)
    assert "does not exist" in failed.reason


def test_a_failure_names_the_first_instance_that_failed_by_itself(sets: StackSets, wide: Order, fake: Fake) -> None:
    fake.script(wide.stack_name, instances="fails", reason="Account 111111111111 should have 'Execution' role.")
    failed = finish(sets, wide)
    assert failed.state is State.FAILED
    assert failed.reason == "111111111111/eu-west-1: Account 111111111111 should have 'Execution' role."
    assert {event.resource for event in failed.events} == {f"{a}/{r}" for a in ACCOUNTS for r in REGIONS}


def test_a_failed_launch_can_be_terminated(sets: StackSets, wide: Order, fake: Fake) -> None:
    fake.script(wide.stack_name, instances="fails")
    finish(sets, wide)
    fake.script(wide.stack_name, instances="ok")
    assert finish(sets, terminate(wide)).state is State.SUCCEEDED
    assert fake.stack_set(wide.stack_name) is None


def test_another_process_goes_on_after_a_crash_and_makes_nothing_twice(make: Make, wide: Order, fake: Fake) -> None:
    make().start(wide)
    assert finish(make(), wide).state is State.SUCCEEDED
    assert len(known(fake, wide)["operations"]) == 1


@pytest.mark.parametrize("operation", ["CreateStackSet", "CreateStackInstances", "DescribeStackSetOperation"])
@pytest.mark.parametrize("kind", ["throttle", "503", "reset_before", "reset_after"])
def test_a_passing_fault_only_delays_it(sets: StackSets, wide: Order, fake: Fake, operation: str, kind: str) -> None:
    fake.fault(operation, kind)
    assert finish(sets, wide).state is State.SUCCEEDED
    assert len(known(fake, wide)["operations"]) == 1


def test_an_operation_of_somebody_else_is_waited_for(
    sets: StackSets, wide: Order, samples: Samples, fake: Fake
) -> None:
    finish(sets, wide)
    fake.script(wide.stack_name, instances="hangs")
    sets.start(update(wide, samples.update))
    with pytest.raises(EngineUnavailable):
        sets.start(update(wide, samples.good))


def test_what_is_given_up_is_stopped(sets: StackSets, wide: Order, fake: Fake) -> None:
    assert isinstance(sets, Cancels)
    fake.script(wide.stack_name, instances="hangs")
    sets.cancel(wide)
    sets.start(wide)
    sets.cancel(wide)
    assert known(fake, wide)["operations"] == [["CREATE", wide.record_id, "STOPPED"]]


def test_a_refusal_is_told_in_cloudformations_words(sets: StackSets, wide: Order, fake: Fake) -> None:
    fake.fault("CreateStackSet", "denied")
    failed = finish(sets, wide)
    assert failed.reason.startswith("AmazonCloudFormationException  Access Denied")


def test_what_it_makes_is_no_stack(sets: StackSets) -> None:
    assert sets.makes == "CFN_STACKSET"


def test_an_inventory_names_what_is_to_be_done_next_to_remove_one(sets: StackSets, wide: Order, fake: Fake) -> None:
    """The stacks first: a stack set that has some can't be deleted."""
    finish(sets, wide)
    assert isinstance(sets, Inventory)
    (standing,) = sets.inventory("123456789012", "us-east-1")
    assert standing.provisioned_product_id == wide.provisioned_product_id
    where = f"--region us-east-1 --endpoint-url {fake.url}"
    assert standing.remove == (
        f"aws cloudformation delete-stack-instances --stack-set-name {wide.stack_name} --accounts {' '.join(ACCOUNTS)} "
        f"--regions {' '.join(REGIONS)} --no-retain-stacks {where}"
    )
    assert list(sets.inventory("210987654321", "us-east-1")) == []
    finish(sets, terminate(wide))
    assert list(sets.inventory("123456789012", "us-east-1")) == []
