"""What the products of the sample catalog really make, seen through the services themselves."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

#: The policies of queues, topics and buckets are for the cloud; moto says that it passes over them.
pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning")

SECRET = "a-secret-of-sixteen"


def received(sandbox: Any, url: str) -> list[dict[str, Any]]:
    """The messages that wait in a queue; they stay visible."""
    queue = sandbox.client("sqs")
    return queue.receive_message(QueueUrl=url, VisibilityTimeout=0, WaitTimeSeconds=0).get("Messages", [])


def attributes(sandbox: Any, url: str) -> dict[str, str]:
    return sandbox.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def code_of(version: Any) -> Callable[[dict[str, Any], None], Any]:
    """The function that a template carries, ready to be called."""
    names: dict[str, Any] = {}
    exec(version.template["Resources"]["Function"]["Properties"]["Code"]["ZipFile"], names)
    return names["handler"]


def send(sandbox: Any, outputs: dict[str, str], source: str, detail: dict[str, str]) -> None:
    event = {"Source": source, "DetailType": "OrderPlaced", "Detail": json.dumps(detail)}
    sandbox.client("events").put_events(Entries=[{**event, "EventBusName": outputs["BusName"]}])


@pytest.fixture
def process(sandbox: Any, versions: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Does what Lambda does: hands the waiting messages of a pipeline to its function, with its environment."""

    def run(outputs: dict[str, str], secret: str = "") -> dict[str, Any]:
        environment = {"TABLE": outputs["TableName"], "KEEP_DAYS": "90", "SIGNING_SECRET": secret}
        access = {"AWS_ENDPOINT_URL": sandbox.url, "AWS_DEFAULT_REGION": "us-east-1"}
        keys = {"AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "sandbox"}
        for name, value in {**environment, **access, **keys}.items():
            monkeypatch.setenv(name, value)
        messages = received(sandbox, outputs["QueueUrl"])
        records = [{"messageId": message["MessageId"], "body": message["Body"]} for message in messages]
        return code_of(versions["Event pipeline"][-1])({"Records": records}, None)

    return run


def test_a_message_that_fails_too_often_waits_in_the_dead_letters(sandbox: Any, launched: Any) -> None:
    outputs = launched("Message queue", MaxReceives="2")
    sandbox.client("sqs").send_message(QueueUrl=outputs["QueueUrl"], MessageBody="hello")
    assert [received(sandbox, outputs["QueueUrl"])[0]["Body"] for _ in range(2)] == ["hello", "hello"]
    assert received(sandbox, outputs["QueueUrl"]) == []
    assert [message["Body"] for message in received(sandbox, outputs["DeadLetterQueueUrl"])] == ["hello"]


def test_a_queue_keeps_its_messages_encrypted_for_the_days_that_were_chosen(sandbox: Any, launched: Any) -> None:
    queue = attributes(sandbox, launched("Message queue", RetentionDays="7")["QueueUrl"])
    assert queue["MessageRetentionPeriod"] == str(7 * 24 * 60 * 60)
    assert queue["SqsManagedSseEnabled"] == "true"


def test_updating_the_queue_brings_long_polling(sandbox: Any, launched: Any, versions: Any) -> None:
    url = launched("Message queue", "v1")["QueueUrl"]
    assert attributes(sandbox, url)["ReceiveMessageWaitTimeSeconds"] == "0"
    launched.update(versions["Message queue"][-1])
    assert attributes(sandbox, url)["ReceiveMessageWaitTimeSeconds"] == "20"


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_a_message_to_the_topic_arrives_in_its_inbox(sandbox: Any, launched: Any, name: str) -> None:
    outputs = launched("Notification topic", name)
    sandbox.client("sns").publish(TopicArn=outputs["TopicArn"], Message="lunch is ready")
    [message] = received(sandbox, outputs["InboxUrl"])
    assert json.loads(message["Body"])["Message"] == "lunch is ready"


def test_a_topic_mails_to_the_address_that_was_given(sandbox: Any, launched: Any) -> None:
    outputs = launched("Notification topic", Email="team@example.com")
    topics = sandbox.client("sns").list_subscriptions_by_topic(TopicArn=outputs["TopicArn"])
    assert "team@example.com" in [subscription["Endpoint"] for subscription in topics["Subscriptions"]]


def test_an_event_ends_up_in_the_table(sandbox: Any, launched: Any, process: Any) -> None:
    outputs = launched("Event pipeline", Processing="paused")
    send(sandbox, outputs, "shop.orders", {"order": "17"})
    assert process(outputs) == {"batchItemFailures": []}
    [item] = sandbox.client("dynamodb").scan(TableName=outputs["TableName"])["Items"]
    assert item["type"] == {"S": "OrderPlaced"}
    assert json.loads(item["detail"]["S"]) == {"order": "17"}


def test_an_event_of_another_source_is_not_let_in(sandbox: Any, launched: Any) -> None:
    outputs = launched("Event pipeline", EventSource="shop.orders", Processing="paused")
    send(sandbox, outputs, "somebody.else", {})
    assert received(sandbox, outputs["QueueUrl"]) == []


def test_an_event_with_a_false_signature_is_handed_back(sandbox: Any, launched: Any, process: Any) -> None:
    outputs = launched("Event pipeline", SigningSecret=SECRET, Processing="paused")
    send(sandbox, outputs, "shop.orders", {"body": "order 17", "signature": "invented"})
    assert len(process(outputs, SECRET)["batchItemFailures"]) == 1
    assert sandbox.client("dynamodb").scan(TableName=outputs["TableName"])["Count"] == 0


def test_an_event_with_a_true_signature_is_believed(sandbox: Any, launched: Any, process: Any) -> None:
    outputs = launched("Event pipeline", SigningSecret=SECRET, Processing="paused")
    signature = hmac.new(SECRET.encode(), b"order 17", hashlib.sha256).hexdigest()
    send(sandbox, outputs, "shop.orders", {"body": "order 17", "signature": signature})
    assert process(outputs, SECRET) == {"batchItemFailures": []}


@pytest.mark.parametrize(("processing", "state"), [("running", "Enabled"), ("paused", "Disabled")])
def test_a_pipeline_can_be_paused(sandbox: Any, launched: Any, processing: str, state: str) -> None:
    launched("Event pipeline", Processing=processing)
    [delivery] = sandbox.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert delivery["State"] == state


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_a_bucket_encrypts_what_is_put_into_it(sandbox: Any, launched: Any, name: str) -> None:
    bucket = launched("Encrypted bucket", name)["BucketName"]
    [rule] = sandbox.client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


def test_a_bucket_can_have_a_key_of_its_own_that_changes_every_year(sandbox: Any, launched: Any) -> None:
    outputs = launched("Encrypted bucket", Encryption="own")
    settings = sandbox.client("s3").get_bucket_encryption(Bucket=outputs["BucketName"])
    default = settings["ServerSideEncryptionConfiguration"]["Rules"][0]["ApplyServerSideEncryptionByDefault"]
    assert default == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": outputs["KeyArn"]}
    assert sandbox.client("kms").get_key_rotation_status(KeyId=outputs["KeyArn"])["KeyRotationEnabled"]


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_a_table_finds_items_by_the_keys_that_were_chosen(sandbox: Any, launched: Any, name: str) -> None:
    table = launched("Key-value table", name, PartitionKey="customer", SortKey="at")["TableName"]
    item = {"customer": {"S": "ada"}, "at": {"S": "2026-01-01"}}
    sandbox.client("dynamodb").put_item(TableName=table, Item=item)
    assert sandbox.client("dynamodb").get_item(TableName=table, Key=item)["Item"] == item


def test_a_table_is_paid_for_by_the_request(sandbox: Any, launched: Any) -> None:
    table = sandbox.client("dynamodb").describe_table(TableName=launched("Key-value table")["TableName"])["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize(("access", "writes"), [("read only", False), ("read and write", True)])
def test_a_tables_role_may_write_only_if_that_was_chosen(
    sandbox: Any, launched: Any, access: str, writes: bool
) -> None:
    role = launched("Key-value table", Access=access)["AccessRoleArn"].split("/")[-1]
    policy = sandbox.client("iam").get_role_policy(RoleName=role, PolicyName="use-the-table")["PolicyDocument"]
    assert ("dynamodb:PutItem" in str(policy)) is writes


def test_a_database_is_encrypted_private_and_has_the_standby_that_was_asked_for(sandbox: Any, launched: Any) -> None:
    outputs = launched("PostgreSQL database", StandbyCopy="yes")
    [database] = sandbox.client("rds").describe_db_instances()["DBInstances"]
    assert database["Endpoint"]["Address"] == outputs["Endpoint"]
    assert (database["StorageEncrypted"], database["PubliclyAccessible"], database["MultiAZ"]) == (True, False, True)
    assert outputs["ConnectionString"].startswith(f"postgresql://app_owner@{outputs['Endpoint']}:5432/app")


def test_a_database_lives_in_the_network_that_the_catalog_offers(sandbox: Any, launched: Any) -> None:
    network = launched("Private network")
    chosen = {
        "NetworkId": network["NetworkId"],
        "SubnetIds": network["SubnetIds"],
        "ClientCidr": network["NetworkCidr"],
    }
    launched("PostgreSQL database", **chosen)
    [database] = sandbox.client("rds").describe_db_instances()["DBInstances"]
    assert database["DBSubnetGroup"]["VpcId"] == network["NetworkId"]


def test_the_functions_code_says_hello(versions: Any) -> None:
    for version in versions["Function"]:
        assert code_of(version)({"name": "Ada"}, None) == {"message": "Hello, Ada!"}


def test_a_function_knows_its_key_and_runs_by_the_clock(sandbox: Any, launched: Any) -> None:
    outputs = launched("Function", ApiKey="k-1234567890", Schedule="rate(5 minutes)")
    function = sandbox.client("lambda").get_function_configuration(FunctionName=outputs["FunctionName"])
    [clock] = sandbox.client("events").list_rules()["Rules"]
    [target] = sandbox.client("events").list_targets_by_rule(Rule=clock["Name"])["Targets"]
    assert function["Environment"]["Variables"] == {"API_KEY": "k-1234567890"}
    assert (clock["ScheduleExpression"], target["Arn"]) == ("rate(5 minutes)", outputs["FunctionArn"])


def test_a_functions_log_is_kept_for_the_days_that_were_chosen(sandbox: Any, launched: Any) -> None:
    name = launched("Function", LogDays="90")["LogGroupName"]
    [group] = sandbox.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert group["retentionInDays"] == 90


def test_a_website_shows_the_page_that_was_uploaded(sandbox: Any, launched: Any) -> None:
    outputs = launched("Static website")
    sandbox.client("s3").put_object(Bucket=outputs["BucketName"], Key="index.html", Body=b"<h1>Hello</h1>")
    page = sandbox.client("s3").get_object(Bucket=outputs["BucketName"], Key="index.html")
    assert page["Body"].read() == b"<h1>Hello</h1>"
    assert outputs["WebsiteUrl"].startswith(f"http://{outputs['BucketName']}.")


def test_a_repository_never_moves_a_tag(sandbox: Any, launched: Any) -> None:
    launched("Container repository", RepositoryName="shop/checkout")
    [repository] = sandbox.client("ecr").describe_repositories(repositoryNames=["shop/checkout"])["repositories"]
    assert repository["imageTagMutability"] == "IMMUTABLE"


@pytest.mark.parametrize(("zones", "count"), [("two", 2), ("three", 3)])
def test_a_network_spreads_over_as_many_zones_as_were_chosen(
    sandbox: Any, launched: Any, zones: str, count: int
) -> None:
    ids = launched("Private network", Zones=zones)["SubnetIds"].split(",")
    subnets = sandbox.client("ec2").describe_subnets(SubnetIds=ids)["Subnets"]
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == count
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in subnets)
