"""What STS refuses, and in which words; when sessions end. Semantics 3.2, 5."""

import time
from typing import Any

import pytest
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from sqlalchemy import update

from launchpath.call import now
from launchpath.store import identities, policies, tables
from tests.people import People
from tests.refusals import DENIED
from tests.running import RunningServer
from tests.sts import keys, refusal, sts


@pytest.fixture(scope="module")
def developer_arn(demo: RunningServer) -> str:
    return demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]


@pytest.fixture(scope="module")
def people(demo: RunningServer) -> People:
    return People.of(demo)


def test_an_expired_session_is_told_so_by_both_services(
    demo: RunningServer, people: People, developer_arn: str
) -> None:
    """Semantics 3.2; STS has its own code for it."""
    taken = keys(sts(demo).assume_role(RoleArn=people.role(developer_arn), RoleSessionName="night"))
    expire(people, taken["aws_access_key_id"], now() - 1000)
    told = "The security token included in the request is expired"
    assert refusal(sts(demo, **taken).get_caller_identity) == (403, "ExpiredToken", told)
    assert refusal(demo.client("developer", **taken).search_products) == (400, "ExpiredTokenException", told)


def expire(people: People, key_id: str, at: int) -> None:
    mine = tables.access_keys.c.id == key_id
    with people.database.write() as tx:
        tx.connection.execute(update(tables.access_keys).where(mine).values(expires_at=at))


def test_a_session_that_expired_long_ago_is_forgotten_when_the_next_begins(
    demo: RunningServer, people: People, developer_arn: str
) -> None:
    role = people.role(developer_arn)
    taken = keys(sts(demo).assume_role(RoleArn=role, RoleSessionName="night"))
    expire(people, taken["aws_access_key_id"], now() - 25 * 60 * 60 * 1000)
    sts(demo).assume_role(RoleArn=role, RoleSessionName="night")
    assert refusal(sts(demo, **taken).get_caller_identity)[1] == "InvalidClientTokenId"


@pytest.mark.parametrize("token", [None, "", "another"])
def test_temporary_keys_are_nothing_without_their_token(
    demo: RunningServer, people: People, developer_arn: str, token: str | None
) -> None:
    taken = keys(sts(demo).assume_role(RoleArn=people.role(developer_arn), RoleSessionName="night"))
    broken = sts(demo, **taken | {"aws_session_token": token})
    told = "The security token included in the request is invalid."
    assert refusal(broken.get_caller_identity) == (403, "InvalidClientTokenId", told)


def test_a_permanent_key_with_a_token_is_no_pair(demo: RunningServer) -> None:
    assert refusal(sts(demo, aws_session_token="made-up").get_caller_identity)[1] == "InvalidClientTokenId"


def test_a_disabled_role_ends_its_sessions_and_begins_none(
    demo: RunningServer, people: People, developer_arn: str
) -> None:
    role = people.role(developer_arn)
    taken = keys(sts(demo).assume_role(RoleArn=role, RoleSessionName="night"))
    with people.database.write() as tx:
        identities.set_disabled(tx, role, True)
    assert refusal(sts(demo, **taken).get_caller_identity)[1] == "InvalidClientTokenId"
    assert refusal(sts(demo).assume_role, RoleArn=role, RoleSessionName="night")[1] == "AccessDenied"


def test_a_role_that_trusts_others_and_one_that_does_not_exist_are_refused_alike(
    demo: RunningServer, people: People, developer_arn: str
) -> None:
    admin = demo.variables("admin")["LAUNCHPATH_PRINCIPAL_ARN"]
    for role in (people.role(admin), people.role(), "arn:aws:iam::123456789012:role/ghost"):
        told = f"User: {developer_arn} is not authorized to perform: sts:AssumeRole on resource: {role}"
        assert refusal(sts(demo).assume_role, RoleArn=role, RoleSessionName="night") == (403, "AccessDenied", told)


def test_users_and_groups_are_no_roles(demo: RunningServer, people: People, developer_arn: str) -> None:
    assert refusal(sts(demo).assume_role, RoleArn=developer_arn, RoleSessionName="night") == (
        400,
        "ValidationError",
        f"{developer_arn} is invalid",
    )


def test_an_explicit_deny_wins_over_trust(demo: RunningServer, people: People) -> None:
    user = people.user()
    role, mine = people.role(user.arn), user.keys
    assert sts(demo, **mine).assume_role(RoleArn=role, RoleSessionName="night")["Credentials"]
    deny = people.policy({"Effect": "Deny", "Action": "sts:*"})
    with people.database.write() as tx:
        policies.attach(tx, user.arn, deny)
    assert refusal(sts(demo, **mine).assume_role, RoleArn=role, RoleSessionName="night")[1] == "AccessDenied"
    assert sts(demo, **mine).get_caller_identity()["Arn"] == user.arn


