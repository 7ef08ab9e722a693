"""A secret is for the engine alone: no reply, no log and no file of the data folder shows it.

The products here hand theirs out wherever a template can: in an output, in a resource, in the words of a failure.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.making import MadeProduct, Making, unique
from tests.refusals import ILL_FORMED, INVALID, refused
from tests.running import RunningServer, ended


def new_secret() -> str:
    """With characters that JSON, URLs and XML write in their own ways, between parts that all write alike."""
    return f'{unique("horse")} "{unique("battery")}" <{unique("staple")}> & ü'


CHATTY = """
Parameters:
  Password: {Type: String, NoEcho: true, MinLength: 8, ConstraintDescription: must be longer.}
  Pin: {Type: String, NoEcho: true, Default: never-told-default}
  Members: {Type: CommaDelimitedList, NoEcho: true, Default: "first-of-them,second-of-them"}
Resources:
  Kept:
    Type: AWS::SSM::Parameter
    Properties: {Name: !Sub "/kept/${AWS::StackName}", Type: String, Value: !Ref Password}
Outputs:
  Echo: {Value: !Sub "The password is ${Password}, the pin ${Pin}."}
  Member: {Value: !Select [1, !Ref Members]}
"""
NAMED = """
Parameters:
  Name: {Type: String, NoEcho: true}
Resources:
  Bucket: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref Name}}
"""
FAILING = """
Parameters:
  Password: {Type: String, NoEcho: true}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {maxReceiveCount: 3, deadLetterTargetArn: !Sub "arn:aws:sqs:us-east-1:1:${Password}"}
