"""What the engine says of itself when it is asked whether it has what it needs."""

from collections.abc import Callable

import pytest

from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.offers import Checked, Checks
from tests.fake_cloudformation import Fake

ROLE = "arn:aws:iam::123456789012:role/Launchpath"
ACCOUNT = "123456789012"


def checked(engine: CloudFormation, account: str = ACCOUNT) -> dict[str, Checked]:
    assert isinstance(engine, Checks)
    return {one.what: one for one in engine.check(account, "us-east-1")}


def test_an_engine_that_has_everything_says_who_it_is_and_where_it_asks(
    new_engine: Callable[..., CloudFormation], fake: Fake
) -> None:
    found = checked(new_engine(role_arn=ROLE, bucket="large"))
    assert all(one.works and not one.mend for one in found.values())
    assert ":assumed-role/Launchpath/launchpath" in found["credentials"].found
    assert fake.url in found["stacks"].found
    assert "large" in found["bucket"].found


def test_without_credentials_it_says_where_they_can_come_from(
    engine: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    (one,) = checked(engine).values()
    assert not one.works
    assert one.found == "There are no AWS credentials."
    assert "AWS_ACCESS_KEY_ID" in one.mend


def test_a_role_that_does_not_trust_us_is_told_with_its_trust_policy(
    new_engine: Callable[..., CloudFormation], fake: Fake
) -> None:
    fake.role(ROLE, trusted=False)
    (one,) = checked(new_engine(role_arn=ROLE)).values()
    assert not one.works
    assert "not authorized to perform: sts:AssumeRole" in one.found
    assert f"the trust policy of {ROLE}" in one.mend


def test_credentials_of_another_account_are_noticed(engine: CloudFormation) -> None:
    one = checked(engine, "999999999999")["credentials"]
    assert one.works
    assert "launchpath serve --account 123456789012" in one.mend


def test_an_engine_that_may_not_look_at_stacks_needs_launch_roles(engine: CloudFormation, fake: Fake) -> None:
    fake.fault("DescribeStacks", "denied")
    one = checked(engine)["stacks"]
    assert one.works
    assert "LAUNCH constraint" in one.mend


def test_a_service_that_does_not_answer_is_told(engine: CloudFormation, fake: Fake) -> None:
    fake.fault("DescribeStacks", "503")
    one = checked(engine)["stacks"]
    assert not one.works
    assert "LAUNCHPATH_CLOUDFORMATION_ENDPOINT" in one.mend


def test_a_bucket_that_takes_nothing_is_told_with_the_permissions(
    new_engine: Callable[..., CloudFormation], fake: Fake
) -> None:
    fake.fault("PutObject", "denied")
    one = checked(new_engine(bucket="large"))["bucket"]
    assert not one.works
    assert "s3:PutObject and s3:PutObjectTagging on arn:aws:s3:::large/launchpath/templates/*" in one.mend


def test_without_a_bucket_it_says_what_cannot_be_launched(engine: CloudFormation) -> None:
    assert "51,200 bytes" in checked(engine)["bucket"].found
