"""The open contract end to end: boto3 asks the API, an engine outside reads SQS and notifies the API (semantics 7)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import external_engine
from tests.external_engine import BUCKET, KEYS, Engine
from tests.making import Making
from tests.people import People
from tests.refusals import refused
from tests.running import RunningServer, ended, wait_for
from tests.terraform import archive

VARIABLES = """
variable "name" { type = string }
variable "password" {
  type      = string
  sensitive = true
  default   = "correct-horse"
}
"""
GOOD = archive(main=f"{VARIABLES}# outputs: name={{name}}\n")
WAITS = archive(main=f"{VARIABLES}# waits\n")
VALUES = {"name": "blue"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with external_engine.world() as one:
        yield one


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    environment = {
        **{name.upper(): value for name, value in KEYS.items()},
        "LAUNCHPATH_EXTERNAL_ENDPOINT": url,
        "LAUNCHPATH_EXTERNAL_BUCKET": BUCKET,
    }
    engines = ("--engine", "external", "--engine", "TERRAFORM_CLOUD=external")
    with RunningServer(tmp_path_factory.mktemp("external"), *engines, environment=environment) as running:
        yield running
        assert "correct-horse" not in running.log.read_text()


@pytest.fixture(scope="module")
def making(server: RunningServer) -> Making:
    return Making(server)


@pytest.fixture(scope="module")
def admin(server: RunningServer) -> Any:
    return server.client("admin")


@pytest.fixture(scope="module")
def engine(server: RunningServer) -> Any:
    """The boto3 client of an engine: it may notify, and nothing else."""
    people = People.of(server)
    policy = people.policy({"Action": "servicecatalog:Notify*EngineWorkflowResult", "Resource": "*"})
    yield people.user(policy).client
    people.database.close()


@pytest.fixture(scope="module")
def outside(url: str, engine: Any) -> Iterator[Engine]:
    """An engine that notifies through boto3, as those of others do."""

    def notify(verb: str, told: dict[str, Any]) -> None:
        of_client(engine, verb)(**told)

    with Engine(url, notify) as one:
        yield one


def of_client(client: Any, verb: str) -> Any:
    return {
        "Provision": client.notify_provision_product_engine_workflow_result,
        "Update": client.notify_update_provisioned_product_engine_workflow_result,
        "Terminate": client.notify_terminate_provisioned_product_engine_workflow_result,
    }[verb]


def launch(making: Making, admin: Any, content: bytes = GOOD, kind: str = "EXTERNAL") -> dict[str, Any]:
    """The record of a launch by the administrator, as the call answered it."""
    product = making.product(content, ProductType=kind)
    portfolio = making.portfolio(product, user="admin")
    role = {"RoleArn": "arn:aws:iam::123456789012:role/Launch"}
    making.constraint(portfolio, product, "LAUNCH", role)
    return product.launch(admin, parameters=VALUES)


def waiting(making: Making, admin: Any, outside: Engine) -> dict[str, Any]:
    """The message of a launch whose result is ours to notify."""
    record = launch(making, admin, WAITS)
    (message,) = wait_for(lambda: [one for one in outside.messages if one["recordId"] == record["RecordId"]])
    return message  # type: ignore[no-any-return]


def result(message: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"WorkflowToken": message["token"], "RecordId": message["recordId"], "Status": "SUCCEEDED", **members}


def status(admin: Any, record: dict[str, Any]) -> str:
    found = admin.describe_provisioned_product(Id=record["ProvisionedProductId"])
    return str(found["ProvisionedProductDetail"]["Status"])


def test_a_launch_becomes_a_message_with_everything_that_the_engine_needs(
    making: Making, admin: Any, outside: Engine
) -> None:
    """7.2."""
    record = ended(admin, launch(making, admin)["RecordId"])
    assert record["Status"] == "SUCCEEDED", record
    (message,) = [one for one in outside.messages if one["recordId"] == record["RecordId"]]
    assert message["operation"] == "PROVISION_PRODUCT"
    assert message["launchRoleArn"] == "arn:aws:iam::123456789012:role/Launch"
    assert message["productId"] == record["ProductId"]
    assert message["provisioningArtifactId"] == record["ProvisioningArtifactId"]
    assert message["artifact"]["type"] == "AWS_S3"
    assert message["artifact"]["path"].startswith(f"S3://{BUCKET}/")
    assert message["identity"]["awsAccountId"] == "123456789012"
    assert {"key": "name", "value": "blue"} in message["parameters"]
    assert "aws:servicecatalog:productArn" in [tag["key"] for tag in message["tags"]]


def test_what_the_engine_hands_out_becomes_the_records_outputs(making: Making, admin: Any, outside: Engine) -> None:
    record = ended(admin, launch(making, admin)["RecordId"])
    outputs = admin.describe_record(Id=record["RecordId"])["RecordOutputs"]
    assert {"OutputKey": "name", "OutputValue": "blue"}.items() <= outputs[0].items()
    assert status(admin, record) == "AVAILABLE"


def test_an_update_and_a_termination_go_to_their_own_queues(making: Making, admin: Any, outside: Engine) -> None:
    record = ended(admin, launch(making, admin)["RecordId"])
    product = record["ProvisionedProductId"]
    values = [{"Key": "name", "Value": "green"}]
    changed = admin.update_provisioned_product(ProvisionedProductId=product, ProvisioningParameters=values)
    assert ended(admin, changed["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    gone = admin.terminate_provisioned_product(ProvisionedProductId=product)
    assert ended(admin, gone["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
    told = [one for one in outside.messages if one["provisionedProductId"] == product]
    operations = ["PROVISION_PRODUCT", "UPDATE_PROVISIONED_PRODUCT", "TERMINATE_PROVISIONED_PRODUCT"]
    assert [one["operation"] for one in told] == operations
    assert "artifact" not in told[-1]


def test_a_launch_that_fails_and_leaves_something_is_tainted(making: Making, admin: Any, outside: Engine) -> None:
    """7.3."""
    broken = archive(main=f"{VARIABLES}# leaves something\n# fails: a flat tyre\n")
    record = ended(admin, launch(making, admin, broken)["RecordId"])
    assert (record["Status"], record["RecordErrors"][0]["Description"]) == ("FAILED", "a flat tyre")
    assert status(admin, record) == "TAINTED"


def test_a_launch_that_fails_and_leaves_nothing_is_in_error(making: Making, admin: Any, outside: Engine) -> None:
    """7.3."""
    record = ended(admin, launch(making, admin, archive(main=f"{VARIABLES}# fails: a flat tyre\n"))["RecordId"])
    assert status(admin, record) == "ERROR"


def test_a_product_type_has_queues_of_its_own(making: Making, admin: Any, engine: Any, url: str) -> None:
    """7.1."""
    with Engine(url, lambda verb, told: of_client(engine, verb)(**told), "TerraformCloud") as cloud:
        record = ended(admin, launch(making, admin, kind="TERRAFORM_CLOUD")["RecordId"])
        assert record["Status"] == "SUCCEEDED"
        assert [one["recordId"] for one in cloud.messages] == [record["RecordId"]]


def test_a_result_without_the_messages_token_is_refused(
    making: Making, admin: Any, engine: Any, outside: Engine
) -> None:
    message = waiting(making, admin, outside)
    with refused("InvalidParametersException", containing="The workflow token does not belong to record"):
        of_client(engine, "Provision")(**result(message, WorkflowToken="another"))
    of_client(engine, "Provision")(**result(message))
    assert ended(admin, message["recordId"])["Status"] == "SUCCEEDED"


def test_a_result_of_another_operation_than_the_records_is_not_found(
    making: Making, admin: Any, engine: Any, outside: Engine
) -> None:
    message = waiting(making, admin, outside)
    with refused("ResourceNotFoundException", f"Record {message['recordId']} not found."):
        of_client(engine, "Update")(**result(message))
    of_client(engine, "Provision")(**result(message))


def test_a_result_of_no_record_is_not_found(engine: Any) -> None:
    with refused("ResourceNotFoundException", "Record rec-aaaaaaaaaaaaa not found."):
        of_client(engine, "Terminate")(WorkflowToken="t", RecordId="rec-aaaaaaaaaaaaa", Status="FAILED")


def test_a_repeated_result_is_answered_like_the_first(making: Making, admin: Any, engine: Any, outside: Engine) -> None:
    message = waiting(making, admin, outside)
    told = result(message, Status="FAILED", FailureReason="a flat tyre")
    of_client(engine, "Provision")(**told)
    ended(admin, message["recordId"])
    of_client(engine, "Provision")(**told)
    with refused("InvalidParametersException", containing="has its result already"):
        of_client(engine, "Provision")(**result(message))


def test_who_may_not_notify_is_refused(making: Making, admin: Any, engine: Any, outside: Engine) -> None:
    message = waiting(making, admin, outside)
    with refused("AccessDeniedException"):
        of_client(admin, "Provision")(**result(message))
    of_client(engine, "Provision")(**result(message))
