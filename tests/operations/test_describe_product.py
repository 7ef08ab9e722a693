"""DescribeProduct: semantics 2.4, 12."""

import re
from typing import Any

from tests.making import QUEUE, Making, unique
from tests.refusals import INVALID, NOT_FOUND, refusal


def test_a_product_comes_with_its_versions_paths_and_an_empty_list_of_budgets(making: Making, developer: Any) -> None:
    product = making.offered()
    reply = developer.describe_product(Id=product.id)
    assert set(reply) == {
        "ProductViewSummary",
        "ProvisioningArtifacts",
        "Budgets",
        "LaunchPaths",
        "ResponseMetadata",
    }
    assert reply["ProductViewSummary"]["ProductId"] == product.id
    assert reply["Budgets"] == []


def test_a_version_shows_its_guidance_and_leaves_out_what_is_not_set(making: Making, developer: Any) -> None:
    product = making.offered()
    (version,) = developer.describe_product(Id=product.id)["ProvisioningArtifacts"]
    assert version.keys() == {"Id", "Name", "CreatedTime", "Guidance"}
    assert re.fullmatch("pa-[a-z2-7]{13}", version["Id"])
    assert (version["Name"], version["Guidance"]) == ("v1", "DEFAULT")


def test_an_empty_description_of_a_version_is_shown_as_it_was_given(making: Making, developer: Any) -> None:
    product = making.offered()
    making.version(product, QUEUE, Description="")
    versions = developer.describe_product(Id=product.id)["ProvisioningArtifacts"]
    assert [version.get("Description") for version in versions] == [None, ""]


def test_only_active_versions_are_shown_and_deprecated_ones_say_so(making: Making, developer: Any) -> None:
    product = making.offered()
    change = making.admin.update_provisioning_artifact
    change(ProductId=product.id, ProvisioningArtifactId=product.version_id, Active=False)
    newer = making.version(product, QUEUE)
    change(ProductId=product.id, ProvisioningArtifactId=newer, Guidance="DEPRECATED")
    versions = developer.describe_product(Id=product.id)["ProvisioningArtifacts"]
    assert [(version["Id"], version["Guidance"]) for version in versions] == [(newer, "DEPRECATED")]


def test_launch_paths_are_the_portfolios_that_open_the_product(making: Making, developer: Any) -> None:
    """Semantics 1.1, 2.2: a path's id has the portfolio's suffix, and its name is the portfolio's."""
    product = making.product()
    first, second = (making.portfolio(product, DisplayName=name) for name in ("One", "Two"))
    making.portfolio(product, user=None)
    reply = developer.describe_product(Id=product.id)
    assert reply["LaunchPaths"] == [
        {"Id": f"lpv3-{first.removeprefix('port-')}", "Name": "One"},
        {"Id": f"lpv3-{second.removeprefix('port-')}", "Name": "Two"},
    ]
    assert reply["ProductViewSummary"]["HasDefaultPath"] is False


def test_one_path_is_the_default_path(making: Making, developer: Any) -> None:
    """DESIGN: HasDefaultPath is true exactly when the caller has one launch path."""
    assert developer.describe_product(Id=making.offered().id)["ProductViewSummary"]["HasDefaultPath"] is True


def test_a_product_is_found_by_its_name(making: Making, developer: Any) -> None:
    product = making.offered()
    assert developer.describe_product(Name=product.name)["ProductViewSummary"]["ProductId"] == product.id


def test_either_the_id_or_the_name_must_be_given(making: Making, developer: Any) -> None:
    product = making.offered()
    assert refusal(developer.describe_product)[0] == INVALID
    assert refusal(developer.describe_product, Id=product.id, Name=product.name)[0] == INVALID


def test_a_name_of_two_visible_products_is_refused(making: Making, developer: Any) -> None:
    name = unique("twice")
    making.portfolio(making.product(Name=name), making.product(Name=name))
    assert refusal(developer.describe_product, Name=name) == (INVALID, f"Multiple Product with name {name} found.")


def test_a_name_stands_for_the_one_product_that_the_caller_sees(making: Making, developer: Any) -> None:
    """Names are resolved within the caller's visible set (2.2)."""
    name = unique("twice")
    making.product(Name=name)
    seen = making.offered(Name=name)
    assert developer.describe_product(Name=name)["ProductViewSummary"]["ProductId"] == seen.id


def test_unknown_and_invisible_products_are_not_found_alike(making: Making, developer: Any, admin: Any) -> None:
    hidden, unknown = making.product(), "prod-aaaaaaaaaaaaa"
    for identifier in (hidden.id, unknown):
        assert refusal(developer.describe_product, Id=identifier) == (NOT_FOUND, f"Product {identifier} not found.")
    text = f"Product with name {hidden.name} does not exist or access was denied."
    assert refusal(developer.describe_product, Name=hidden.name) == (NOT_FOUND, text)


def test_an_administrator_without_a_portfolio_is_told_the_same(making: Making, admin: Any) -> None:
    """The operation's documentation: administrator access results in a failure."""
    product = making.offered()
    assert refusal(admin.describe_product, Id=product.id) == (NOT_FOUND, f"Product {product.id} not found.")
