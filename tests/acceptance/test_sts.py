"""Who am I, and role sessions, with real clients: boto3 and the AWS CLI. Semantics 5."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from launchpath.domain.managed_policy import END_USER
from tests.making import Making
from tests.people import People
from tests.running import RunningServer
from tests.sts import keys, refusal, sts


@pytest.fixture(scope="module")
def developer_arn(demo: RunningServer) -> str:
    return demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]


@pytest.fixture(scope="module")
def people(demo: RunningServer) -> People:
    return People.of(demo)


def test_who_am_i(demo: RunningServer, developer_arn: str) -> None:
    answer = sts(demo).get_caller_identity()
    assert (answer["Account"], answer["Arn"]) == ("123456789012", developer_arn)
    assert answer["UserId"].startswith("AIDA")


def test_the_environment_of_an_env_file_leads_boto3_to_sts(
    demo: RunningServer, developer_arn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in demo.variables("developer").items():
        monkeypatch.setenv(name, value)
    assert boto3.Session().client("sts").get_caller_identity()["Arn"] == developer_arn


def test_the_aws_cli_asks_who_it_is_and_takes_a_role_on(
    demo: RunningServer, people: People, developer_arn: str
) -> None:
    role = people.role(developer_arn)
    assert cli(demo, "get-caller-identity")["Arn"] == developer_arn
    taken = cli(demo, "assume-role", "--role-arn", role, "--role-session-name", "night")
    session = f"arn:aws:sts::123456789012:assumed-role/{role.rpartition('/')[2]}/night"
    assert taken["AssumedRoleUser"]["Arn"] == session
    credentials = taken["Credentials"]
    mine = {
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
    }
    assert cli(demo, "get-caller-identity", **mine)["Arn"] == session


def cli(demo: RunningServer, *words: str, **environment: str) -> Any:
    aws = Path(sys.executable).parent / "aws"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    said = subprocess.run(
        [aws, "sts", *words, "--output", "json"],
        env=clean | demo.variables("developer") | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(said.stdout)


def test_a_session_is_the_role_under_its_name(demo: RunningServer, people: People, developer_arn: str) -> None:
    role = people.role(developer_arn)
    taken = sts(demo).assume_role(RoleArn=role, RoleSessionName="night@work")
    user = taken["AssumedRoleUser"]
    assert user["Arn"] == f"arn:aws:sts::123456789012:assumed-role/{role.rpartition('/')[2]}/night@work"
    assert user["AssumedRoleId"].startswith("AROA")
    assert user["AssumedRoleId"].endswith(":night@work")
    assert taken["Credentials"]["AccessKeyId"].startswith("ASIA")
    answer = sts(demo, **keys(taken)).get_caller_identity()
    assert (answer["Arn"], answer["UserId"]) == (user["Arn"], user["AssumedRoleId"])


def test_a_session_sees_and_launches_what_its_role_may(
    demo: RunningServer, people: People, making: Making, developer_arn: str
) -> None:
    role = people.role(developer_arn)
    product = making.product()
    making.open(making.portfolio(product, user=None), role)
    client = demo.client("developer", **keys(sts(demo).assume_role(RoleArn=role, RoleSessionName="night")))
    record = product.launched(client)
    assert record["Status"] == "SUCCEEDED"
    assert client.describe_product(Id=product.id)["ProductViewSummary"]["ProductId"] == product.id


def test_two_sessions_of_a_role_are_two_users(
    demo: RunningServer, people: People, making: Making, developer_arn: str
) -> None:
    """Level User is the session (semantics 5)."""
    role = people.role(developer_arn)
    making.open(making.portfolio(product := making.product(), user=None), role)
    anna, ben = (
        demo.client("developer", **keys(sts(demo).assume_role(RoleArn=role, RoleSessionName=name)))
        for name in ("anna", "ben")
    )
    record = product.launched(anna)
    assert [one["RecordId"] for one in anna.list_record_history()["RecordDetails"]] == [record["RecordId"]]
    assert ben.list_record_history()["RecordDetails"] == []


@pytest.mark.parametrize("seconds", [900, 3600, 43200])
def test_a_session_lasts_as_long_as_was_asked_for(
    demo: RunningServer, people: People, developer_arn: str, seconds: int
) -> None:
    role = people.role(developer_arn)
    begun = datetime.now(UTC)
    taken = sts(demo).assume_role(RoleArn=role, RoleSessionName="night", DurationSeconds=seconds)
    lasts = taken["Credentials"]["Expiration"] - begun
    assert timedelta(seconds=seconds - 2) < lasts < timedelta(seconds=seconds + 60)


def test_without_a_duration_it_is_an_hour(demo: RunningServer, people: People, developer_arn: str) -> None:
    taken = sts(demo).assume_role(RoleArn=people.role(developer_arn), RoleSessionName="night")
    assert taken["Credentials"]["Expiration"] - datetime.now(UTC) > timedelta(minutes=59)


def test_tags_of_a_session_are_passed_over(demo: RunningServer, people: People, developer_arn: str) -> None:
    role = people.role(developer_arn)
    taken = sts(demo).assume_role(RoleArn=role, RoleSessionName="night", Tags=[{"Key": "team", "Value": "blue"}])
    assert taken["Credentials"]


@pytest.mark.parametrize(("said", "granted"), [("blue-42", True), ("blue-43", False), (None, False)])
def test_an_external_id_that_the_trust_names_must_be_said(
    demo: RunningServer, people: People, developer_arn: str, said: str | None, granted: bool
) -> None:
    role = people.role(developer_arn, external_id="blue-42")
    more = {"ExternalId": said} if said else {}
    if granted:
        assert sts(demo).assume_role(RoleArn=role, RoleSessionName="night", **more)["Credentials"]
    else:
        assert refusal(sts(demo).assume_role, RoleArn=role, RoleSessionName="night", **more)[1] == "AccessDenied"


def test_where_the_account_is_trusted_a_policy_decides(demo: RunningServer, people: People) -> None:
    """As in IAM: root stands for whoever in the account has a policy for it."""
    role = people.role("arn:aws:iam::123456789012:root")
    may = people.policy({"Action": "sts:AssumeRole", "Resource": role})
    for policy, granted in ((may, True), (END_USER, False)):
        client = sts(demo, **people.user(policy).keys)
        if granted:
            assert client.assume_role(RoleArn=role, RoleSessionName="night")["Credentials"]
        else:
            assert refusal(client.assume_role, RoleArn=role, RoleSessionName="night")[1] == "AccessDenied"


def test_in_open_mode_anybody_is_the_one_administrator(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--engine", "none", "--open") as server:
        anybody = {"aws_access_key_id": "made", "aws_secret_access_key": "up", "region_name": "eu-west-3"}
        client = server.client("admin", "sts", **anybody)
        assert client.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/open"
        role = People.of(server).role()
        assert client.assume_role(RoleArn=role, RoleSessionName="night")["Credentials"]


def test_no_secret_of_a_session_is_in_log_audit_or_database(
    demo: RunningServer, people: People, developer_arn: str
) -> None:
    role = people.role(developer_arn, external_id="blue-42")
    taken = keys(sts(demo).assume_role(RoleArn=role, RoleSessionName="night", ExternalId="blue-42"))
    refusal(sts(demo).assume_role, RoleArn=role, RoleSessionName="night", ExternalId="said-wrongly")
    stored = b"".join(path.read_bytes() for path in demo.folder.glob("launchpath.db*")) + demo.log.read_bytes()
    assert taken["aws_access_key_id"].encode() in stored
    for secret in (taken["aws_secret_access_key"], taken["aws_session_token"], "said-wrongly"):
        assert secret.encode() not in stored
