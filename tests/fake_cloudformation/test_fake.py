"""The fake keeps to CloudFormation's rules as far as it promises, as boto3 sees it."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.fake_cloudformation import Fake, running

QUEUE = "Resources: {Queue: {Type: 'AWS::SQS::Queue'}}\nOutputs: {Url: {Value: !Ref Queue}}\n"
SECRET = f"Parameters: {{Word: {{Type: String, NoEcho: true}}}}\n{QUEUE}"


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running() as one:
        yield one


@pytest.fixture
def cloudformation(fake: Fake) -> Any:
    return client(fake)


def client(fake: Fake, service: str = "cloudformation", **keys: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=fake.url,
        region_name="eu-west-1",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=0.5),
        **{"aws_access_key_id": "AKIASOMEBODY00000001", "aws_secret_access_key": "secret", **keys},
    )


def refused(call: Any, **members: Any) -> tuple[str, str]:
    """The code and the text of a call's refusal."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def walk(cloudformation: Any, name: str) -> list[str]:
    """The states that a stack shows to somebody who looks often enough."""
    looks = (cloudformation.describe_stacks(StackName=name)["Stacks"][0] for _ in range(8))
    return list(dict.fromkeys(stack["StackStatus"] for stack in looks))


def test_a_stack_takes_its_time(cloudformation: Any) -> None:
    cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)
    assert walk(cloudformation, "one") == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]


def test_a_stack_can_take_no_time_at_all(cloudformation: Any, fake: Fake) -> None:
    fake.script(polls=0)
    cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)
    assert fake.stack("one")["status"] == "CREATE_COMPLETE"


def test_a_stack_can_wait_for_the_clock(cloudformation: Any, fake: Fake) -> None:
    fake.script(polls=0, ms=3_600_000)
    cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)
    assert walk(cloudformation, "one") == ["CREATE_IN_PROGRESS"]


def test_there_is_one_living_stack_of_a_name(cloudformation: Any, fake: Fake) -> None:
    first = cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)["StackId"]
    again = refused(cloudformation.create_stack, StackName="one", TemplateBody=QUEUE)
    assert again == ("AlreadyExistsException", "Stack [one] already exists")
    fake.outside("one", "vanish")
    assert cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)["StackId"] != first
    assert [stack["living"] for stack in fake.stacks()] == [False, True]


def test_a_token_is_worth_one_operation(cloudformation: Any, fake: Fake) -> None:
    request = {"StackName": "one", "TemplateBody": QUEUE, "ClientRequestToken": "token-1"}
    assert cloudformation.create_stack(**request)["StackId"] == cloudformation.create_stack(**request)["StackId"]
    assert fake.stack("one")["operations"] == [{"type": "CreateStack", "token": "token-1"}]
    assert refused(cloudformation.update_stack, **request)[0] == "TokenAlreadyExistsException"


def test_a_token_outlives_its_stack(cloudformation: Any, fake: Fake) -> None:
    request = {"StackName": "one", "TemplateBody": QUEUE, "ClientRequestToken": "token-1"}
    cloudformation.create_stack(**request)
    fake.outside("one", "vanish")
    cloudformation.create_stack(**request)
    assert not fake.stack("one")["living"]


def test_what_does_not_exist_cannot_be_described_or_updated_but_deleted(cloudformation: Any) -> None:
    describe, update = cloudformation.describe_stacks, cloudformation.update_stack
    assert refused(describe, StackName="one") == ("ValidationError", "Stack with id one does not exist")
    assert refused(update, StackName="one", TemplateBody=QUEUE) == ("ValidationError", "Stack [one] does not exist")
    cloudformation.delete_stack(StackName="one")


def test_an_update_that_changes_nothing_is_refused(cloudformation: Any, fake: Fake) -> None:
    fake.script(polls=0)
    cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)
    answer = refused(cloudformation.update_stack, StackName="one", TemplateBody=QUEUE)
    assert answer == ("ValidationError", "No updates are to be performed.")


def test_a_busy_stack_takes_no_update_and_while_updating_no_deletion(cloudformation: Any, fake: Fake) -> None:
    arn = cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)["StackId"]
    code, text = refused(cloudformation.update_stack, StackName="one", TemplateBody=SECRET)
    assert text == f"Stack:{arn} is in CREATE_IN_PROGRESS state and can not be updated."
    walk(cloudformation, "one")
    fake.outside("one", "update")
    code, text = refused(cloudformation.delete_stack, StackName="one")
    assert (code, text) == ("ValidationError", f"Stack [{arn}] cannot be deleted while in status UPDATE_IN_PROGRESS")


