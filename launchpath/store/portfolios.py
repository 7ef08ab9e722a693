"""Portfolios, and which products they hold."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from launchpath.api.errors import Phrase
from launchpath.domain.page import Page, Rows
from launchpath.domain.portfolio import Portfolio
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.prepared import Filled
from launchpath.store.tables import constraints, portfolio_principals, portfolio_products, portfolios, tags

_make = rows.maker(Portfolio)
_all = rows.selecting(portfolios, Portfolio)

_in_account = _all.where(portfolios.c.account == bindparam("account"))
_by_id = _in_account.where(portfolios.c.id == bindparam("portfolio_id"))
_holding = _in_account.join(portfolio_products, portfolio_products.c.portfolio_id == portfolios.c.id).where(
    portfolio_products.c.product_id == bindparam("product_id")
)


def find(tx: Transaction, account: str, portfolio_id: str) -> Portfolio | None:
    return rows.one(tx, Filled(_by_id, {"portfolio_id": portfolio_id, "account": account}), _make)


def list_all(tx: Transaction, account: str, page: Page) -> Rows[Portfolio]:
    return rows.page_of(tx, Filled(_in_account, {"account": account}), [portfolios.c.seq], page, _make)


def holding(tx: Transaction, account: str, product_id: str, page: Page) -> Rows[Portfolio]:
    """The portfolios of `account` that hold the product."""
    holding = Filled(_holding, {"product_id": product_id, "account": account})
    return rows.page_of(tx, holding, [portfolios.c.seq], page, _make)


def add(tx: Transaction, portfolio: Portfolio) -> None:
    tx.connection.execute(insert(portfolios).values(asdict(portfolio)))


def save(tx: Transaction, portfolio_id: str, changes: dict[str, Any]) -> None:
    tx.connection.execute(update(portfolios).where(portfolios.c.id == portfolio_id).values(changes))


def remove(tx: Transaction, portfolio_id: str) -> None:
    tx.connection.execute(delete(tags).where(tags.c.resource_id == portfolio_id))
    tx.connection.execute(delete(portfolios).where(portfolios.c.id == portfolio_id))


def used_by(tx: Transaction, portfolio_id: str) -> Phrase | None:
    """What still hangs on a portfolio: Products, Principals or Constraints; None: nothing does."""
    for name, table in (
        (Phrase("Products"), portfolio_products),
        (Phrase("Principals"), portfolio_principals),
        (Phrase("Constraints"), constraints),
    ):
        if tx.connection.execute(select(1).where(table.c.portfolio_id == portfolio_id).limit(1)).first():
            return name
    return None


def holds(tx: Transaction, portfolio_id: str, product_id: str) -> bool:
    here = (portfolio_products.c.portfolio_id == portfolio_id) & (portfolio_products.c.product_id == product_id)
    return tx.connection.execute(select(1).where(here)).first() is not None


def put_product(tx: Transaction, portfolio_id: str, product_id: str) -> None:
    """Put a product into a portfolio; a repeat changes nothing."""
    if not holds(tx, portfolio_id, product_id):
        tx.connection.execute(insert(portfolio_products).values(portfolio_id=portfolio_id, product_id=product_id))


def take_product(tx: Transaction, portfolio_id: str, product_id: str) -> None:
    """Take a product out of a portfolio."""
    here = (portfolio_products.c.portfolio_id == portfolio_id) & (portfolio_products.c.product_id == product_id)
    tx.connection.execute(delete(portfolio_products).where(here))
