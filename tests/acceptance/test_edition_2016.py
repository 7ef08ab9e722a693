"""Programs of 2016 against /2016-07-07: they wait for the statuses of their day and meet no member of a later one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from tests.acceptance import seed_client
from tests.making import MadeProduct, Making, unique
from tests.refusals import ILL_FORMED, NOT_FOUND, refused
from tests.running import RunningServer, wait_for

EDITION = "/2016-07-07"

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Delay: {Type: Number, Default: 0, MaxValue: 900}
  Kind: {Type: String, Default: plain, AllowedValues: [plain, fifo], ConstraintDescription: plain or fifo}
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {DelaySeconds: !Ref Delay}}
Outputs:
  QueueUrl: {Value: !Ref Queue}
"""
GOOD = [{"Key": "Delay", "Value": "5"}]
BAD = [{"Key": "Kind", "Value": "round"}]


def strange(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """Where a reply has a member, or a value of an enumeration, that the model of 2016 does not know."""
    if isinstance(shape, StructureShape):
        yield from (f"{path}.{name}" for name in value.keys() - shape.members.keys())
        for name in value.keys() & shape.members.keys():
            yield from strange(shape.members[name], value[name], f"{path}.{name}")
    elif isinstance(shape, ListShape):
        for item in value:
            yield from strange(shape.member, item, f"{path}[]")
    elif isinstance(shape, MapShape):
        for item in value.values():
            yield from strange(shape.value, item, f"{path}{{}}")
    elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        yield f"{path}={value}"


@dataclass
class Program:
    """A client of 2016 that reads every reply as it came, before botocore leaves out what it does not know."""

    client: Any
    called: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.client.meta.events.register("before-parse.service-catalog", self._read)

    def _read(self, operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
        self.called.add(operation_model.name)
        if response_dict["status_code"] == 200:
            told = json.loads(response_dict["body"])
            assert list(strange(operation_model.output_shape, told)) == []

    def __getattr__(self, operation: str) -> Any:
        return getattr(self.client, operation)

    def launch(self, product: MadeProduct, parameters: Any = (), **members: Any) -> dict[str, Any]:
        detail: dict[str, Any] = self.client.provision_product(
            ProductId=product.id,
            ProvisioningArtifactId=product.version_id,
            ProvisioningParameters=list(parameters),
            **{"ProvisionedProductName": unique("launched")} | members,
        )["RecordDetail"]
        return detail

    def pages(self, operation: str, entries: str, **members: Any) -> Iterator[dict[str, Any]]:
        """All entries of a list, page by page."""
        reply = getattr(self.client, operation)(**members)
        yield from reply[entries]
        while "NextPageToken" in reply:
            reply = getattr(self.client, operation)(PageToken=reply["NextPageToken"], **members)
            yield from reply[entries]

    def scanned(self, provisioned_product_id: str) -> dict[str, Any] | None:
        """The provisioned product as a scan shows it; None: it is not there (any more)."""
        found = self.pages("scan_provisioned_products", "ProvisionedProducts")
        return next((one for one in found if one["Id"] == provisioned_product_id), None)

    def settled(self, provisioned_product_id: str) -> dict[str, Any]:
        """The provisioned product, once its status says that nothing runs any more."""

        def look() -> dict[str, Any] | None:
            one = self.scanned(provisioned_product_id)
            return one if one and one["Status"] != "IN_PROGRESS" else None

        one: dict[str, Any] = wait_for(look, lambda: f"{provisioned_product_id} does not settle")
        return one

    def ended(self, record_id: str) -> dict[str, Any]:
        """The reply about a record, once it has ended."""

        def look() -> dict[str, Any] | None:
            reply: dict[str, Any] = self.client.describe_record(Id=record_id)
            return reply if reply["RecordDetail"]["Status"] != "IN_PROGRESS" else None

        reply: dict[str, Any] = wait_for(look, lambda: f"{record_id} does not end")
        return reply


@pytest.fixture
def program(demo: RunningServer, tmp_path: Path) -> Program:
    return Program(seed_client.create(demo, "developer", tmp_path, EDITION))


@pytest.fixture
def product(making: Making) -> MadeProduct:
    return making.offered(TEMPLATE)


def test_a_program_of_that_day_finds_launches_changes_and_ends_with_nothing_it_does_not_know(
    program: Program, making: Making, demo: RunningServer
) -> None:
    """All eleven operations, on a product with whatever gives replies a member of a later day."""
    product = making.product(TEMPLATE)
    portfolio = making.portfolio(product)
    role = demo.variables("admin")["LAUNCHPATH_PRINCIPAL_ARN"].replace(":user/admin", ":role/launch")
    making.constraint(portfolio, product, "LAUNCH", {"RoleArn": role}, Description="As a role.")

    found = program.search_products(Filters={"FullTextSearch": [product.name]})["ProductViewSummaries"]
    assert [one["ProductId"] for one in found] == [product.id]
    assert found[0]["HasDefaultPath"] is True
    assert list(program.describe_product(Id=product.id))[:2] == ["ProductViewSummary", "ProvisioningArtifacts"]
    assert program.describe_product_view(Id=product.view_id)["ProductViewSummary"] == found[0]
    (path,) = program.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]
    asked = program.describe_provisioning_parameters(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, PathId=path["Id"]
    )
    limits = {one["ParameterKey"]: one["ParameterConstraints"] for one in asked["ProvisioningArtifactParameters"]}
    assert limits == {"Delay": {"AllowedValues": []}, "Kind": {"AllowedValues": ["plain", "fifo"]}}

    launched = program.launch(product, GOOD, PathId=path["Id"], Tags=[{"Key": "share", "Value": "50%"}])
    assert launched["Status"] == "IN_PROGRESS"
    assert program.settled(launched["ProvisionedProductId"])["Status"] == "SUCCEEDED"
    done = program.ended(launched["RecordId"])
    assert done["RecordDetail"]["Status"] == "SUCCEEDED"
    assert {"Key": "share", "Value": "50%"} in done["RecordDetail"]["RecordTags"]
    assert "QueueUrl" in [output["OutputKey"] for output in done["RecordOutputs"]]

    identified = {"ProvisionedProductId": launched["ProvisionedProductId"]}
    updated = program.update_provisioned_product(ProvisioningParameters=GOOD, **identified)["RecordDetail"]
    assert program.ended(updated["RecordId"])["RecordDetail"]["Status"] == "SUCCEEDED"
    ended = program.terminate_provisioned_product(**identified)["RecordDetail"]
    assert program.ended(ended["RecordId"])["RecordDetail"]["Status"] == "SUCCEEDED"
    assert program.scanned(launched["ProvisionedProductId"]) is None
    search = {"Key": "provisionedproduct", "Value": launched["ProvisionedProductId"]}
    history = program.pages("list_record_history", "RecordDetails", SearchFilter=search, PageSize=2)
    assert [one["RecordId"] for one in history] == [one["RecordId"] for one in (ended, updated, launched)]

    assert program.called == set(program.client.meta.service_model.operation_names)


def test_a_launch_that_fails_ends_in_error(program: Program, product: MadeProduct) -> None:
    launched = program.launch(product, BAD)
    settled = program.settled(launched["ProvisionedProductId"])
    assert settled["Status"] == "ERROR"
    record = program.ended(launched["RecordId"])["RecordDetail"]
    assert record["Status"] == "ERROR"
    assert record["RecordErrors"][0]["Description"] == settled["StatusMessage"]


def test_an_update_that_fails_ends_in_error_though_the_earlier_state_runs(
    program: Program, product: MadeProduct, developer: Any
) -> None:
    """What is TAINTED today: a program that waits for its update must not read that it succeeded."""
    launched = program.launch(product)
    identified = {"ProvisionedProductId": launched["ProvisionedProductId"]}
    program.settled(launched["ProvisionedProductId"])
    program.update_provisioned_product(ProvisioningParameters=BAD, **identified)
    assert program.settled(launched["ProvisionedProductId"])["Status"] == "ERROR"
    today = developer.describe_provisioned_product(Id=launched["ProvisionedProductId"])
    assert today["ProvisionedProductDetail"]["Status"] == "TAINTED"


def test_one_token_leads_to_one_record_through_both_editions(
    program: Program, product: MadeProduct, developer: Any
) -> None:
    request = {"ProvisionToken": unique("token"), "ProvisionedProductName": unique("launched")}
    tags = [{"Key": "a", "Value": "b"}]
    then = program.launch(product, GOOD, Tags=tags, **request)
    today = product.launch(developer, parameters={"Delay": "5"}, Tags=tags, **request)
    assert today["RecordId"] == then["RecordId"]


def test_both_editions_tell_of_one_record_each_in_its_own_words(
    program: Program, product: MadeProduct, developer: Any
) -> None:
    record_id = program.launch(product, BAD)["RecordId"]
    then = program.ended(record_id)["RecordDetail"]
    today = developer.describe_record(Id=record_id)["RecordDetail"]
    assert (then.pop("Status"), today.pop("Status")) == ("ERROR", "FAILED")
    assert then == today


def test_an_administrator_lists_what_everybody_did_and_an_end_user_their_own(
    program: Program, making: Making, demo: RunningServer, tmp_path: Path
) -> None:
    """There was no AccessLevelFilter: the texts say "all", and the policies say of what (semantics 2.10)."""
    product = making.product(TEMPLATE)
    making.open(making.portfolio(product), demo.variables("admin")["LAUNCHPATH_PRINCIPAL_ARN"])
    boss = Program(seed_client.create(demo, "admin", tmp_path / "admin", EDITION))
    own, theirs = program.launch(product), boss.launch(product)
    search = {"Key": "product", "Value": product.id}
    listed = {one["RecordId"] for one in program.pages("list_record_history", "RecordDetails", SearchFilter=search)}
    everything = {one["RecordId"] for one in boss.pages("list_record_history", "RecordDetails", SearchFilter=search)}
    assert (listed, everything) == ({own["RecordId"]}, {own["RecordId"], theirs["RecordId"]})
    assert program.scanned(theirs["ProvisionedProductId"]) is None
    assert boss.scanned(own["ProvisionedProductId"])


def test_a_client_of_today_that_names_the_path_hears_the_words_of_then(
    demo: RunningServer, product: MadeProduct
) -> None:
    client = demo.client("developer", endpoint_url=demo.url + EDITION)
    launched = product.launch(client)
    assert launched["Status"] == "IN_PROGRESS"
    with refused("UnknownOperationException"):
        client.describe_provisioned_product(Id=launched["ProvisionedProductId"])


def test_a_page_of_products_is_no_longer_than_twenty(program: Program) -> None:
    with refused(ILL_FORMED, containing="less than or equal to 20"):
        program.search_products(PageSize=21)


def test_what_is_not_there_is_not_found(program: Program) -> None:
    with refused(NOT_FOUND):
        program.describe_record(Id="rec-nothing")
    with refused(NOT_FOUND):
        program.terminate_provisioned_product(ProvisionedProductId="pp-nothing")