def test_a_deleted_stack_is_found_by_its_arn_alone(cloudformation: Any) -> None:
    arn = cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)["StackId"]
    walk(cloudformation, "one")
    cloudformation.delete_stack(StackName="one")
    assert walk(cloudformation, arn) == ["DELETE_IN_PROGRESS", "DELETE_COMPLETE"]
    assert refused(cloudformation.describe_stacks, StackName="one")[0] == "ValidationError"
    assert cloudformation.describe_stack_events(StackName=arn)["StackEvents"][0]["ResourceStatus"] == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("members", "code", "text"),
    [
        ({"TemplateBody": SECRET}, "ValidationError", "Parameters: [Word] must have values"),
        (
            {"TemplateBody": QUEUE, "Parameters": [{"ParameterKey": "X", "ParameterValue": "1"}]},
            "ValidationError",
            "Parameters: [X] do not exist in the template",
        ),
        ({"TemplateBody": "]["}, "ValidationError", "Template format error"),
        ({"TemplateBody": QUEUE + "#" * 51_200}, "ValidationError", "less than or equal to 51200"),
        (
            {"TemplateBody": QUEUE, "Tags": [{"Key": "aws:x", "Value": "1"}]},
            "ValidationError",
            "aws: prefixed tag key names are not allowed for external use.",
        ),
        (
            {"TemplateBody": "Resources: {Role: {Type: 'AWS::IAM::Role'}}"},
            "InsufficientCapabilitiesException",
            "Requires capabilities : [CAPABILITY_IAM]",
        ),
    ],
)
def test_what_cloudformation_refuses_is_refused(
    members: dict[str, Any], code: str, text: str, cloudformation: Any, fake: Fake
) -> None:
    answer = refused(cloudformation.create_stack, StackName="one", **members)
    assert answer[0] == code
    assert text in answer[1]
    assert fake.stacks() == []


def test_secrets_are_not_shown(cloudformation: Any) -> None:
    parameters = [{"ParameterKey": "Word", "ParameterValue": "hush"}]
    cloudformation.create_stack(StackName="one", TemplateBody=SECRET, Parameters=parameters)
    (stack,) = cloudformation.describe_stacks(StackName="one")["Stacks"]
    assert stack["Parameters"] == [{"ParameterKey": "Word", "ParameterValue": "****"}]


def test_stacks_and_resources_are_listed(cloudformation: Any) -> None:
    for number in range(20):
        cloudformation.create_stack(StackName=f"stack{number}", TemplateBody=QUEUE)
    pages = cloudformation.get_paginator("list_stacks").paginate(StackStatusFilter=["CREATE_IN_PROGRESS"])
    assert len([one for page in pages for one in page["StackSummaries"]]) == 20
    walk(cloudformation, "stack1")
    (resource,) = cloudformation.describe_stack_resources(StackName="stack1")["StackResources"]
    assert (resource["LogicalResourceId"], resource["ResourceStatus"]) == ("Queue", "CREATE_COMPLETE")


def test_a_roles_session_is_good_until_it_expires(fake: Fake) -> None:
    fake.role("arn:aws:iam::123456789012:role/short", seconds=-1)
    for role, code in (("long", None), ("short", "ExpiredToken")):
        sts = client(fake, "sts")
        given = sts.assume_role(RoleArn=f"arn:aws:iam::123456789012:role/{role}", RoleSessionName="me")["Credentials"]
        session = client(
            fake,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        if code:
            assert refused(session.list_stacks)[0] == code
        else:
            session.list_stacks()
    assert fake.calls("ListStacks")[0]["caller"] == "arn:aws:sts::123456789012:assumed-role/long/me"


@pytest.mark.parametrize(
    ("kind", "made"), [("reset_before", 0), ("reset_after", 1), ("hang_before", 0), ("hang_after", 1)]
)
def test_a_lost_answer_has_had_its_effect_or_not(kind: str, made: int, cloudformation: Any, fake: Fake) -> None:
    fake.fault("CreateStack", kind, match="one")
    with pytest.raises(BotoCoreError):
        cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)
    assert len(fake.stacks()) == made
    cloudformation.create_stack(StackName="two", TemplateBody=QUEUE)


def test_a_fault_is_used_up(cloudformation: Any, fake: Fake) -> None:
    fake.fault("CreateStack", "throttle", times=2)
    for _ in range(2):
        assert refused(cloudformation.create_stack, StackName="one", TemplateBody=QUEUE)[0] == "Throttling"
    cloudformation.create_stack(StackName="one", TemplateBody=QUEUE)


def test_it_runs_as_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.fake_cloudformation", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        word, url = process.stdout.readline().split()
        fake = Fake(url)
        client(fake).create_stack(StackName="one", TemplateBody=QUEUE)
        process.kill()
    assert word == "ready"
