"""Nothing that was answered is ever lost: the server is killed (SIGKILL), started again, and has to make good.

Whatever the moment: every accepted record ends, every living product has exactly one stack, the outputs are the
stack's, nothing of the killed server is left running.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError

from tests.making import Making, unique
from tests.processes import await_end, descendants, lasting_port
from tests.running import RunningServer, ended, wait_for


class Survivor:
    """A server that is killed and started again, and what it has promised."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        making = Making(server)
        self.product = making.product()
        self.second_version = making.version(self.product, QUEUE_V2)
        making.portfolio(self.product, user="admin")
        self.client = making.admin
        self.accepted: list[dict[str, Any]] = []

    def launch(self, **members: Any) -> dict[str, Any]:
        return self._accept(self.product.launch(self.client, **members))

    def update(self, launched: dict[str, Any], **members: Any) -> dict[str, Any]:
        identifier = launched["ProvisionedProductId"]
        reply = self.client.update_provisioned_product(ProvisionedProductId=identifier, **members)
        return self._accept(reply["RecordDetail"])

    def terminate(self, launched: dict[str, Any]) -> dict[str, Any]:
        identifier = launched["ProvisionedProductId"]
        return self._accept(self.client.terminate_provisioned_product(ProvisionedProductId=identifier)["RecordDetail"])

    def _accept(self, record: dict[str, Any]) -> dict[str, Any]:
        self.accepted.append(record)
        return record

    def end(self, record: dict[str, Any]) -> dict[str, Any]:
        return ended(self.client, record["RecordId"])

    def kill(self) -> None:
        """Kill it; its children have to notice by themselves."""
        assert self.server.process is not None
        children = descendants(self.server.process.pid)
        assert children, "the sandbox's process is not there"
        self.server.kill()
        await_end(children)

    def restart(self) -> None:
        """Start it again, and see what became of everything that it had answered."""
        self.server.start()
        final = [self.end(record) for record in self.accepted]
        assert [record["Status"] for record in final] == ["SUCCEEDED"] * len(self.accepted), final
        self.check_stacks()

    def check_stacks(self) -> None:
        """Exactly one stack for each living product, with the outputs that the product's record tells."""
        # What was accepted without being answered may still be under way.
        wait_for(lambda: "UNDER_CHANGE" not in {one["Status"] for one in self.living()})
        living, stacks = self.living(), self._stacks()
        names = sorted(stack["StackName"] for stack in stacks)
        assert names == sorted(f"SC-123456789012-{one['Id']}" for one in living)
        arns = {stack["StackId"]: stack for stack in stacks}
        for one in living:
            assert one["Status"] == "AVAILABLE"
            told = self.client.get_provisioned_product_outputs(ProvisionedProductId=one["Id"])["Outputs"]
            stack = arns[one["PhysicalId"]]
            held = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
            held["CloudformationStackARN"] = stack["StackId"]
            assert {output["OutputKey"]: output["OutputValue"] for output in told} == held

    def living(self) -> list[dict[str, Any]]:
        found = self.client.search_provisioned_products(PageSize=100)
        assert found["TotalResultsCount"] == len(found["ProvisionedProducts"])
        products: list[dict[str, Any]] = found["ProvisionedProducts"]
        return products

    def _stacks(self) -> list[dict[str, Any]]:
        cloudformation = self.server.client("admin", "cloudformation")
        summaries = cloudformation.get_paginator("list_stacks").paginate().search("StackSummaries[]")
        living = [one["StackId"] for one in summaries if one["StackStatus"] != "DELETE_COMPLETE"]
        return [cloudformation.describe_stacks(StackName=arn)["Stacks"][0] for arn in living]


QUEUE_V2 = """
Parameters:
  Delay: {Type: Number, Default: 0}
  Kind: {Type: String, Default: plain}
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {DelaySeconds: !Ref Delay}}
  Beside: {Type: "AWS::SNS::Topic"}
Outputs:
  QueueUrl: {Value: !Ref Queue}
  TopicArn: {Value: !Ref Beside}
"""


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survivor]:
    """One for all tests here: the longer it lives, the more it has to keep."""
    with RunningServer(tmp_path_factory.mktemp("survivor"), port=lasting_port()) as server:
        yield Survivor(server)