def test_a_session_may_take_on_a_further_role_for_an_hour_at_most(
    demo: RunningServer, people: People, developer_arn: str
) -> None:
    """As in AWS: a chain of sessions must not last for ever."""
    first = people.role(developer_arn)
    second = people.role(first)
    client = sts(demo, **keys(sts(demo).assume_role(RoleArn=first, RoleSessionName="night")))
    assert client.assume_role(RoleArn=second, RoleSessionName="day")["Credentials"]
    assert refusal(client.assume_role, RoleArn=second, RoleSessionName="day", DurationSeconds=3601) == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )


@pytest.mark.parametrize(
    "more",
    [
        {"Policy": "{}"},
        {"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]},
        {"SerialNumber": "arn:aws:iam::1:mfa/a", "TokenCode": "123456"},
        {"SourceIdentity": "ann"},
    ],
)
def test_what_would_limit_a_session_and_is_not_supported_is_refused(
    demo: RunningServer, people: People, developer_arn: str, more: dict[str, Any]
) -> None:
    role = people.role(developer_arn)
    status, code, text = refusal(sts(demo).assume_role, RoleArn=role, RoleSessionName="night", **more)
    assert (status, code) == (400, "ValidationError")
    assert text == f"{next(iter(more))} is not supported by Launchpath: leave it out."


def test_the_texts_of_shape_errors_are_the_services(demo: RunningServer) -> None:
    unchecked = sts(demo, config=Config(parameter_validation=False, retries={"max_attempts": 1}))
    asked = {"RoleArn": "short", "RoleSessionName": "a b", "DurationSeconds": 899}
    assert refusal(unchecked.assume_role, **asked) == (
        400,
        "ValidationError",
        "3 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have "
        "length greater than or equal to 20; Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member "
        r"must satisfy regular expression pattern: [\w+=,.@-]*; Value '899' at 'durationSeconds' failed to satisfy "
        "constraint: Member must have value greater than or equal to 900",
    )
    assert refusal(unchecked.assume_role, RoleSessionName="night")[2] == (
        "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null"
    )


@pytest.mark.parametrize("more", [{"RoleSessionName": "nächt"}, {"RoleSessionName": "night", "ExternalId": "blåu"}])
def test_letters_are_those_of_ascii_as_in_iam(
    demo: RunningServer, people: People, developer_arn: str, more: dict[str, str]
) -> None:
    role = people.role(developer_arn, external_id="blue-42")
    status, code, text = refusal(sts(demo).assume_role, RoleArn=role, **more)
    assert (status, code) == (400, "ValidationError")
    assert "Member must satisfy regular expression pattern" in text


def test_an_operation_that_is_not_ours(demo: RunningServer) -> None:
    assert refusal(sts(demo).get_session_token) == (
        400,
        "InvalidAction",
        "Could not find operation GetSessionToken for version 2011-06-15",
    )


def test_a_wrong_secret_an_unknown_key_and_another_region(demo: RunningServer) -> None:
    """Semantics 3.2, under the codes of a query service."""
    status, code, text = refusal(sts(demo, aws_secret_access_key="wrong").get_caller_identity)
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert text.startswith("The request signature we calculated does not match")
    assert refusal(sts(demo, aws_access_key_id="AKIANOWHERE").get_caller_identity)[:2] == (403, "InvalidClientTokenId")
    status, code, text = refusal(sts(demo, region_name="eu-west-3").get_caller_identity)
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert text.startswith("Credential should be scoped to a valid region")


def test_a_request_to_sts_is_good_for_sts_alone(demo: RunningServer) -> None:
    """A signature names its service: nobody can replay it at the other one."""

    variables = demo.variables("developer")
    mine = Credentials(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    request = AWSRequest("POST", demo.url + "/", form, b"Action=GetCallerIdentity&Version=2011-06-15")
    SigV4Auth(mine, "servicecatalog", variables["AWS_DEFAULT_REGION"]).add_auth(request)
    answer = post(demo, dict(request.headers.items()), request.data)
    assert answer[0] == 403
    assert "Credential should be scoped to correct service: 'sts'. " in answer[1]


def post(demo: RunningServer, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    answer = urllib3.request("POST", demo.url + "/", body=body, headers=headers, retries=False)
    return answer.status, answer.data.decode()


def test_an_unsigned_request(demo: RunningServer) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    status, text = post(demo, form, b"Action=GetCallerIdentity&Version=2011-06-15")
    assert status == 403
    assert "<Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message>" in text


def test_a_form_that_is_none(demo: RunningServer) -> None:
    status, text = post(demo, {"Content-Type": "application/x-www-form-urlencoded"}, b"\xff=1")
    assert status == 400
    assert "<Code>MalformedInput</Code>" in text


def test_a_refused_session_is_audited(demo: RunningServer, people: People, developer_arn: str) -> None:
    role = f"arn:aws:iam::123456789012:role/ghost-{time.time_ns()}"
    refusal(sts(demo).assume_role, RoleArn=role, RoleSessionName="night")
    with people.database.read() as tx:
        lines = tx.connection.execute(tables.audit.select().where(tables.audit.c.operation == "AssumeRole")).all()
    [line] = [line for line in lines if line.subjects.get("role_arn") == role]
    assert (line.caller, line.outcome) == (developer_arn, DENIED)
