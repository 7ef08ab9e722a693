"""ListRecordEvents: one ordered log for each record, ours, through the API's door (X-Amz-Target: Launchpath....)."""

from typing import Any

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from launchpath.catalog.connection import Connection
from tests.making import QUEUE, Making
from tests.running import RunningServer

BROKEN = QUEUE.replace("{DelaySeconds: !Ref Delay}", "{DelaySeconds: !Ref Delay, FifoQueue: true, QueueName: plain}")


def connection(server: RunningServer, user: str) -> Connection:
    variables = server.variables(user)
    keys = Credentials(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
    return Connection(server.url, variables["AWS_DEFAULT_REGION"], keys)


@pytest.fixture
def ours(demo: RunningServer) -> Connection:
    """Launchpath's own operations, as the developer."""
    return connection(demo, "developer")


def events(ours: Connection, record: dict[str, Any], **members: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ours.ask("ListRecordEvents", {"RecordId": record["RecordId"]} | members)["Events"]
    return found


def test_the_log_begins_with_who_asked_and_ends_as_the_record_did(
    making: Making, developer: Any, ours: Connection
) -> None:
    log = events(ours, making.offered().launched(developer))
    assert (log[0]["Status"], log[0]["Reason"]) == ("CREATED", "arn:aws:iam::123456789012:user/developer")
    assert (log[-1]["Type"], log[-1]["Status"]) == ("PROVISION_PRODUCT", "SUCCEEDED")
    assert [event["Position"] for event in log] == list(range(len(log)))
    assert [event["Time"] for event in log] == sorted(event["Time"] for event in log)


def test_each_resource_has_its_events(making: Making, developer: Any, ours: Connection) -> None:
    log = events(ours, making.offered().launched(developer))
    mine = [(event["Type"], event["Status"]) for event in log if event.get("Resource") == "Queue"]
    assert mine == [("AWS::SQS::Queue", "CREATE_IN_PROGRESS"), ("AWS::SQS::Queue", "CREATE_COMPLETE")]


def test_a_failure_stands_beside_its_resource(making: Making, developer: Any, ours: Connection) -> None:
    record = making.offered(BROKEN).launched(developer)
    failed = [event for event in events(ours, record) if event["Status"] == "CREATE_FAILED"]
    assert [event["Resource"] for event in failed] == ["Queue"]
    assert failed[0]["Reason"] in record["RecordErrors"][0]["Description"]


def test_whoever_follows_asks_for_what_comes_after(making: Making, developer: Any, ours: Connection) -> None:
    record = making.offered().launched(developer)
    assert events(ours, record, After=2) == events(ours, record)[3:]


def test_the_record_and_its_plan_come_with_the_log(making: Making, developer: Any, ours: Connection) -> None:
    product = making.offered()
    record = product.launched(developer)
    told = ours.ask("ListRecordEvents", {"RecordId": record["RecordId"]})
    assert told["RecordDetail"]["Status"] == "SUCCEEDED"
    assert (told["ProductName"], told["ProvisioningArtifactName"]) == (product.name, "v1")
    assert told["Resources"] == [{"Name": "Queue", "Type": "AWS::SQS::Queue"}]


def test_a_termination_tells_of_what_is_taken_down(making: Making, developer: Any, ours: Connection) -> None:
    launched = making.offered().launched(developer)
    ended = developer.terminate_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"])
    told = ours.ask("ListRecordEvents", {"RecordId": ended["RecordDetail"]["RecordId"]})
    assert [one["Name"] for one in told["Resources"]] == ["Queue"]


def test_the_records_of_others_are_not_there(making: Making, admin: Any, ours: Connection) -> None:
    """As DescribeRecord has it: semantics 5."""
    product = making.product()
    making.portfolio(product, user="admin")
    record = product.launched(admin)
    with pytest.raises(ClientError, match=f"Record {record['RecordId']} not found"):
        ours.ask("ListRecordEvents", {"RecordId": record["RecordId"]})


def test_a_request_that_names_no_record_is_ill_formed(ours: Connection) -> None:
    with pytest.raises(ClientError, match="Value null at 'recordId'"):
        ours.ask("ListRecordEvents", {})


def test_no_other_operation_of_ours_is_offered_to_clients(ours: Connection) -> None:
    for name in ("SignIn", "StartSession", "PutTemplate", "ListPortfolios"):
        with pytest.raises(ClientError, match="UnknownOperationException"):
            ours.ask(name, {})
