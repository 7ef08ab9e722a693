"""UpdateProvisioningArtifact: semantics 4.3."""

from typing import Any

import pytest

from tests.making import MadeProduct, Making
from tests.refusals import refused
from tests.running import ended


def of(product: MadeProduct) -> dict[str, str]:
    return {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}


@pytest.mark.parametrize(
    "change", [{"Name": "one"}, {"Description": "First."}, {"Active": False}, {"Guidance": "DEPRECATED"}]
)
def test_only_the_given_member_changes(making: Making, admin: Any, change: dict[str, Any]) -> None:
    product = making.product()
    before = admin.describe_provisioning_artifact(**of(product))
    updated = admin.update_provisioning_artifact(**of(product), **change)
    assert updated["ProvisioningArtifactDetail"] == before["ProvisioningArtifactDetail"] | change
    assert updated["Info"] == before["Info"]
    assert updated["Status"] == "AVAILABLE"
    described = admin.describe_provisioning_artifact(**of(product))
    assert described["ProvisioningArtifactDetail"] == updated["ProvisioningArtifactDetail"]


def test_every_change_can_be_taken_back(making: Making, admin: Any) -> None:
    product = making.product()
    admin.update_provisioning_artifact(**of(product), Active=False, Guidance="DEPRECATED", Description="Old.")
    updated = admin.update_provisioning_artifact(**of(product), Active=True, Guidance="DEFAULT", Description="")
    detail = updated["ProvisioningArtifactDetail"]
    assert (detail["Active"], detail["Guidance"], detail["Description"]) == (True, "DEFAULT", "")


def test_an_inactive_version_is_hidden_from_end_users_and_what_runs_of_it_goes_on(
    making: Making, admin: Any, developer: Any
) -> None:
    # Semantics 4.3, 12.
    product = making.offered()
    launched = ended(developer, product.launch(developer)["RecordId"])
    admin.update_provisioning_artifact(**of(product), Active=False)
    assert developer.describe_product(Id=product.id)["ProvisioningArtifacts"] == []
    with refused("ResourceNotFoundException", f"ProvisioningArtifact {product.version_id} not found."):
        product.launch(developer)
    shown = developer.describe_provisioned_product(Id=launched["ProvisionedProductId"])["ProvisionedProductDetail"]
    assert shown["Status"] == "AVAILABLE"


def test_a_deprecated_version_is_shown_as_such_and_launched_no_more(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 2.6, 12.
    product = making.offered()
    admin.update_provisioning_artifact(**of(product), Guidance="DEPRECATED")
    [version] = developer.describe_product(Id=product.id)["ProvisioningArtifacts"]
    assert version["Guidance"] == "DEPRECATED"
    with refused("InvalidParametersException", containing=f"ProvisioningArtifact {product.version_id} is deprecated"):
        product.launch(developer)


def test_another_guidance_violates_the_shape(making: Making, admin: Any) -> None:
    with refused("ValidationException", containing="Member must satisfy enum value set: [DEFAULT, DEPRECATED]"):
        admin.update_provisioning_artifact(**of(making.product()), Guidance="RECOMMENDED")


def test_an_unknown_version_is_not_found(making: Making, admin: Any) -> None:
    product, other = making.product(), making.product()
    for version_id in ("pa-unknown", other.version_id):
        with refused("ResourceNotFoundException", f"ProvisioningArtifact {version_id} not found."):
            admin.update_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=version_id, Active=True)


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.update_provisioning_artifact(ProductId="prod-unknown", ProvisioningArtifactId="pa-unknown", Name="x")
