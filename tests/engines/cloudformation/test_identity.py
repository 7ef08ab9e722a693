"""Who asks CloudFormation: the engine itself, its own role, or the role of a LAUNCH constraint. Semantics 2.6, 6.1."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, terminate, update
from tests.fake_cloudformation import Fake

Make = Callable[..., CloudFormation]

LAUNCH = "arn:aws:iam::123456789012:role/LaunchRole"
OWN = "arn:aws:iam::123456789012:role/Launchpath"
OPERATOR = "arn:aws:iam::123456789012:user/operator"
SESSIONS = "arn:aws:sts::123456789012:assumed-role"


def callers(fake: Fake, operation: str) -> list[str]:
    return [call["caller"] for call in fake.calls(operation)]


def test_without_a_role_the_credentials_of_the_standard_chain_ask(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    engine.start(order)
    assert callers(fake, "CreateStack") == [OPERATOR]
    assert fake.calls("AssumeRole") == []


def test_the_engines_own_role_asks_where_one_is_configured(new_engine: Make, order: Order, fake: Fake) -> None:
    new_engine(role_arn=OWN).start(order)
    assert callers(fake, "CreateStack") == [f"{SESSIONS}/Launchpath/launchpath"]


def test_the_launch_role_creates_updates_and_deletes(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    """6.1; the session bears the record's id."""
    order = replace(order, launch_role_arn=LAUNCH)
    changed = update(order, samples.update)
    ended = terminate(order)
    assert [finish(engine, one).state for one in (order, changed, ended)] == [State.SUCCEEDED] * 3
    for operation, one in (("CreateStack", order), ("UpdateStack", changed), ("DeleteStack", ended)):
        assert callers(fake, operation) == [f"{SESSIONS}/LaunchRole/{one.record_id}"]
    assert OPERATOR not in callers(fake, "Describe*")


def test_the_launch_role_is_not_handed_to_cloudformation_besides(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    """It asks itself; a RoleARN would stay with the stack and need iam:PassRole."""
    engine.start(replace(order, launch_role_arn=LAUNCH))
    assert "RoleARN" not in fake.calls("CreateStack")[0]["members"]


def test_the_engines_own_role_is_who_assumes_the_launch_role(new_engine: Make, order: Order, fake: Fake) -> None:
    new_engine(role_arn=OWN).start(replace(order, launch_role_arn=LAUNCH))
    assert [(call["stack"], call["caller"]) for call in fake.calls("AssumeRole")] == [
        (OWN, OPERATOR),
        (LAUNCH, f"{SESSIONS}/Launchpath/launchpath"),
    ]


def test_the_external_id_is_sent_with_every_role(new_engine: Make, order: Order, fake: Fake) -> None:
    fake.role(OWN, external_id="only-us")
    fake.role(LAUNCH, external_id="only-us")
    engine = new_engine(role_arn=OWN, external_id="only-us")
    assert finish(engine, replace(order, launch_role_arn=LAUNCH)).state is State.SUCCEEDED


def test_a_launch_role_that_cannot_be_assumed_fails_the_launch(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    """2.6: asynchronously, with the AccessDenied text."""
    fake.role(LAUNCH, trusted=False)
    failed = finish(engine, replace(order, launch_role_arn=LAUNCH))
    assert failed.state is State.FAILED
    assert failed.reason.startswith(
        f"AWSSecurityTokenServiceException  User: {OPERATOR} is not authorized to perform: sts:AssumeRole on resource: "
        f"{LAUNCH} (Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied; Request ID: "
    )
    assert fake.stacks() == []


def test_a_launch_role_that_went_away_fails_the_update_and_leaves_the_product_running(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake
) -> None:
    order = replace(order, launch_role_arn=LAUNCH)
    finish(engine, order)
    fake.role(LAUNCH, trusted=False)
    failed = finish(engine, update(order, samples.update))
    assert (failed.state, failed.gone) == (State.FAILED, False)


@pytest.mark.parametrize("kind", ["throttle", "503", "reset_before", "garbage"])
def test_a_role_that_cannot_be_assumed_just_now_is_assumed_later(
    kind: str, engine: CloudFormation, order: Order, fake: Fake
) -> None:
    order = replace(order, launch_role_arn=LAUNCH)
    fake.fault("AssumeRole", kind)
    with pytest.raises(EngineUnavailable):
        engine.start(order)
    assert finish(engine, order).state is State.SUCCEEDED


def test_an_orders_role_is_assumed_once(engine: CloudFormation, order: Order, fake: Fake) -> None:
    finish(engine, replace(order, launch_role_arn=LAUNCH))
    assert len(fake.calls("AssumeRole")) == 1


def test_credentials_that_expire_soon_are_renewed_before_the_next_call(
    engine: CloudFormation, order: Order, fake: Fake
) -> None:
    fake.role(LAUNCH, seconds=300)
    order = replace(order, launch_role_arn=LAUNCH)
    assert finish(engine, order).state is State.SUCCEEDED
    assert len(fake.calls("AssumeRole")) == len(fake.calls("*Stack*"))


def test_orders_with_different_roles_do_not_mix(engine: CloudFormation, order: Order, fake: Fake) -> None:
    first = replace(order, launch_role_arn=LAUNCH)
    second = replace(order, record_id="rec-2", provisioned_product_id="pp-2", launch_role_arn=f"{LAUNCH}2")
    for one in (first, second, first, second):
        engine.poll(one)
    assert callers(fake, "CreateStack") == [
        f"{SESSIONS}/LaunchRole/{first.record_id}",
        f"{SESSIONS}/LaunchRole2/rec-2",
    ]


def test_a_large_template_is_put_by_the_engine_itself_for_the_launch_role_to_read(
    new_engine: Make, order: Order, fake: Fake
) -> None:
    large = replace(order, launch_role_arn=LAUNCH, template=f"{order.template}#{'x' * 52_000}")
    assert finish(new_engine(bucket="ours"), large).state is State.SUCCEEDED
    assert callers(fake, "PutObject") == [OPERATOR]


def test_a_profile_brings_its_credentials(
    new_engine: Make, order: Order, fake: Fake, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = f"{tmp_path}/credentials"
    with open(credentials, "w") as file:
        file.write("[catalog]\naws_access_key_id = AKIAPROFILE000000001\naws_secret_access_key = secret\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", credentials)
    new_engine(profile="catalog").start(order)
    assert [call["key"] for call in fake.calls("CreateStack")] == ["AKIAPROFILE000000001"]


def test_no_secret_comes_into_the_log(
    engine: CloudFormation, order: Order, samples: Samples, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.fault("CreateStack", "503")
    with pytest.raises(EngineUnavailable):
        engine.start(replace(order, launch_role_arn=LAUNCH))
    finish(engine, replace(order, launch_role_arn=LAUNCH))
    assert samples.secret not in caplog.text
    assert "SecretAccessKey" not in caplog.text
