"""DeleteProduct: semantics 4.2."""

from typing import Any

from tests.making import QUEUE, Making
from tests.refusals import refused
from tests.running import ended


def test_the_product_and_its_versions_are_gone(making: Making, admin: Any) -> None:
    # Semantics 4.2: success removes all its artifacts; Terraform waits for ResourceNotFoundException (8.1).
    product = making.product(Tags=[{"Key": "team", "Value": "a"}])
    second = making.version(product, QUEUE)
    assert set(admin.delete_product(Id=product.id)) == {"ResponseMetadata"}
    with refused("ResourceNotFoundException", f"Product {product.id} not found."):
        admin.describe_product_as_admin(Id=product.id)
    for version_id in (product.version_id, second):
        with refused("ResourceNotFoundException", f"ProvisioningArtifact {version_id} not found."):
            admin.describe_provisioning_artifact(ProvisioningArtifactId=version_id)


def test_it_is_no_longer_found(making: Making, admin: Any) -> None:
    product = making.product()
    admin.delete_product(Id=product.id)
    for filters in ({"FullTextSearch": [product.name]}, {"SourceProductId": [product.id]}):
        assert admin.search_products_as_admin(Filters=filters)["ProductViewDetails"] == []


def test_a_product_in_a_portfolio_is_in_use(making: Making, admin: Any) -> None:
    # Semantics 4.2.
    product = making.product()
    portfolio_id = making.portfolio(product)
    with refused("ResourceInUseException", containing=f"Product {product.id} still has associated Portfolios"):
        admin.delete_product(Id=product.id)
    admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
    admin.delete_product(Id=product.id)


def test_what_was_launched_of_it_lives_on_and_can_be_terminated(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 4.3: what runs of a deleted version survives.
    product = making.product()
    portfolio_id = making.portfolio(product)
    launched = ended(developer, product.launch(developer)["RecordId"])
    admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
    admin.delete_product(Id=product.id)
    provisioned = {"Id": launched["ProvisionedProductId"]}
    assert developer.describe_provisioned_product(**provisioned)["ProvisionedProductDetail"]["Status"] == "AVAILABLE"
    record = developer.terminate_provisioned_product(ProvisionedProductId=provisioned["Id"])["RecordDetail"]
    assert ended(developer, record["RecordId"])["Status"] == "SUCCEEDED"


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.delete_product(Id="prod-unknown")
