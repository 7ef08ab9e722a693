"""What the engines' tests have at hand: one sandbox for each process of the test run, and clients that look into it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from launchpath.engines.conformance import Samples
from launchpath.engines.loader import EngineSettings
from launchpath.engines.sandbox import create
from launchpath.engines.sandbox.engine import Sandbox
from launchpath.work.engine_memory import DatabaseMemory, memory_in

QUEUE = """
Parameters:
  Name: {Type: String}
  Password: {Type: String, NoEcho: true}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 40}
Outputs:
  Url: {Value: !Ref Queue, Description: Where to send messages}
"""
TWO_QUEUES = """
Parameters:
  Name: {Type: String}
  Password: {Type: String, NoEcho: true}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 50}
  Second:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub "${Name}-${AWS::StackName}"}
Outputs:
  Url: {Value: !Ref Queue}
  SecondUrl: {Value: !Ref Second}
"""
#: The second queue names a dead letter queue that is not there.
BROKEN = """
Parameters:
  Name: {Type: String}
  Password: {Type: String, NoEcho: true}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 60}
  Broken:
    Type: AWS::SQS::Queue
    DependsOn: Queue
    Properties:
      RedrivePolicy: {maxReceiveCount: 3, deadLetterTargetArn: !Sub "arn:aws:sqs:${AWS::Region}:1:${Password}"}
Outputs:
  Url: {Value: !Ref Queue}
"""


@pytest.fixture(scope="session")
def samples() -> Samples:
    return Samples(
        good=QUEUE,
        update=TWO_QUEUES,
        fails_to_create=BROKEN,
        fails_to_update=BROKEN,
        parameters={"Name": "orders", "Password": "correct-horse-battery"},
        secret="correct-horse-battery",
        account="222233334444",
        region="eu-west-1",
    )


@pytest.fixture(scope="session")
def new_sandbox(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Sandbox]:
    """Starts a sandbox that the test closes."""

    def start(**changes: Any) -> Sandbox:
        data: Path = tmp_path_factory.mktemp("data")
        return create(EngineSettings(**{"data": data, "account": samples.account, "region": samples.region, **changes}))

    return start


@pytest.fixture(scope="session")
def sandbox(new_sandbox: Callable[..., Sandbox]) -> Iterator[Sandbox]:
    """One that is shared: what a test launches is its own affair."""
    one = new_sandbox()
    yield one
    one.close()


@pytest.fixture(scope="session")
def aws(samples: Samples) -> Callable[[Sandbox, str], Any]:
    """A client as people use it, with an access key of their own: aws(sandbox, "sqs")."""

    def client(sandbox: Sandbox, service: str) -> Any:
        return boto3.client(
            service,
            region_name=samples.region,
            endpoint_url=sandbox.environment()["AWS_ENDPOINT_URL"],
            aws_access_key_id="AKIASOMEBODYELSES0001",
            aws_secret_access_key="whatever",
            config=Config(retries={"total_max_attempts": 1}),
        )

    return client


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseMemory]:
    """What an engine may remember in: a database of its own."""
    with memory_in(tmp_path_factory.mktemp("memory")) as one:
        yield one
