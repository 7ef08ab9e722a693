"""A catalog as it is written: catalog.yaml and the template files beside it (catalog/sample/README.md)."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from launchpath.catalog import text
from launchpath.catalog.faults import CatalogError
from launchpath.domain.artifact import Content
from launchpath.domain.constraint import SINGLE


class Support(Struct, frozen=True, forbid_unknown_fields=True):
    email: str | None = None
    url: str | None = None
    description: str | None = None


class Version(Struct, frozen=True, forbid_unknown_fields=True):
    """A provisioning artifact. `template`: a path beside catalog.yaml, or a URL that the server can read.

    A folder is packed into a .tar.gz.
    """

    name: str
    template: str
    description: str | None = None
    guidance: Literal["DEFAULT", "DEPRECATED"] = "DEFAULT"
    active: bool = True


class Product(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    owner: str
    versions: list[Version]
    type: str = "CLOUD_FORMATION_TEMPLATE"
    description: str | None = None
    distributor: str | None = None
    support: Support = Support()
    tags: dict[str, str] = field(default_factory=dict)


class Constraint(Struct, frozen=True, forbid_unknown_fields=True):
    product: str
    type: str
    parameters: dict[str, Any]
    description: str | None = None

    @property
    def text(self) -> str:
        """The parameters as the API wants them: JSON text."""
        return json.dumps(self.parameters)

    @property
    def title(self) -> str:
        """What tells it apart from others of its portfolio: where there can be several of a type, its description."""
        described = f" ({self.description})" if self.description and self.type not in SINGLE else ""
        return f"{self.type} constraint on {self.product}{described}"


class Portfolio(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    provider: str
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    #: user/x, group/x and role/x are those of the account; whole ARNs are taken as they are.
    principals: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)


class Catalog(Struct, frozen=True, forbid_unknown_fields=True):
    portfolios: list[Portfolio] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)


class Template(Struct, frozen=True):
    """A template's text or an archive, and the key that the artifact store will keep it under."""

    content: Content

    @property
    def body(self) -> bytes:
        return self.content.encode() if isinstance(self.content, str) else self.content

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def read(path: Path) -> tuple[Catalog, Path]:
    """The catalog that a file, or the catalog.yaml of a folder, describes; and the folder of its templates."""
    file = path / "catalog.yaml" if path.is_dir() else path
    said = text.read(file)
    if not isinstance(said, dict):
        found = "is empty" if said is None else "is none"
        raise CatalogError(
            f"{file} does not describe a catalog: it must be a map of portfolios and products, and {found}."
        )
    try:
        catalog = msgspec.convert(said, Catalog)
    except msgspec.ValidationError as fault:
        raise CatalogError(f"{file} does not describe a catalog: {fault}") from None
    _check(catalog, file)
    return catalog, file.parent


def _check(catalog: Catalog, file: Path) -> None:
    names = [product.name for product in catalog.products]
    _check_unique(names, "product", file)
    _check_unique([portfolio.name for portfolio in catalog.portfolios], "portfolio", file)
    for product in catalog.products:
        if not product.versions:
            raise CatalogError(f"{file}: product {product.name} has no versions; it needs at least one.")
        _check_unique([version.name for version in product.versions], f"version of product {product.name}", file)
    for portfolio in catalog.portfolios:
        _check_portfolio(portfolio, file)


def _check_portfolio(portfolio: Portfolio, file: Path) -> None:
    _check_unique(portfolio.products, f"portfolio {portfolio.name}: product", file)
    _check_unique(portfolio.principals, f"portfolio {portfolio.name}: principal", file)
    _check_unique([one.title for one in portfolio.constraints], f"portfolio {portfolio.name}:", file)
    for constraint in portfolio.constraints:
        if constraint.product not in portfolio.products:
            raise CatalogError(
                f"{file}: portfolio {portfolio.name} has a constraint on {constraint.product}, "
                "which is not among its products."
            )


def _check_unique(names: list[str], thing: str, file: Path) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise CatalogError(f"{file}: {thing} {name} is described more than once.")
