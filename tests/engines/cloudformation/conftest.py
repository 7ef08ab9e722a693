"""What the tests of the CloudFormation engine have at hand: a fake CloudFormation, and engines that ask it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from launchpath.engines.base import Order
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.cloudformation.settings import Settings
from launchpath.engines.conformance import Samples, provision
from tests.fake_cloudformation import Fake, running

QUEUE = """
Parameters:
  Name: {Type: String}
  Password: {Type: String, NoEcho: true}
Resources:
  First: {Type: "AWS::SQS::Queue"}
  Queue: {Type: "AWS::SQS::Queue"}
Outputs:
  Url: {Value: !Ref Queue, Description: Where to send messages}
"""
MORE = QUEUE + "  Name: {Value: !Ref Name}\n"
BROKEN = QUEUE + "Metadata: {Fake: {create: rolls_back, update: rolls_back, reason: The queue has a flat tyre.}}\n"


@pytest.fixture(autouse=True)
def aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials as the standard chain finds them, and nothing of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOPERATOR00000001")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


@pytest.fixture
def new_engine(fake: Fake) -> Callable[..., CloudFormation]:
    """Makes an engine; one made anew knows nothing of what another has done, as after a crash."""

    def make(**settings: object) -> CloudFormation:
        return CloudFormation(replace(Settings(endpoint=fake.url, timeout=5, attempts=1), **settings))

    return make


@pytest.fixture
def engine(new_engine: Callable[..., CloudFormation]) -> CloudFormation:
    return new_engine()


@pytest.fixture(scope="session")
def samples() -> Samples:
    return Samples(
        good=QUEUE,
        update=MORE,
        fails_to_create=BROKEN,
        fails_to_update=BROKEN,
        parameters={"Name": "orders", "Password": "correct-horse-battery"},
        secret="correct-horse-battery",
    )


@pytest.fixture
def order(samples: Samples) -> Order:
    """For a new product, with the automatic tags that every product has (semantics 6.2)."""
    plain = provision(samples)
    arn = f"arn:aws:servicecatalog:us-east-1:123456789012:stack/sample/{plain.provisioned_product_id}"
    return replace(plain, tags={"team": "blue", "aws:servicecatalog:provisionedProductArn": arn})
