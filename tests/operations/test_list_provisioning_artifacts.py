"""ListProvisioningArtifacts: semantics 2.1, 4.3."""

from typing import Any

from tests.making import QUEUE, Making
from tests.refusals import refused


def test_an_element_has_the_recorded_members(making: Making, admin: Any) -> None:
    # Semantics 13.
    product = making.product()
    second = making.version(product, QUEUE, Description="Second.")
    first_shown, second_shown = admin.list_provisioning_artifacts(ProductId=product.id)["ProvisioningArtifactDetails"]
    assert set(first_shown) == {"Id", "Name", "Type", "CreatedTime", "Active", "Guidance"}
    created = second_shown.pop("CreatedTime")
    assert created >= first_shown["CreatedTime"]
    assert second_shown == {
        "Id": second,
        "Name": "v2",
        "Description": "Second.",
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "Active": True,
        "Guidance": "DEFAULT",
    }


def test_all_versions_are_listed_at_once_oldest_first(making: Making, admin: Any) -> None:
    # Semantics 2.1: there is no paging in the input.
    product = making.product()
    made = [product.version_id, *(making.version(product, QUEUE, name=f"v{number}") for number in range(24))]
    listed = admin.list_provisioning_artifacts(ProductId=product.id)
    assert [detail["Id"] for detail in listed["ProvisioningArtifactDetails"]] == made
    assert "NextPageToken" not in listed


def test_inactive_versions_are_listed_too(making: Making, admin: Any) -> None:
    product = making.product()
    admin.update_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=product.version_id, Active=False)
    [detail] = admin.list_provisioning_artifacts(ProductId=product.id)["ProvisioningArtifactDetails"]
    assert detail["Active"] is False


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.list_provisioning_artifacts(ProductId="prod-unknown")