def test_a_kill_after_provision_product_was_answered_loses_no_launch(survivor: Survivor) -> None:
    for _ in range(3):
        survivor.launch()
    survivor.kill()
    survivor.restart()


def test_a_kill_after_an_update_was_answered_loses_no_update(survivor: Survivor) -> None:
    launched = survivor.launch()
    survivor.end(launched)
    survivor.update(launched, ProvisioningArtifactId=survivor.second_version)
    survivor.kill()
    survivor.restart()
    outputs = survivor.client.get_provisioned_product_outputs(ProvisionedProductId=launched["ProvisionedProductId"])
    assert [one["OutputKey"] for one in outputs["Outputs"]] == ["QueueUrl", "TopicArn", "CloudformationStackARN"]


def test_a_kill_after_a_termination_was_answered_leaves_no_stack(survivor: Survivor) -> None:
    staying, leaving = survivor.launch(), survivor.launch()
    survivor.end(staying)
    survivor.end(leaving)
    survivor.terminate(leaving)
    survivor.kill()
    survivor.restart()
    living = {one["Id"] for one in survivor.living()}
    assert staying["ProvisionedProductId"] in living
    assert leaving["ProvisionedProductId"] not in living


def test_an_ended_record_stays_as_it_was_and_its_stack_can_be_updated_and_terminated(survivor: Survivor) -> None:
    launched = survivor.launch(parameters={"Delay": "7"})
    survivor.end(launched)
    before = survivor.client.describe_record(Id=launched["RecordId"])
    survivor.kill()
    survivor.restart()
    after = survivor.client.describe_record(Id=launched["RecordId"])
    assert (after["RecordDetail"], after["RecordOutputs"]) == (before["RecordDetail"], before["RecordOutputs"])
    survivor.end(survivor.update(launched, ProvisioningParameters=[{"Key": "Delay", "UsePreviousValue": True}]))
    url = after["RecordOutputs"][0]["OutputValue"]
    queue = survivor.server.client("admin", "sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert queue["Attributes"]["DelaySeconds"] == "7"
    assert survivor.end(survivor.terminate(launched))["Status"] == "SUCCEEDED"
    survivor.check_stacks()


def test_what_was_accepted_waits_when_the_next_start_has_no_engine(survivor: Survivor) -> None:
    launched = survivor.launch()
    survivor.kill()
    with RunningServer(survivor.server.folder.parent, "--engine", "none") as without:
        time.sleep(0.5)
        record = without.client("admin").describe_record(Id=launched["RecordId"])["RecordDetail"]
        assert record["Status"] in ("CREATED", "IN_PROGRESS")
    survivor.restart()


def test_a_kill_at_any_moment_loses_nothing_that_was_answered(survivor: Survivor) -> None:
    """Customers launch, update and terminate while the server is killed, each time at another moment."""
    for moment in (0.05, 0.3, 0.8, 1.4):
        with ThreadPoolExecutor(2) as customers:
            busy = [customers.submit(_be_a_customer, survivor) for _ in range(2)]
            time.sleep(moment)
            survivor.kill()
            unanswered = [work.result() for work in busy]
        survivor.restart()
        for name in filter(None, unanswered):
            survivor.end(survivor.launch(name=name, ProvisionToken=name))
        survivor.check_stacks()


def _be_a_customer(survivor: Survivor) -> str | None:
    """Launch, update, terminate until the server dies; the name of a launch whose answer was lost, if one was."""
    waiting_for = None
    try:
        # Everything is built again after each kill: more than this many would tell nothing new.
        for number in range(6):
            waiting_for = unique("launched")
            launched = survivor.launch(name=waiting_for, ProvisionToken=waiting_for)
            waiting_for = None
            survivor.end(launched)
            if number % 2:
                survivor.terminate(launched)
            else:
                survivor.update(launched, ProvisioningParameters=[{"Key": "Delay", "Value": "9"}])
    except BotoCoreError:
        pass
    return waiting_for
