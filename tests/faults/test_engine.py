"""Whatever becomes of a call to CloudFormation or of a stack: the record and the product end as section 6.3 says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.crash.moments import CHANGE
from tests.fake_cloudformation import Fake, running
from tests.fleet import engine_at
from tests.promises import Promises
from tests.running import RunningServer, wait_for


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def promises(fake: Fake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Promises]:
    folder = tmp_path_factory.mktemp("faults")
    with RunningServer(folder, "--engine", "cloudformation", environment=engine_at(fake, timeout=1)) as server:
        yield Promises(server, fake)


@dataclass
class Stage:
    """One product, and what may befall it."""

    promises: Promises
    fake: Fake
    launched: dict[str, Any]

    @property
    def stack(self) -> str:
        return f"SC-123456789012-{self.launched['ProvisionedProductId']}"

    def script(self, **behaviour: Any) -> None:
        self.fake.script(self.stack, **behaviour)

    def ask(self, kind: str, **members: Any) -> dict[str, Any]:
        return self.promises.ask(kind, self.launched, **members)

    def end(self, record: dict[str, Any]) -> tuple[str, str]:
        """How a record ends, and what has become of the product."""
        status = self.promises.end(record)["Status"]
        found = [one for one in self.promises.living() if one["Id"] == self.launched["ProvisionedProductId"]]
        return status, found[0]["Status"] if found else "gone"

    def begun(self, kind: str) -> dict[str, Any]:
        """An operation that is asked for and begun, and not ended before `script` lets it."""
        self.script(polls=1, ms=3_600_000)
        record = self.ask(kind)
        wait_for(lambda: self.fake.calls(CHANGE[kind], self.stack))
        return record

    def is_standing(self) -> bool:
        return any(one["living"] for one in self.fake.stacks(self.stack))


@pytest.fixture
def stage(promises: Promises, fake: Fake) -> Stage:
    """A product that runs."""
    launched = promises.ask("provision")
    assert promises.end(launched)["Status"] == "SUCCEEDED"
    return Stage(promises, fake, launched)


@pytest.fixture
def launch(promises: Promises, fake: Fake) -> Callable[..., Stage]:
    """Asks for a product whose stack is made like this."""

    def asked(**behaviour: Any) -> Stage:
        # Until its name is known, every stack is meant.
        fake.script("*", **behaviour)
        stage = Stage(promises, fake, promises.ask("provision"))
        wait_for(lambda: fake.calls("CreateStack", stage.stack))
        fake.script("*", **{"create": "ok", "polls": 1, "ms": 0})
        stage.script(**behaviour)
        return stage

    return asked


@pytest.mark.parametrize("create", ["rolls_back", "rollback_fails", "fails"])
def test_a_stack_that_is_not_made_is_an_error_and_can_be_terminated(create: str, launch: Callable[..., Stage]) -> None:
    stage = launch(create=create)
    assert stage.end(stage.launched) == ("FAILED", "ERROR")
    assert stage.end(stage.ask("terminate")) == ("SUCCEEDED", "gone")
    assert not stage.is_standing()


def test_a_launch_that_rolls_back_says_so_meanwhile(launch: Callable[..., Stage]) -> None:
    stage = launch(create="rolls_back", polls=1, ms=200)
    describe = stage.promises.client.describe_record
    wait_for(lambda: describe(Id=stage.launched["RecordId"])["RecordDetail"]["Status"] == "IN_PROGRESS_IN_ERROR")
    assert stage.end(stage.launched) == ("FAILED", "ERROR")


def test_what_does_not_pass_is_not_tried_again(stage: Stage) -> None:
    stage.fake.fault("UpdateStack", "denied", match=stage.stack)
    assert stage.end(stage.ask("update")) == ("FAILED", "TAINTED")
    assert len(stage.fake.calls("UpdateStack", stage.stack)) == 1
    assert stage.end(stage.ask("update")) == ("SUCCEEDED", "AVAILABLE")


@pytest.mark.parametrize("update", ["rolls_back", "rollback_fails"])
def test_an_update_that_fails_taints_the_product(update: str, stage: Stage) -> None:
    stage.script(update=update)
    assert stage.end(stage.ask("update")) == ("FAILED", "TAINTED")
    assert stage.is_standing()


def test_an_update_that_changes_nothing_succeeds(stage: Stage) -> None:
    same = stage.ask("update", ProvisioningParameters=[{"Key": "Delay", "UsePreviousValue": True}])
    assert stage.end(same) == ("SUCCEEDED", "AVAILABLE")


@pytest.mark.parametrize("delete", ["fails", "refused"])
def test_a_termination_that_fails_taints_the_product_and_can_be_repeated(delete: str, stage: Stage) -> None:
    stage.script(delete=delete)
    assert stage.end(stage.ask("terminate")) == ("FAILED", "TAINTED")
    assert stage.is_standing()
    stage.script(delete="ok")
    assert stage.end(stage.ask("terminate")) == ("SUCCEEDED", "gone")
    assert not stage.is_standing()


def test_a_termination_that_ignores_errors_succeeds_whatever_becomes_of_the_stack(stage: Stage) -> None:
    stage.script(delete="fails")
    assert stage.end(stage.ask("terminate", IgnoreErrors=True)) == ("SUCCEEDED", "gone")


def test_a_stack_that_vanishes_while_it_is_made_is_an_error(launch: Callable[..., Stage]) -> None:
    stage = launch(polls=1, ms=3_600_000)
    stage.fake.outside(stage.stack, "vanish")
    assert stage.end(stage.launched) == ("FAILED", "ERROR")


def test_a_stack_that_vanishes_while_it_is_updated_leaves_nothing_that_runs(stage: Stage) -> None:
    record = stage.begun("update")
    stage.fake.outside(stage.stack, "vanish")
    assert stage.end(record) == ("FAILED", "ERROR")


def test_a_stack_that_had_vanished_fails_the_update_and_is_terminated_without_a_word(stage: Stage) -> None:
    stage.fake.outside(stage.stack, "vanish")
    assert stage.end(stage.ask("update")) == ("FAILED", "ERROR")
    assert stage.end(stage.ask("terminate")) == ("SUCCEEDED", "gone")


def test_an_update_that_somebody_cancels_taints_the_product(stage: Stage) -> None:
    record = stage.begun("update")
    stage.fake.outside(stage.stack, "cancel")
    stage.script(polls=1, ms=0)
    assert stage.end(record) == ("FAILED", "TAINTED")


def test_a_change_waits_until_somebody_elses_has_ended(stage: Stage) -> None:
    stage.script(polls=1, ms=3_600_000)
    stage.fake.outside(stage.stack, "update")
    record = stage.ask("update")
    wait_for(lambda: stage.fake.calls("UpdateStack", stage.stack))
    stage.script(polls=1, ms=0)
    assert stage.end(record) == ("SUCCEEDED", "AVAILABLE")
