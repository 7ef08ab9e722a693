"""Brings a running Launchpath to what a catalog's files describe, and tells what that changed.

What is not in the files is left alone; a published version never changes its template.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from launchpath.catalog import document
from launchpath.catalog.document import Catalog, CatalogError, Constraint, Portfolio, Product, Version
from launchpath.domain.constraint import SINGLE


class Connection(Protocol):
    """What the catalog is brought in through."""

    @property
    def client(self) -> Any:
        """A boto3 client for servicecatalog, with an administrator's credentials."""

    @property
    def account(self) -> str:
        """The account that principals without one belong to."""

    def upload(self, template: document.Template) -> str:
        """Keep a template in the artifact store; its URL."""


def apply(path: Path, connection: Connection) -> Iterator[str]:
    """Make every change that is needed; a line for each, as it is made."""
    catalog, folder = document.read(path)
    return _Applying(catalog, folder, connection).changes()


class _Applying:
    def __init__(self, catalog: Catalog, folder: Path, connection: Connection) -> None:
        self._catalog = catalog
        self._folder = folder
        self._connection = connection
        self._client = connection.client
        self._products = self._present_products()

    def changes(self) -> Iterator[str]:
        for product in self._catalog.products:
            yield from self._product(product)
        present = self._present_portfolios()
        for portfolio in self._catalog.portfolios:
            yield from self._portfolio(portfolio, present.get(portfolio.name))

    # --- products

    def _present_products(self) -> dict[str, dict[str, Any]]:
        pages = self._client.get_paginator("search_products_as_admin").paginate()
        details = [detail["ProductViewSummary"] for page in pages for detail in page["ProductViewDetails"]]
        return {summary["Name"]: summary for summary in reversed(details)}

    def _product(self, product: Product) -> Iterator[str]:
        present = self._products.get(product.name)
        if present is None:
            first, *_ = product.versions
            created = self._client.create_product(
                Name=product.name,
                ProductType=product.type,
                ProvisioningArtifactParameters=self._artifact(product, first),
                Tags=_tags(product.tags),
                **_texts(product),
            )
            present = created["ProductViewDetail"]["ProductViewSummary"]
            self._products[product.name] = present
            yield f"+ product {product.name}"
            yield f"+ product {product.name}: version {first.name}"
        else:
            yield from self._changed_product(product, present)
        yield from self._versions(product, present["ProductId"])

    def _changed_product(self, product: Product, present: dict[str, Any]) -> Iterator[str]:
        wanted = _texts(product)
        names = {"Description": "ShortDescription"}
        changed = {key: value for key, value in wanted.items() if present.get(names.get(key, key)) != value}
        described = self._client.describe_product_as_admin(Id=present["ProductId"])
        added = _missing_tags(product.tags, described["Tags"])
        if changed or added:
            self._client.update_product(Id=present["ProductId"], AddTags=_tags(added), **changed)
            yield f"~ product {product.name}: {', '.join([*changed, *(f'tag {key}' for key in added)])}"

    def _versions(self, product: Product, product_id: str) -> Iterator[str]:
        listed = self._client.list_provisioning_artifacts(ProductId=product_id)["ProvisioningArtifactDetails"]
        present = {detail.get("Name"): detail for detail in listed}
        for version in product.versions:
            detail = present.get(version.name)
            if detail is None:
                created = self._client.create_provisioning_artifact(
                    ProductId=product_id, Parameters=self._artifact(product, version)
                )
                detail = created["ProvisioningArtifactDetail"]
                yield f"+ product {product.name}: version {version.name}"
            else:
                self._check_template(product, version, product_id, detail["Id"])
            yield from self._changed_version(product, version, product_id, detail)

    def _artifact(self, product: Product, version: Version) -> dict[str, Any]:
        kept = document.template(self._folder, version)
        url = self._connection.upload(kept) if kept else version.template
        given = {"Name": version.name, "Description": version.description, "Type": product.type}
        return {"Info": {"LoadTemplateFromURL": url}} | {
            key: value for key, value in given.items() if value is not None
        }

    def _check_template(self, product: Product, version: Version, product_id: str, artifact_id: str) -> None:
        """A version that people launched must stay what it was: another template needs another version."""
        described = self._client.describe_provisioning_artifact(
            ProductId=product_id, ProvisioningArtifactId=artifact_id
        )
        kept = document.template(self._folder, version)
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

    # --- portfolios

    def _present_portfolios(self) -> dict[str, dict[str, Any]]:
        pages = self._client.get_paginator("list_portfolios").paginate()
        details = [detail for page in pages for detail in page["PortfolioDetails"]]
        return {detail["DisplayName"]: detail for detail in reversed(details)}

    def _portfolio(self, portfolio: Portfolio, present: dict[str, Any] | None) -> Iterator[str]:
        wanted = {"ProviderName": portfolio.provider}
        if portfolio.description is not None:
            wanted["Description"] = portfolio.description
        if present is None:
            created = self._client.create_portfolio(DisplayName=portfolio.name, Tags=_tags(portfolio.tags), **wanted)
            present = created["PortfolioDetail"]
            yield f"+ portfolio {portfolio.name}"
        else:
            yield from self._changed_portfolio(portfolio, present, wanted)
        portfolio_id = present["Id"]
        yield from self._contents(portfolio, portfolio_id)
        yield from self._principals(portfolio, portfolio_id)
        for constraint in portfolio.constraints:
            yield from self._constraint(portfolio, portfolio_id, constraint)

    def _changed_portfolio(
        self, portfolio: Portfolio, present: dict[str, Any], wanted: dict[str, str]
    ) -> Iterator[str]:
        changed = {key: value for key, value in wanted.items() if present.get(key) != value}
        added = _missing_tags(portfolio.tags, self._client.describe_portfolio(Id=present["Id"])["Tags"])
        if changed or added:
            self._client.update_portfolio(Id=present["Id"], AddTags=_tags(added), **changed)
            yield f"~ portfolio {portfolio.name}: {', '.join([*changed, *(f'tag {key}' for key in added)])}"

    def _contents(self, portfolio: Portfolio, portfolio_id: str) -> Iterator[str]:
        pages = self._client.get_paginator("search_products_as_admin").paginate(PortfolioId=portfolio_id)
        held = {one["ProductViewSummary"]["ProductId"] for page in pages for one in page["ProductViewDetails"]}
        for name in portfolio.products:
            if (product_id := self._id_of(name)) not in held:
                self._client.associate_product_with_portfolio(ProductId=product_id, PortfolioId=portfolio_id)
                yield f"+ portfolio {portfolio.name}: product {name}"

    def _principals(self, portfolio: Portfolio, portfolio_id: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_principals_for_portfolio").paginate(PortfolioId=portfolio_id)
        present = {one["PrincipalARN"] for page in pages for one in page["Principals"]}
        for principal in portfolio.principals:
            arn = principal if principal.startswith("arn:") else f"arn:aws:iam::{self._connection.account}:{principal}"
            if arn not in present:
                kind = "IAM_PATTERN" if ":iam:::" in arn else "IAM"
                self._client.associate_principal_with_portfolio(
                    PortfolioId=portfolio_id, PrincipalARN=arn, PrincipalType=kind
                )
                yield f"+ portfolio {portfolio.name}: open to {principal}"

    def _constraint(self, portfolio: Portfolio, portfolio_id: str, wanted: Constraint) -> Iterator[str]:
        title = f"portfolio {portfolio.name}: {wanted.type} constraint on {wanted.product}"
        present = self._present_constraint(portfolio_id, wanted)
        described = {} if wanted.description is None else {"Description": wanted.description}
        if present is None:
            self._client.create_constraint(
                PortfolioId=portfolio_id,
                ProductId=self._id_of(wanted.product),
                Type=wanted.type,
                Parameters=wanted.text,
                **described,
            )
            yield f"+ {title}"
        elif not _is_as_wanted(present, wanted):
            self._client.update_constraint(
                Id=present["ConstraintDetail"]["ConstraintId"], Parameters=wanted.text, **described
            )
            yield f"~ {title}"

    def _present_constraint(self, portfolio_id: str, wanted: Constraint) -> dict[str, Any] | None:
        """The constraint that the file means: of the same type on the same product.

        Where there can be several of a type, the description tells them apart.
        """
        pages = self._client.get_paginator("list_constraints_for_portfolio").paginate(
            PortfolioId=portfolio_id, ProductId=self._id_of(wanted.product)
        )
        for detail in (one for page in pages for one in page["ConstraintDetails"]):
            same = wanted.type in SINGLE or detail.get("Description") == wanted.description
            if detail["Type"] == wanted.type and same:
                described: dict[str, Any] = self._client.describe_constraint(Id=detail["ConstraintId"])
                return described
        return None

    def _id_of(self, name: str) -> str:
        if name not in self._products:
            raise CatalogError(f"Product {name} is in a portfolio, but neither in the files nor in the catalog.")
        product_id: str = self._products[name]["ProductId"]
        return product_id


def _is_as_wanted(present: dict[str, Any], wanted: Constraint) -> bool:
    described = present["ConstraintDetail"].get("Description")
    return json.loads(present["ConstraintParameters"]) == wanted.parameters and (
        wanted.description is None or described == wanted.description
    )


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


def _tags(pairs: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def _missing_tags(wanted: dict[str, str], present: list[dict[str, str]]) -> dict[str, str]:
    there = {tag["Key"]: tag["Value"] for tag in present}
    return {key: value for key, value in wanted.items() if there.get(key) != value}