"""


@dataclass
class Listener:
    """A server, and everything that it says to people."""

    server: RunningServer
    making: Making = field(init=False)
    client: Any = field(init=False)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.making = Making(self.server)
        self.client = self.making.admin
        self.client.meta.events.register("after-call.*.*", self._hear)

    def _hear(self, http_response: Any, **_: Any) -> None:
        self.heard.append(http_response.content.decode())

    def product(self, template: str) -> MadeProduct:
        product = self.making.product(template)
        self.making.portfolio(product, user="admin")
        return product

    def read_everything(self, record: dict[str, Any]) -> None:
        """Ask for whatever tells something of a record and its product."""
        self.client.list_record_history()
        self.client.scan_provisioned_products()
        self.client.search_provisioned_products()
        self.client.describe_record(Id=record["RecordId"])
        self.client.describe_provisioned_product(Id=record["ProvisionedProductId"])
        self.client.get_provisioned_product_outputs(ProvisionedProductId=record["ProvisionedProductId"])
        self.client.describe_provisioning_parameters(
            ProductId=record["ProductId"], ProvisioningArtifactId=record["ProvisioningArtifactId"]
        )

    def everything_said_and_written(self) -> Iterator[tuple[str, bytes]]:
        for number, reply in enumerate(self.heard):
            yield f"reply {number}", reply.encode()
        yield "the log", self.server.log.read_bytes()
        for file in self.server.folder.rglob("*"):
            if file.is_file():
                yield str(file), file.read_bytes()


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    """One for all tests here; each has secrets of its own."""
    with RunningServer(tmp_path_factory.mktemp("secrets")) as server:
        yield Listener(server)


@contextmanager
def never_shown(listener: Listener, *secrets: str) -> Iterator[None]:
    """What happens inside brings these to light nowhere."""
    yield
    shown = {
        (place, secret)
        for place, content in listener.everything_said_and_written()
        for secret in secrets
        for part in _parts(secret)
        if part in content
    }
    assert shown == set()


def _parts(secret: str) -> Iterator[bytes]:
    """Pieces that no encoding changes, in the encodings that databases and logs use."""
    for word in re.findall(r"[a-z0-9-]{6,}", secret):
        yield from (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))


def test_a_launch_an_update_and_a_termination_show_no_secret(tmp_path: Path) -> None:
    """Neither while the server runs nor after."""
    first, second, members = new_secret(), new_secret(), [unique("member"), unique("member")]
    with RunningServer(tmp_path) as server:
        listener = Listener(server)
        client = listener.client
        with never_shown(listener, first, second, *members):
            given = {"Password": first, "Members": ",".join(members)}
            record = listener.product(CHATTY).launched(client, parameters=given)
            assert record["Status"] == "SUCCEEDED"
            listener.read_everything(record)
            for parameter in ({"Value": second}, {"UsePreviousValue": True}):
                _update(listener, record, ProvisioningParameters=[{"Key": "Password", **parameter}])
            gone = client.terminate_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"])
            assert ended(client, gone["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"
            client.describe_record(Id=gone["RecordDetail"]["RecordId"])
        with never_shown(listener, first, second, *members):
            server.stop()


def _update(listener: Listener, record: dict[str, Any], status: str = "SUCCEEDED", **members: Any) -> None:
    identifier = record["ProvisionedProductId"]
    changed = listener.client.update_provisioned_product(ProvisionedProductId=identifier, **members)["RecordDetail"]
    assert ended(listener.client, changed["RecordId"])["Status"] == status
    listener.read_everything(changed)


def test_an_output_that_would_show_a_secret_is_masked(listener: Listener) -> None:
    record = listener.product(CHATTY).launched(listener.client, parameters={"Password": new_secret()})
    outputs = listener.client.describe_record(Id=record["RecordId"])["RecordOutputs"]
    told = {one["OutputKey"]: one["OutputValue"] for one in outputs}
    assert told["Echo"] == "The password is ****, the pin ****."
    assert told["Member"] == "****"


def test_the_engine_still_gets_the_secret_itself(listener: Listener) -> None:
    secret = new_secret()
    record = listener.product(CHATTY).launched(listener.client, parameters={"Password": secret})
    name = f"/kept/SC-123456789012-{record['ProvisionedProductId']}"
    assert listener.server.client("admin", "ssm").get_parameter(Name=name)["Parameter"]["Value"] == secret


def test_a_failure_that_names_the_secret_is_told_without_it(listener: Listener) -> None:
    secret = unique("secret")
    with never_shown(listener, secret):
        record = listener.product(FAILING).launched(listener.client, parameters={"Password": secret})
        assert record["Status"] == "FAILED"
        assert "****" in record["RecordErrors"][0]["Description"]
        listener.read_everything(record)


def test_an_update_that_fails_on_a_secret_shows_neither_the_old_nor_the_new(listener: Listener) -> None:
    first, second = new_secret(), unique("secret")
    with never_shown(listener, first, second):
        product = listener.product(CHATTY)
        record = product.launched(listener.client, parameters={"Password": first})
        version = listener.making.version(product, FAILING)
        changed = [{"Key": "Password", "Value": second}]
        _update(listener, record, "FAILED", ProvisioningArtifactId=version, ProvisioningParameters=changed)


def test_what_bears_a_secrets_name_is_replaced_and_deleted_without_telling_it(listener: Listener) -> None:
    """The event log names everything that is deleted, and a termination is given no secret of its own to mask."""
    first, second = unique("named"), unique("named")
    with never_shown(listener, first, second):
        record = listener.product(NAMED).launched(listener.client, parameters={"Name": first})
        _update(listener, record, ProvisioningParameters=[{"Key": "Name", "Value": second}])
        identifier = record["ProvisionedProductId"]
        gone = listener.client.terminate_provisioned_product(ProvisionedProductId=identifier)["RecordDetail"]
        assert ended(listener.client, gone["RecordId"])["Status"] == "SUCCEEDED"
        listener.client.describe_record(Id=gone["RecordId"])


def test_a_refused_value_is_not_told(listener: Listener) -> None:
    """A value that breaks its template's rule fails the record; one that breaks the API's shape never gets so far."""
    short, long = unique("s")[:7], unique("long-secret")
    with never_shown(listener, short, long):
        product = listener.product(CHATTY)
        assert product.launched(listener.client, parameters={"Password": short})["Status"] == "FAILED"
        with refused(ILL_FORMED, containing="Value at 'provisioningParameters.1.member.value' failed to satisfy"):
            product.launch(listener.client, parameters={"Password": long * 300})


def test_a_token_that_is_used_again_for_another_secret_tells_neither(listener: Listener) -> None:
    first, second, token = new_secret(), new_secret(), unique("token")
    with never_shown(listener, first, second):
        product = listener.product(CHATTY)
        product.launched(listener.client, token, ProvisionToken=token, parameters={"Password": first})
        with refused(INVALID, containing="was used before, with another request"):
            product.launch(listener.client, token, ProvisionToken=token, parameters={"Password": second})


def test_the_keys_to_sign_with_are_in_the_env_files_alone(listener: Listener) -> None:
    secret = listener.server.variables("admin")["AWS_SECRET_ACCESS_KEY"]
    listener.client.list_portfolios()
    places = {place for place, content in listener.everything_said_and_written() if secret.encode() in content}
    assert places == {str(listener.server.folder / "admin.env")}


def test_nobody_else_may_read_any_file(listener: Listener) -> None:
    files = [listener.server.folder, *listener.server.folder.rglob("*")]
    assert {str(file): file.stat().st_mode & 0o077 for file in files} == {str(file): 0 for file in files}
