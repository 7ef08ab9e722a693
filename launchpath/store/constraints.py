"""Constraints on the products of portfolios."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, update

from launchpath.domain.constraint import Constraint
from launchpath.domain.page import Page, Rows
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.tables import constraints

_make = rows.maker(Constraint)
_all = rows.selecting(constraints, Constraint)


def find(tx: Transaction, account: str, constraint_id: str) -> Constraint | None:
    return rows.one(tx, _all.where(constraints.c.id == constraint_id, constraints.c.account == account), _make)


def on(tx: Transaction, portfolio_ids: Sequence[str], product_id: str) -> tuple[Constraint, ...]:
    """What these portfolios put on the product, oldest first."""
    here = constraints.c.portfolio_id.in_(portfolio_ids) & (constraints.c.product_id == product_id)
    return rows.many(tx, _all.where(here).order_by(constraints.c.seq), _make)


def list_all(tx: Transaction, portfolio_id: str, product_id: str | None, page: Page) -> Rows[Constraint]:
    statement = _all.where(constraints.c.portfolio_id == portfolio_id)
    if product_id is not None:
        statement = statement.where(constraints.c.product_id == product_id)
    return rows.page_of(tx, statement, [constraints.c.seq], page, _make)


def add(tx: Transaction, constraint: Constraint) -> None:
    tx.connection.execute(insert(constraints).values(asdict(constraint)))


def save(tx: Transaction, constraint_id: str, changes: dict[str, Any]) -> None:
    tx.connection.execute(update(constraints).where(constraints.c.id == constraint_id).values(changes))


def remove(tx: Transaction, constraint_id: str) -> None:
    tx.connection.execute(delete(constraints).where(constraints.c.id == constraint_id))
