"""DeleteProvisioningArtifact: semantics 4.3."""

from typing import Any

from tests.making import QUEUE, Making
from tests.refusals import refused
from tests.running import ended


def test_the_version_is_gone(making: Making, admin: Any) -> None:
    product = making.product()
    second = making.version(product, QUEUE)
    version = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    assert set(admin.delete_provisioning_artifact(**version)) == {"ResponseMetadata"}
    with refused("ResourceNotFoundException", f"ProvisioningArtifact {product.version_id} not found."):
        admin.describe_provisioning_artifact(**version)
    listed = admin.list_provisioning_artifacts(ProductId=product.id)["ProvisioningArtifactDetails"]
    assert [detail["Id"] for detail in listed] == [second]


def test_the_last_version_of_a_product_is_in_use(making: Making, admin: Any) -> None:
    # Semantics 4.3: never the last one, active or not.
    product = making.product()
    version = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    for active in (True, False):
        admin.update_provisioning_artifact(**version, Active=active)
        with refused("ResourceInUseException", containing="is the last version of product"):
            admin.delete_provisioning_artifact(**version)


def test_what_was_launched_of_it_lives_on(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 4.3, and 2.7: an update may lead to another version.
    product = making.offered()
    second = making.version(product, QUEUE)
    launched = ended(developer, product.launch(developer)["RecordId"])
    admin.delete_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=product.version_id)
    provisioned = launched["ProvisionedProductId"]
    shown = developer.describe_provisioned_product(Id=provisioned)["ProvisionedProductDetail"]
    assert (shown["Status"], shown["ProvisioningArtifactId"]) == ("AVAILABLE", product.version_id)
    record = developer.update_provisioned_product(ProvisionedProductId=provisioned, ProvisioningArtifactId=second)
    assert ended(developer, record["RecordDetail"]["RecordId"])["Status"] == "SUCCEEDED"


def test_an_unknown_version_is_not_found(making: Making, admin: Any) -> None:
    product, other = making.product(), making.product()
    for version_id in ("pa-unknown", other.version_id):
        with refused("ResourceNotFoundException", f"ProvisioningArtifact {version_id} not found."):
            admin.delete_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=version_id)


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.delete_provisioning_artifact(ProductId="prod-unknown", ProvisioningArtifactId="pa-unknown")
