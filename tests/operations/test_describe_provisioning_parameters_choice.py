"""DescribeProvisioningParameters: which product, version and path are meant. Semantics 2.2, 3.3, 12.

ProvisionProduct makes the same choice by the same code; its own file tries each rule once more on the way to a record.
"""

from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.refusals import INVALID, NOT_FOUND, refusal

SEVERAL = "More than one launch path ids exist. Please specify the launch path id"


def rules_of(client: Any, **members: Any) -> list[str]:
    """The descriptions of the constraints on the path that was chosen."""
    reply = client.describe_provisioning_parameters(**members)
    return [one.get("Description", "") for one in reply["ConstraintSummaries"]]


def marked(making: Making, product: MadeProduct, mark: str, **members: Any) -> str:
    """A portfolio with a constraint by which its path is recognised; its id."""
    portfolio = making.portfolio(product, **members)
    topics = {"NotificationArns": ["arn:aws:sns:us-east-1:123456789012:told"]}
    making.constraint(portfolio, product, "NOTIFICATION", topics, Description=mark)
    return portfolio


def test_the_only_path_is_taken_silently(making: Making, developer: Any) -> None:
    marked(making, product := making.product(), "the one")
    assert rules_of(developer, ProductId=product.id, ProvisioningArtifactId=product.version_id) == ["the one"]


def test_of_several_paths_one_must_be_named(making: Making, developer: Any) -> None:
    product = making.product()
    first = marked(making, product, "first", DisplayName="One")
    marked(making, product, "second", DisplayName="Two")
    asked = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    assert refusal(developer.describe_provisioning_parameters, **asked) == (INVALID, SEVERAL)
    assert rules_of(developer, **asked, PathId=f"lpv3-{first.removeprefix('port-')}") == ["first"]
    assert rules_of(developer, **asked, PathName="Two") == ["second"]


def test_a_path_name_that_two_portfolios_have_chooses_none(making: Making, developer: Any) -> None:
    product = making.product()
    making.portfolio(product, DisplayName="Same")
    making.portfolio(product, DisplayName="Same")
    asked = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id, "PathName": "Same"}
    assert refusal(developer.describe_provisioning_parameters, **asked) == (INVALID, SEVERAL)


def test_a_path_that_is_not_open_is_not_found(making: Making, developer: Any) -> None:
    product = making.offered()
    shut = making.portfolio(product, user=None, DisplayName=(name := unique("shut")))
    asked = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    for path in ({"PathId": f"lpv3-{shut.removeprefix('port-')}"}, {"PathId": "lpv2-abc"}, {"PathName": name}):
        assert refusal(developer.describe_provisioning_parameters, **asked, **path)[0] == NOT_FOUND


@pytest.mark.parametrize("thing", ["Product", "ProvisioningArtifact", "Path"])
def test_an_id_and_a_name_must_not_both_be_given(making: Making, developer: Any, thing: str) -> None:
    """The model's documentation: you must provide the name or ID, but not both."""
    product = making.product()
    portfolio = making.portfolio(product, DisplayName="One")
    asked = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    both = {
        "Product": {"ProductName": product.name},
        "ProvisioningArtifact": {"ProvisioningArtifactName": "v1"},
        "Path": {"PathId": f"lpv3-{portfolio.removeprefix('port-')}", "PathName": "One"},
    }
    code, text = refusal(developer.describe_provisioning_parameters, **asked, **both[thing])
    assert code == INVALID
    assert "not both" in text


def test_product_and_version_must_be_named_somehow(making: Making, developer: Any) -> None:
    product = making.offered()
    assert refusal(developer.describe_provisioning_parameters, ProductId=product.id)[0] == INVALID
    assert refusal(developer.describe_provisioning_parameters, ProvisioningArtifactId=product.version_id)[0] == INVALID


def test_names_serve_as_well_as_ids(making: Making, developer: Any) -> None:
    marked(making, product := making.product(), "by name", DisplayName=(path := unique("path")))
    named = {"ProductName": product.name, "ProvisioningArtifactName": "v1", "PathName": path}
    assert rules_of(developer, **named) == ["by name"]


def test_a_name_of_two_versions_is_refused(making: Making, developer: Any) -> None:
    product = making.offered()
    making.version(product, QUEUE, name="v1")
    asked = {"ProductId": product.id, "ProvisioningArtifactName": "v1"}
    text = "Multiple Provisioning Artifact with name v1 found."
    assert refusal(developer.describe_provisioning_parameters, **asked) == (INVALID, text)


def test_a_name_of_two_products_is_refused(making: Making, developer: Any) -> None:
    name = unique("twice")
    making.portfolio(making.product(Name=name), making.product(Name=name))
    asked = {"ProductName": name, "ProvisioningArtifactName": "v1"}
    text = f"Multiple Product with name {name} found."
    assert refusal(developer.describe_provisioning_parameters, **asked) == (INVALID, text)


def test_a_product_that_cannot_be_seen_has_no_paths(making: Making, developer: Any) -> None:
    hidden = making.product()
    for product in (hidden.id, "prod-aaaaaaaaaaaaa"):
        asked = {"ProductId": product, "ProvisioningArtifactId": hidden.version_id}
        text = f"No launch paths found for resource: {product}"
        assert refusal(developer.describe_provisioning_parameters, **asked) == (NOT_FOUND, text)
    text = f"Product with name {hidden.name} does not exist or access was denied."
    asked = {"ProductName": hidden.name, "ProvisioningArtifactId": hidden.version_id}
    assert refusal(developer.describe_provisioning_parameters, **asked) == (NOT_FOUND, text)


def test_unknown_inactive_and_foreign_versions_are_not_found_alike(making: Making, developer: Any) -> None:
    product, other = making.offered(), making.offered()
    inactive = making.version(product, QUEUE)
    making.admin.update_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=inactive, Active=False)
    for version in (inactive, other.version_id, "pa-aaaaaaaaaaaaa"):
        asked = {"ProductId": product.id, "ProvisioningArtifactId": version}
        text = f"ProvisioningArtifact {version} not found."
        assert refusal(developer.describe_provisioning_parameters, **asked) == (NOT_FOUND, text)


def test_a_deprecated_version_is_still_described(making: Making, developer: Any) -> None:
    product = making.offered()
    making.admin.update_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, Guidance="DEPRECATED"
    )
    assert rules_of(developer, ProductId=product.id, ProvisioningArtifactId=product.version_id) == []
