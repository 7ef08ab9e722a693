"""Brings the products of a catalog, and their versions, to what the files describe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from launchpath.catalog import tags, templates
from launchpath.catalog.document import Catalog, Product, Template, Version
from launchpath.catalog.faults import CatalogError, about


class Connection(Protocol):
    """What the catalog is brought in through."""

    @property
    def client(self) -> Any:
        """A boto3 client for servicecatalog, with an administrator's credentials."""

    @property
    def account(self) -> str:
        """The account that principals without one belong to."""

    def upload(self, template: Template) -> str:
        """Keep a template in the artifact store; its URL. Raises botocore's ClientError."""


class Products:
    """The products that there are, and those that the files describe."""

    def __init__(self, catalog: Catalog, folder: Path, connection: Connection) -> None:
        self._wanted = catalog.products
        self._connection = connection
        self._client = connection.client
        #: By the names of product and version.
        self._templates = {
            (product.name, version.name): templates.read(folder, product, version)
            for product in catalog.products
            for version in product.versions
        }
        self._products = self._present_products()
        #: By the names of product and version: what is published already.
        self._published = {product.name: self._present_versions(product.name) for product in catalog.products}

    def check(self) -> None:
        """Find out beforehand whether a version was published with another template."""
        for product in self._wanted:
            for version in product.versions:
                if detail := self._published[product.name].get(version.name):
                    with about(templates.title(product, version)):
                        self._check_template(product, version, detail["Id"])

    def __contains__(self, name: str) -> bool:
        """Whether there is such a product, or will be."""
        return name in self._products or name in self._published

    def id_of(self, name: str) -> str:
        """The id of a product that there is by now."""
        product_id: str = self._products[name]["ProductId"]
        return product_id

    def changes(self) -> Iterator[str]:
        """Make every change that is needed; a line for each."""
        for product in self._wanted:
            with about(f"Product {product.name}"):
                yield from self._product(product)

    def _present_products(self) -> dict[str, dict[str, Any]]:
        pages = self._client.get_paginator("search_products_as_admin").paginate()
        details = [detail["ProductViewSummary"] for page in pages for detail in page["ProductViewDetails"]]
        return {summary["Name"]: summary for summary in reversed(details)}

    def _present_versions(self, name: str) -> dict[str, dict[str, Any]]:
        present = self._products.get(name)
        if present is None:
            return {}
        listed = self._client.list_provisioning_artifacts(ProductId=present["ProductId"])
        return {detail.get("Name"): detail for detail in listed["ProvisioningArtifactDetails"]}

    def _product(self, product: Product) -> Iterator[str]:
        present = self._products.get(product.name)
        if present is None:
            yield from self._new_product(product)
        else:
            yield from self._changed_product(product, present)
        yield from self._versions(product)

    def _new_product(self, product: Product) -> Iterator[str]:
        first, *_ = product.versions
        with about(templates.title(product, first)):
            created = self._client.create_product(
                Name=product.name,
                ProductType=product.type,
                ProvisioningArtifactParameters=self._artifact(product, first),
                Tags=tags.as_asked(product.tags),
                **_texts(product),
            )
        self._products[product.name] = created["ProductViewDetail"]["ProductViewSummary"]
        self._published[product.name] = {first.name: created["ProvisioningArtifactDetail"]}
        yield f"+ product {product.name}"
        yield f"+ product {product.name}: version {first.name}"

    def _changed_product(self, product: Product, present: dict[str, Any]) -> Iterator[str]:
        wanted = _texts(product)
        names = {"Description": "ShortDescription"}
        changed = {key: value for key, value in wanted.items() if present.get(names.get(key, key)) != value}
        described = self._client.describe_product_as_admin(Id=present["ProductId"])
        added = tags.missing(product.tags, described["Tags"])
        if changed or added:
            self._client.update_product(Id=present["ProductId"], AddTags=tags.as_asked(added), **changed)
            yield f"~ product {product.name}: {', '.join([*changed, *(f'tag {key}' for key in added)])}"

    def _versions(self, product: Product) -> Iterator[str]:
        product_id = self.id_of(product.name)
        for version in product.versions:
            with about(templates.title(product, version)):
                detail = self._published[product.name].get(version.name)
                if detail is None:
                    created = self._client.create_provisioning_artifact(
                        ProductId=product_id, Parameters=self._artifact(product, version)
                    )
                    detail = created["ProvisioningArtifactDetail"]
                    yield f"+ product {product.name}: version {version.name}"
                yield from self._changed_version(product, version, product_id, detail)

    def _artifact(self, product: Product, version: Version) -> dict[str, Any]:
        kept = self._templates[product.name, version.name]
        url = self._connection.upload(kept) if kept else version.template
        given = {"Name": version.name, "Description": version.description, "Type": product.type}
        return {"Info": {"LoadTemplateFromURL": url}} | {
            key: value for key, value in given.items() if value is not None
        }

    def _check_template(self, product: Product, version: Version, artifact_id: str) -> None:
        """A version that people launched must stay what it was: another template needs another version."""
        described = self._client.describe_provisioning_artifact(
            ProductId=self.id_of(product.name), ProvisioningArtifactId=artifact_id
        )
        kept = self._templates[product.name, version.name]
        present = described["Info"]["TemplateUrl"]
        if not present.endswith(kept.hash if kept else version.template):
            raise CatalogError(
                f"Version {version.name} of product {product.name} was published with another template than "
                f"{version.template} is now. Leave the published version as it is, and add the changed template "
                "as a version with a new name."
            )

    def _changed_version(
        self, product: Product, version: Version, product_id: str, detail: dict[str, Any]
    ) -> Iterator[str]:
        wanted: dict[str, object] = {"Guidance": version.guidance, "Active": version.active}
        if version.description is not None:
            wanted["Description"] = version.description
        changed = {key: value for key, value in wanted.items() if detail.get(key) != value}
        if changed:
            self._client.update_provisioning_artifact(
                ProductId=product_id, ProvisioningArtifactId=detail["Id"], **changed
            )
            yield f"~ product {product.name}: version {version.name}: {', '.join(changed)}"


def _texts(product: Product) -> dict[str, str]:
    given = {
        "Owner": product.owner,
        "Description": product.description,
        "Distributor": product.distributor,
        "SupportEmail": product.support.email,
        "SupportUrl": product.support.url,
        "SupportDescription": product.support.description,
    }
    return {key: value for key, value in given.items() if value is not None}
