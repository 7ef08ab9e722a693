"""Brings the portfolios of a catalog to what the files describe: products, principals and constraints."""

import json
from collections.abc import Iterator
from typing import Any

from launchpath.catalog import tags
from launchpath.catalog.document import Catalog, Constraint, Portfolio
from launchpath.catalog.faults import CatalogError, about
from launchpath.catalog.products import Connection, Products
from launchpath.domain import principal as principals
from launchpath.domain.constraint import SINGLE


class Portfolios:
    """The portfolios that there are, and those that the files describe."""

    def __init__(self, catalog: Catalog, connection: Connection, products: Products) -> None:
        self._wanted = catalog.portfolios
        self._connection = connection
        self._client = connection.client
        self._products = products

    def check(self) -> None:
        """Find out beforehand whether there is everything that is named."""
        for portfolio in self._wanted:
            for name in portfolio.products:
                if name not in self._products:
                    raise CatalogError(
                        f"Product {name} is in portfolio {portfolio.name}, but neither in the files nor in the catalog."
                    )

    def changes(self) -> Iterator[str]:
        """Make every change that is needed; a line for each."""
        present = self._present_portfolios()
        for portfolio in self._wanted:
            with about(f"Portfolio {portfolio.name}"):
                yield from self._portfolio(portfolio, present.get(portfolio.name))

    def _present_portfolios(self) -> dict[str, dict[str, Any]]:
        pages = self._client.get_paginator("list_portfolios").paginate()
        details = [detail for page in pages for detail in page["PortfolioDetails"]]
        return {detail["DisplayName"]: detail for detail in reversed(details)}

    def _portfolio(self, portfolio: Portfolio, present: dict[str, Any] | None) -> Iterator[str]:
        wanted = {"ProviderName": portfolio.provider}
        if portfolio.description is not None:
            wanted["Description"] = portfolio.description
        if present is None:
            created = self._client.create_portfolio(
                DisplayName=portfolio.name, Tags=tags.as_asked(portfolio.tags), **wanted
            )
            present = created["PortfolioDetail"]
            yield f"+ portfolio {portfolio.name}"
        else:
            yield from self._changed_portfolio(portfolio, present, wanted)
        portfolio_id = present["Id"]
        yield from self._contents(portfolio, portfolio_id)
        yield from self._principals(portfolio, portfolio_id)
        for constraint in portfolio.constraints:
            with about(f"Portfolio {portfolio.name}, {constraint.title}"):
                yield from self._constraint(portfolio, portfolio_id, constraint)

    def _changed_portfolio(
        self, portfolio: Portfolio, present: dict[str, Any], wanted: dict[str, str]
    ) -> Iterator[str]:
        changed = {key: value for key, value in wanted.items() if present.get(key) != value}
        added = tags.missing(portfolio.tags, self._client.describe_portfolio(Id=present["Id"])["Tags"])
        if changed or added:
            self._client.update_portfolio(Id=present["Id"], AddTags=tags.as_asked(added), **changed)
            yield f"~ portfolio {portfolio.name}: {', '.join([*changed, *(f'tag {key}' for key in added)])}"

    def _contents(self, portfolio: Portfolio, portfolio_id: str) -> Iterator[str]:
        pages = self._client.get_paginator("search_products_as_admin").paginate(PortfolioId=portfolio_id)
        held = {one["ProductViewSummary"]["ProductId"] for page in pages for one in page["ProductViewDetails"]}
        for name in portfolio.products:
            if (product_id := self._products.id_of(name)) not in held:
                with about(f"Portfolio {portfolio.name}, product {name}"):
                    self._client.associate_product_with_portfolio(ProductId=product_id, PortfolioId=portfolio_id)
                yield f"+ portfolio {portfolio.name}: product {name}"

    def _principals(self, portfolio: Portfolio, portfolio_id: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_principals_for_portfolio").paginate(PortfolioId=portfolio_id)
        present = {one["PrincipalARN"] for page in pages for one in page["Principals"]}
        for principal in portfolio.principals:
            arn = principal if principal.startswith("arn:") else f"arn:aws:iam::{self._connection.account}:{principal}"
            if arn not in present:
                with about(f"Portfolio {portfolio.name}, principal {principal}"):
                    self._client.associate_principal_with_portfolio(
                        PortfolioId=portfolio_id, PrincipalARN=arn, PrincipalType=principals.type_of(arn)
                    )
                yield f"+ portfolio {portfolio.name}: open to {principal}"

    def _constraint(self, portfolio: Portfolio, portfolio_id: str, wanted: Constraint) -> Iterator[str]:
        title = f"portfolio {portfolio.name}: {wanted.type} constraint on {wanted.product}"
        present = self._present_constraint(portfolio_id, wanted)
        described = {} if wanted.description is None else {"Description": wanted.description}
        if present is None:
            self._client.create_constraint(
                PortfolioId=portfolio_id,
                ProductId=self._products.id_of(wanted.product),
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
            PortfolioId=portfolio_id, ProductId=self._products.id_of(wanted.product)
        )
        for detail in (one for page in pages for one in page["ConstraintDetails"]):
            same = wanted.type in SINGLE or detail.get("Description") == wanted.description
            if detail["Type"] == wanted.type and same:
                described: dict[str, Any] = self._client.describe_constraint(Id=detail["ConstraintId"])
                return described
        return None


def _is_as_wanted(present: dict[str, Any], wanted: Constraint) -> bool:
    described = present["ConstraintDetail"].get("Description")
    return json.loads(present["ConstraintParameters"]) == wanted.parameters and (
        wanted.description is None or described == wanted.description
    )
