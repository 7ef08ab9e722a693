"""Templates over 51,200 bytes reach CloudFormation by way of S3. Semantics 6.1, 6.4."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from launchpath.engines.base import EngineUnavailable, Order, State
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.conformance import Samples, finish, update
from tests.fake_cloudformation import Fake

Make = Callable[..., CloudFormation]
LIMIT = 51_200


def of_size(template: str, size: int) -> str:
    """The template, made so many bytes long by a comment in which a character has two."""
    padding = size - len(template.encode()) - 1
    return f"{template}#{'é' * (padding // 2)}{'x' * (padding % 2)}"


def test_the_largest_body_goes_into_the_request(engine: CloudFormation, order: Order, fake: Fake) -> None:
    template = of_size(order.template, LIMIT)
    assert finish(engine, replace(order, template=template)).state is State.SUCCEEDED
    assert fake.calls("PutObject") == []


def test_a_larger_one_lies_in_the_bucket_under_its_hash(new_engine: Make, order: Order, fake: Fake) -> None:
    template = of_size(order.template, LIMIT + 1)
    launched = finish(new_engine(bucket="our-templates"), replace(order, template=template))
    assert launched.state is State.SUCCEEDED, launched.reason
    path = f"/our-templates/launchpath/templates/{sha256(template.encode()).hexdigest()}"
    (put,) = fake.calls("PutObject")
    assert put["stack"] == path
    members = fake.calls("CreateStack")[-1]["members"]
    assert members["TemplateURL"] == fake.url + path
    assert "TemplateBody" not in members


def test_it_bears_the_tag_by_which_launch_roles_may_read_it(new_engine: Make, order: Order, fake: Fake) -> None:
    """6.1: s3:ExistingObjectTag/servicecatalog:provisioning."""
    new_engine(bucket="our-templates").start(replace(order, template=of_size(order.template, LIMIT + 1)))
    assert fake.calls("PutObject")[0]["members"]["Tagging"] == "servicecatalog%3Aprovisioning=true"


def test_without_a_bucket_it_fails_and_says_what_to_do(engine: CloudFormation, order: Order, fake: Fake) -> None:
    failed = finish(engine, replace(order, template=of_size(order.template, 60_000)))
    assert failed.state is State.FAILED
    assert failed.reason == (
        "The template has 60,000 bytes. CloudFormation takes at most 51,200 in a request; a larger one has to lie in "
        "an S3 bucket, and none is configured. Ask the operator to set LAUNCHPATH_CLOUDFORMATION_BUCKET, or make the "
        "template smaller."
    )
    assert fake.stacks() == []


def test_an_update_goes_the_same_way(new_engine: Make, order: Order, samples: Samples, fake: Fake) -> None:
    engine = new_engine(bucket="our-templates")
    finish(engine, order)
    changed = finish(engine, update(order, of_size(samples.update, LIMIT + 1)))
    assert (changed.state, len(changed.outputs)) == (State.SUCCEEDED, 3)


def test_an_update_without_a_bucket_leaves_the_product_running(
    engine: CloudFormation, order: Order, samples: Samples
) -> None:
    finish(engine, order)
    failed = finish(engine, update(order, of_size(samples.update, LIMIT + 1)))
    assert (failed.state, failed.gone) == (State.FAILED, False)


def test_a_bucket_that_refuses_is_quoted(new_engine: Make, order: Order, fake: Fake) -> None:
    fake.fault("PutObject", "denied")
    failed = finish(new_engine(bucket="theirs"), replace(order, template=of_size(order.template, LIMIT + 1)))
    assert failed.state is State.FAILED
    assert failed.reason.startswith(
        "AmazonS3Exception  Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID:"
    )


def test_a_bucket_that_does_not_answer_is_asked_again(new_engine: Make, order: Order, fake: Fake) -> None:
    engine = new_engine(bucket="our-templates")
    order = replace(order, template=of_size(order.template, LIMIT + 1))
    fake.fault("PutObject", "reset_before")
    with pytest.raises(EngineUnavailable):
        engine.start(order)
    assert finish(engine, order).state is State.SUCCEEDED
