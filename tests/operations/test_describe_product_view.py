"""DescribeProductView: semantics 2.4."""

from typing import Any

from tests.making import QUEUE, Making
from tests.refusals import NOT_FOUND, refusal


def test_it_tells_the_same_as_describe_product_in_two_members(making: Making, developer: Any) -> None:
    """Functionally identical apart from the kind of id; DescribeProductView returns two members only."""
    product = making.offered(Description="something")
    making.version(product, QUEUE)
    view, whole = developer.describe_product_view(Id=product.view_id), developer.describe_product(Id=product.id)
    assert view.keys() == {"ProductViewSummary", "ProvisioningArtifacts", "ResponseMetadata"}
    assert view["ProductViewSummary"] == whole["ProductViewSummary"]
    assert view["ProvisioningArtifacts"] == whole["ProvisioningArtifacts"]


def test_inactive_versions_are_not_shown(making: Making, developer: Any) -> None:
    product = making.offered()
    making.admin.update_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, Active=False
    )
    assert developer.describe_product_view(Id=product.view_id)["ProvisioningArtifacts"] == []


def test_several_paths_are_no_default_path(making: Making, developer: Any) -> None:
    product = making.offered()
    assert developer.describe_product_view(Id=product.view_id)["ProductViewSummary"]["HasDefaultPath"] is True
    making.portfolio(product)
    assert developer.describe_product_view(Id=product.view_id)["ProductViewSummary"]["HasDefaultPath"] is False


def test_a_products_own_id_is_not_a_views(making: Making, developer: Any) -> None:
    product = making.offered()
    assert refusal(developer.describe_product_view, Id=product.id) == (NOT_FOUND, f"Product {product.id} not found.")


def test_unknown_and_invisible_views_are_not_found_alike(making: Making, developer: Any, admin: Any) -> None:
    hidden = making.product()
    for client in (developer, admin):
        for view in (hidden.view_id, "prodview-aaaaaaaaaaaaa"):
            assert refusal(client.describe_product_view, Id=view) == (NOT_FOUND, f"Product {view} not found.")
