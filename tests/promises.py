"""What the catalog has promised to clients, and whether it has kept it: nothing lost, nothing doubled, all agreeing."""

import itertools
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tests.fake_cloudformation import Fake
from tests.fleet import OPERATOR
from tests.making import QUEUE, MadeProduct, Making, unique
from tests.running import PATIENCE, RunningServer, ended, wait_for

QUEUE_V2 = QUEUE + '  More: {Value: "more"}\n'
#: What carries a record of each type out.
CARRIED_OUT = {
    "PROVISION_PRODUCT": "CreateStack",
    "UPDATE_PROVISIONED_PRODUCT": "UpdateStack",
    "TERMINATE_PROVISIONED_PRODUCT": "DeleteStack",
}


@dataclass
class Promises:
    """Requests that were accepted, and the engine that they were carried out with."""

    server: RunningServer
    fake: Fake
    accepted: list[str] = field(default_factory=list)
    #: The records that have been seen to end.
    _ended: dict[str, dict[str, Any]] = field(default_factory=dict)
    _counted: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        making = Making(self.server)
        self.product: MadeProduct = making.product()
        self.second_version = making.version(self.product, QUEUE_V2)
        making.portfolio(self.product, user="admin")
        self.client = making.admin

    def ask(self, kind: str, launched: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
        """Ask for an operation of this kind (provision, update, terminate); the record's detail as it was accepted."""
        if launched is None:
            record = self.product.launch(self.client, **members)
        elif kind == "update":
            # Never what it is, nor the template's default: an update that changes nothing asks nobody for anything.
            number = next(self._numbers) % 899 + 1
            change = {"ProvisioningParameters": [{"Key": "Delay", "Value": f"{number}"}]} | members
            given = {"ProvisionedProductId": launched["ProvisionedProductId"], **change}
            record = self.client.update_provisioned_product(**given)["RecordDetail"]
        else:
            given = {"ProvisionedProductId": launched["ProvisionedProductId"], **members}
            record = self.client.terminate_provisioned_product(**given)["RecordDetail"]
        self.accepted.append(record["RecordId"])
        return record

    def insist(self, kind: str, launched: dict[str, Any] | None) -> dict[str, Any]:
        """Ask until there is an answer, with one token: however many of the requests arrived, they are one."""
        name = unique("insisted")
        tokens = {"provision": "ProvisionToken", "update": "UpdateToken", "terminate": "TerminateToken"}
        members = {tokens[kind]: name} | ({"name": name} if kind == "provision" else {})
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.ask(kind, launched, **members)
            except (BotoCoreError, ClientError) as fault:
                if not _is_passing(fault) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def ready_for(self, kind: str) -> dict[str, Any] | None:
        """What an operation of this kind begins with: nothing, or a launched product."""
        if kind == "provision":
            return None
        available = [one["Id"] for one in self.living() if one["Status"] == "AVAILABLE"]
        if available:
            return {"ProvisionedProductId": available[-1]}
        launched = self.ask("provision")
        assert self.end(launched)["Status"] == "SUCCEEDED"
        return launched

    def newly_asked(self) -> int:
        """How many requests were accepted since this was asked last."""
        counted, self._counted = self._counted, len(self.accepted)
        return self._counted - counted

    def end(self, record: dict[str, Any]) -> dict[str, Any]:
        return ended(self.client, record["RecordId"])

    def has_ended(self, record: dict[str, Any]) -> bool:
        """Whether it has, as far as anybody answers."""
        try:
            found = self.client.describe_record(Id=record["RecordId"])["RecordDetail"]
        except (BotoCoreError, ClientError) as fault:
            if not _is_passing(fault):
                raise
            return False
        return found["Status"] in ("SUCCEEDED", "FAILED")

    def check(self, *, failures: bool = False) -> None:
        """Everything promised was kept; `failures`: some requests may have failed."""
        self._ended |= {one: ended(self.client, one) for one in self.accepted if one not in self._ended}
        bad = [one for one in self._ended.values() if one["Status"] != "SUCCEEDED"]
        assert failures or not bad, bad
        self._check_operations()
        self._check_products()

    def check_again(self) -> None:
        """What has ended stays as it was."""
        for record_id, record in self._ended.items():
            assert self.client.describe_record(Id=record_id)["RecordDetail"] == record

    def _check_operations(self) -> None:
        """What was asked for once was carried out once, and nothing else was."""
        done = Counter(
            (one["token"], one["type"]) for stack in self.fake.stacks() for one in stack["operations"] if one["token"]
        )
        assert set(done.values()) <= {1}, [one for one in done.items() if one[1] > 1]
        for record in self._ended.values():
            if record["Status"] == "SUCCEEDED":
                assert done[record["RecordId"], CARRIED_OUT[record["RecordType"]]] == 1, record

    def _check_products(self) -> None:
        """Exactly one stack for each living product, none besides; they agree in status and outputs."""
        wait_for(lambda: not self._under_change(), lambda: f"hangs: {self._under_change()}")
        products = self.living()
        stacks = {one["name"]: one for one in self.fake.stacks() if one["living"]}
        assert len(stacks) == sum(one["living"] for one in self.fake.stacks())
        standing = {_stack_name(one["Id"]): one for one in products if "PhysicalId" in one}
        assert set(stacks) == set(standing)
        shown = self._stacks_shown()
        for name, product in standing.items():
            if product["Status"] == "AVAILABLE":
                self._check_outputs(product, shown[name])

    def _check_outputs(self, product: dict[str, Any], stack: dict[str, Any]) -> None:
        assert product["PhysicalId"] == stack["StackId"]
        assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), stack
        told = self.client.get_provisioned_product_outputs(ProvisionedProductId=product["Id"])["Outputs"]
        held = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
        held["CloudformationStackARN"] = stack["StackId"]
        assert {one["OutputKey"]: one["OutputValue"] for one in told} == held

    def living(self) -> list[dict[str, Any]]:
        """The provisioned products that have not been terminated."""
        products: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            page = self.client.search_provisioned_products(PageSize=100, **token)
            products += page["ProvisionedProducts"]
            if not page.get("NextPageToken"):
                return products
            token = {"PageToken": page["NextPageToken"]}

    def _under_change(self) -> list[dict[str, Any]]:
        return [one for one in self.living() if one["Status"] == "UNDER_CHANGE"]

    def _stacks_shown(self) -> dict[str, dict[str, Any]]:
        cloudformation = boto3.client(
            "cloudformation",
            endpoint_url=self.fake.url,
            region_name="us-east-1",
            aws_access_key_id=OPERATOR["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=OPERATOR["AWS_SECRET_ACCESS_KEY"],
        )
        found = cloudformation.get_paginator("describe_stacks").paginate().search("Stacks[]")
        return {one["StackName"]: one for one in found}


def _is_passing(fault: Exception) -> bool:
    """Whether nothing answered, or an answer that asks to be asked again: no other is a clean failure."""
    return not isinstance(fault, ClientError) or fault.response["ResponseMetadata"]["HTTPStatusCode"] == 503


def _stack_name(product_id: str) -> str:
    return f"SC-123456789012-{product_id}"
