"""When and how often a message is sent, and what is said when it can't be."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import boto3
import pytest

from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.conformance import Samples, provision, terminate
from launchpath.engines.external.engine import External
from launchpath.engines.external.message import body, queue
from launchpath.engines.offers import Checks
from tests.external_engine import KEYS
from tests.terraform import archive


@pytest.fixture
def order() -> Order:
    samples = Samples(
        good=archive(main=""), update="", fails_to_create="", fails_to_update="", parameters={"a": "b"}, secret="b"
    )
    # Nobody reads these queues: the messages stay.
    return replace(provision(samples), makes="TERRAFORM_OPEN_SOURCE")


def messages(url: str, order: Order) -> list[dict[str, Any]]:
    sqs = boto3.client("sqs", endpoint_url=url, region_name="us-east-1", **KEYS)
    there = sqs.get_queue_url(QueueName=queue(order))["QueueUrl"]
    answer = sqs.receive_message(QueueUrl=there, MaxNumberOfMessages=10, VisibilityTimeout=0)
    told = [json.loads(one["Body"]) for one in answer.get("Messages", ())]
    return [one for one in told if one["recordId"] == order.record_id]


def test_a_message_is_sent_once_however_often_and_by_whomever_it_is_asked(
    open_one: Callable[..., External], order: Order, url: str
) -> None:
    for engine in (open_one(), open_one()):
        engine.start(order)
        assert engine.poll(order).state is State.RUNNING
    assert len(messages(url, order)) == 1


def test_a_message_whose_sending_failed_is_sent_with_the_same_token(
    open_one: Callable[..., External], order: Order, url: str
) -> None:
    with pytest.raises(EngineUnavailable):
        open_one(endpoint="http://127.0.0.1:1").start(order)
    open_one().start(order)
    open_one().start(order)
    assert len(messages(url, order)) == 1


def test_a_queue_that_is_not_there_fails_the_order_and_says_so(open_one: Callable[..., External], order: Order) -> None:
    failed = open_one("eu-west-1").poll(order)
    assert failed.state is State.FAILED
    assert failed.reason.startswith("The engine could not be asked: ")


def test_a_retaining_termination_asks_nobody(open_one: Callable[..., External], order: Order, url: str) -> None:
    ending = terminate(order, retain=True)
    assert open_one().poll(ending).state is State.SUCCEEDED
    assert messages(url, ending) == []


def test_the_log_tells_which_queue_was_told(engine: External, order: Order) -> None:
    (event,) = engine.poll(order).events
    assert (event.type, event.status) == ("ServiceCatalogTerraformOSProvisionOperationQueue", "SENT")


def test_a_termination_tells_neither_artifact_nor_values(order: Order) -> None:
    """7.2."""
    told = json.loads(body(terminate(order), "a-token", "S3://somewhere/else"))
    assert set(told) == {
        *("token", "operation", "provisionedProductId", "provisionedProductName"),
        *("recordId", "launchRoleArn", "identity"),
    }


def test_a_check_asks_for_each_queue_and_the_bucket(open_one: Callable[..., External]) -> None:
    engine = open_one()
    assert isinstance(engine, Checks)
    found = list(engine.check("123456789012", "us-east-1"))
    assert [one.what for one in found][-1] == "bucket"
    assert all(one.works for one in found)
    assert found[0].found == "ServiceCatalogExternalProvisionOperationQueue is there, and lets us in."


def test_a_check_says_what_is_to_be_made(open_one: Callable[..., External]) -> None:
    (bucket,) = [one for one in open_one(bucket="nowhere").check("123456789012", "us-east-1") if not one.works]
    assert bucket.mend == "Make the bucket nowhere, and allow s3:PutObject in launchpath/artifacts/."
