"""Brings a running Launchpath to what a catalog's files describe, and tells what that changed.

What is not in the files is left alone; a published version never changes its template. What can be known to be wrong is
found before anything is changed.
"""

from collections.abc import Iterator
from pathlib import Path

from launchpath.catalog import document
from launchpath.catalog.portfolios import Portfolios
from launchpath.catalog.products import Connection, Products


def apply(path: Path, connection: Connection) -> Iterator[str]:
    """Make every change that is needed; a line for each, as it is made. Raises CatalogError and ClientError."""
    catalog, folder = document.read(path)
    products = Products(catalog, folder, connection)
    portfolios = Portfolios(catalog, connection, products)
    portfolios.check()
    products.check()
    return _changes(products, portfolios)


def _changes(products: Products, portfolios: Portfolios) -> Iterator[str]:
    yield from products.changes()
    yield from portfolios.changes()
