"""The ARNs of the catalog's objects: semantics 1.2."""

import pytest

from launchpath.domain import arn

ACCOUNT = "123456789012"


def test_portfolios_and_products_are_of_the_service_catalog() -> None:
    # "catalog", not "servicecatalog".
    assert arn.portfolio("us-west-2", ACCOUNT, "port-1") == "arn:aws:catalog:us-west-2:123456789012:portfolio/port-1"
    assert arn.product("us-west-2", ACCOUNT, "prod-1") == "arn:aws:catalog:us-west-2:123456789012:product/prod-1"


def test_provisioned_products_are_stacks_of_servicecatalog() -> None:
    made = arn.provisioned_product("us-west-2", ACCOUNT, "my.queue", "pp-1")
    assert made == "arn:aws:servicecatalog:us-west-2:123456789012:stack/my.queue/pp-1"


def test_identities_have_no_region() -> None:
    assert arn.identity("us-west-2", ACCOUNT, "user", "ann") == "arn:aws:iam::123456789012:user/ann"


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"),
        ("eu-central-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("ca-central-1", "aws"),
    ],
)
def test_the_partition_follows_the_region(region: str, partition: str) -> None:
    assert arn.partition(region) == partition
    for made in (
        arn.portfolio(region, ACCOUNT, "port-1"),
        arn.product(region, ACCOUNT, "prod-1"),
        arn.provisioned_product(region, ACCOUNT, "x", "pp-1"),
        arn.identity(region, ACCOUNT, "role", "x"),
    ):
        assert made.startswith(f"arn:{partition}:")
