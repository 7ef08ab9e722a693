"""Constraints on the products of portfolios."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from launchpath.domain.constraint import Constraint
from launchpath.domain.page import Page, Rows
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.prepared import Condition, Filled, among, narrowed
from launchpath.store.tables import constraints

_make = rows.maker(Constraint)
_all = rows.selecting(constraints, Constraint)

_by_id = _all.where(constraints.c.id == bindparam("constraint_id"), constraints.c.account == bindparam("account"))
_of_product = constraints.c.product_id == bindparam("product_id")
_on = _all.where(among(constraints.c.portfolio_id, "portfolio_ids"), _of_product).order_by(constraints.c.seq)
_in_portfolio = constraints.c.portfolio_id == bindparam("portfolio_id")


def find(tx: Transaction, account: str, constraint_id: str) -> Constraint | None:
    return rows.one(tx, Filled(_by_id, {"constraint_id": constraint_id, "account": account}), _make)


def on(tx: Transaction, portfolio_ids: Sequence[str], product_id: str) -> tuple[Constraint, ...]:
    """What these portfolios put on the product, oldest first."""
    return rows.many(tx, Filled(_on, {"portfolio_ids": portfolio_ids, "product_id": product_id}), _make)


def list_all(tx: Transaction, portfolio_id: str, product_id: str | None, page: Page) -> Rows[Constraint]:
    wanted = [Condition(_in_portfolio, {"portfolio_id": portfolio_id})]
    if product_id is not None:
        wanted.append(Condition(_of_product, {"product_id": product_id}))
    return rows.page_of(tx, narrowed(_all, wanted), [constraints.c.seq], page, _make)


def add(tx: Transaction, constraint: Constraint) -> None:
    tx.connection.execute(insert(constraints).values(asdict(constraint)))


def save(tx: Transaction, constraint_id: str, changes: dict[str, Any]) -> None:
    tx.connection.execute(update(constraints).where(constraints.c.id == constraint_id).values(changes))


def remove(tx: Transaction, constraint_id: str) -> None:
    tx.connection.execute(delete(constraints).where(constraints.c.id == constraint_id))
