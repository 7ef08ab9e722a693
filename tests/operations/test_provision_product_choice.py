"""ProvisionProduct: which product, version and path are launched. Semantics 2.2, 2.6, 3.3, 12."""

from typing import Any

import pytest

from tests.making import QUEUE, Making, unique
from tests.people import People
from tests.refusals import INVALID, NOT_FOUND, refusal


def ask(client: Any, **members: Any) -> dict[str, Any]:
    record: dict[str, Any] = client.provision_product(ProvisionedProductName=unique("choice"), **members)
    return record["RecordDetail"]


def test_names_serve_as_well_as_ids(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product(), DisplayName=(path := unique("path")))
    record = ask(developer, ProductName=product.name, ProvisioningArtifactName="v1", PathName=path)
    assert record["ProductId"] == product.id
    assert record["ProvisioningArtifactId"] == product.version_id
    assert record["PathId"] == f"lpv3-{portfolio.removeprefix('port-')}"


def test_of_several_paths_the_record_keeps_the_one_that_was_named(making: Making, developer: Any) -> None:
    making.portfolio(product := making.product())
    second = f"lpv3-{making.portfolio(product).removeprefix('port-')}"
    named = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    text = "More than one launch path ids exist. Please specify the launch path id"
    assert refusal(ask, client=developer, **named) == (INVALID, text)
    assert ask(developer, **named, PathId=second)["PathId"] == second


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"ProvisioningArtifactName": "v1"},
        {"ProductId": "x", "ProductName": "p", "ProvisioningArtifactId": "y"},
    ],
)
def test_product_and_version_are_named_by_either_id_or_name(developer: Any, names: dict[str, str]) -> None:
    assert refusal(ask, client=developer, **names)[0] == INVALID


def test_a_path_is_named_by_either_id_or_name(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product(), DisplayName="Named")
    both = {"PathId": f"lpv3-{portfolio.removeprefix('port-')}", "PathName": "Named"}
    assert refusal(product.launch, client=developer, **both)[0] == INVALID


def test_products_that_cannot_be_seen_have_no_paths(making: Making, developer: Any, admin: Any) -> None:
    """The same whether there is such a product or not, and for an administrator too (semantics 5)."""
    hidden = making.product()
    for client in (developer, admin):
        for product in (hidden.id, "prod-aaaaaaaaaaaaa"):
            asked = {"ProductId": product, "ProvisioningArtifactId": hidden.version_id}
            text = f"No launch paths found for resource: {product}"
            assert refusal(ask, client=client, **asked) == (NOT_FOUND, text)
    text = f"Product with name {hidden.name} does not exist or access was denied."
    asked = {"ProductName": hidden.name, "ProvisioningArtifactName": "v1"}
    assert refusal(ask, client=developer, **asked) == (NOT_FOUND, text)


def test_ambiguous_names_are_refused(making: Making, developer: Any) -> None:
    twin = unique("twice")
    making.portfolio(first := making.product(Name=twin), making.product(Name=twin))
    making.version(first, QUEUE, name="v1")
    asked = {"ProductName": twin, "ProvisioningArtifactName": "v1"}
    assert refusal(ask, client=developer, **asked) == (INVALID, f"Multiple Product with name {twin} found.")
    asked = {"ProductId": first.id, "ProvisioningArtifactName": "v1"}
    text = "Multiple Provisioning Artifact with name v1 found."
    assert refusal(ask, client=developer, **asked) == (INVALID, text)


def test_an_inactive_version_is_not_found(making: Making, developer: Any) -> None:
    """M, UpdateProvisioningArtifact: end users cannot launch from an inactive provisioning artifact."""
    product = making.offered()
    making.admin.update_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, Active=False
    )
    text = f"ProvisioningArtifact {product.version_id} not found."
    assert refusal(product.launch, client=developer) == (NOT_FOUND, text)


def test_a_version_of_another_product_is_not_found(making: Making, developer: Any) -> None:
    product, other = making.offered(), making.offered()
    text = f"ProvisioningArtifact {other.version_id} not found."
    assert refusal(product.launch, client=developer, ProvisioningArtifactId=other.version_id) == (NOT_FOUND, text)


def test_a_deprecated_version_cannot_be_launched_anew(making: Making, developer: Any) -> None:
    product = making.offered()
    making.admin.update_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, Guidance="DEPRECATED"
    )
    code, text = refusal(product.launch, client=developer)
    assert code == INVALID
    assert text.startswith(f"ProvisioningArtifact {product.version_id} is deprecated")


def test_launching_needs_permission_besides_a_path(making: Making, people: People) -> None:
    """Semantics 5: the policy gates the operation, the portfolio the product."""
    reader = people.user("AWSServiceCatalogEndUserReadOnlyAccess")
    portfolio = making.portfolio(product := making.product(), user=None)
    making.open(portfolio, reader.arn)
    text = (
        f"User: {reader.arn} is not authorized to perform: servicecatalog:ProvisionProduct on resource: * "
        "because no identity-based policy allows the servicecatalog:ProvisionProduct action"
    )
    assert reader.client.describe_product(Id=product.id)["ProductViewSummary"]["ProductId"] == product.id
    assert refusal(product.launch, client=reader.client) == ("AccessDeniedException", text)
