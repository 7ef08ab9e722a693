"""DescribeProductAsAdmin: semantics 4.2."""

from typing import Any

from tests.making import QUEUE, Making, unique
from tests.refusals import refused


def test_the_reply_has_every_recorded_member(making: Making, admin: Any) -> None:
    # Semantics 4.2: TagOptions and Budgets are there when they are empty.
    product = making.product()
    described = admin.describe_product_as_admin(Id=product.id)
    described.pop("ResponseMetadata")
    assert set(described) == {
        "ProductViewDetail",
        "ProvisioningArtifactSummaries",
        "Tags",
        "TagOptions",
        "Budgets",
    }
    assert described["Tags"] == described["TagOptions"] == described["Budgets"] == []
    assert described["ProductViewDetail"]["Status"] == "CREATED"
    assert described["ProductViewDetail"]["ProductViewSummary"]["HasDefaultPath"] is False


def test_a_summary_of_a_version_tells_its_source(making: Making, admin: Any) -> None:
    # Semantics 4.2.
    product = making.product()
    [summary] = admin.describe_product_as_admin(Id=product.id)["ProvisioningArtifactSummaries"]
    created = summary.pop("CreatedTime")
    assert summary == {
        "Id": product.version_id,
        "Name": "v1",
        "ProvisioningArtifactMetadata": {"SourceProvisioningArtifactId": product.version_id},
    }
    assert created == admin.describe_product_as_admin(Id=product.id)["ProductViewDetail"]["CreatedTime"]


def test_inactive_versions_are_shown_too_oldest_first(making: Making, admin: Any) -> None:
    product = making.product()
    second = making.version(product, QUEUE, Description="Second.")
    admin.update_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=product.version_id, Active=False)
    summaries = admin.describe_product_as_admin(Id=product.id)["ProvisioningArtifactSummaries"]
    assert [summary["Id"] for summary in summaries] == [product.version_id, second]
    assert summaries[1]["Description"] == "Second."


def test_a_product_is_found_by_its_name(making: Making, admin: Any) -> None:
    product = making.product()
    described = admin.describe_product_as_admin(Name=product.name)
    assert described["ProductViewDetail"]["ProductViewSummary"]["ProductId"] == product.id


def test_id_and_name_together_and_neither_are_refused(making: Making, admin: Any) -> None:
    # Semantics 4.2: by Id xor Name; 12.
    product = making.product()
    with refused("InvalidParametersException", containing="but not both"):
        admin.describe_product_as_admin(Id=product.id, Name=product.name)
    with refused("InvalidParametersException", containing="must be specified"):
        admin.describe_product_as_admin()


def test_a_name_that_several_products_bear_is_refused(making: Making, admin: Any) -> None:
    # Semantics 12.
    name = unique("twins")
    for _ in range(2):
        making.product(Name=name)
    with refused("InvalidParametersException", f"Multiple Product with name {name} found."):
        admin.describe_product_as_admin(Name=name)


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    # Semantics 3.3, verbatim.
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.describe_product_as_admin(Id="prod-unknown")
    with refused("ResourceNotFoundException", "Product with name Nothing of the kind not found"):
        admin.describe_product_as_admin(Name="Nothing of the kind")
