"""Rows to domain objects and back, and one page of a list by key."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, Table, select, tuple_

from launchpath.domain.page import Page, Rows
from launchpath.store.database import Transaction

Thing = TypeVar("Thing")


@cache
def selecting(table: Table, thing: type) -> Select[Any]:
    """A statement for the columns that `thing`, a dataclass, has fields for."""
    return select(*(table.c[field.name] for field in fields(thing)))


def one(tx: Transaction, statement: Select[Any], make: Callable[[RowMapping], Thing]) -> Thing | None:
    row = tx.connection.execute(statement).mappings().one_or_none()
    return None if row is None else make(row)


def many(tx: Transaction, statement: Select[Any], make: Callable[[RowMapping], Thing]) -> tuple[Thing, ...]:
    return tuple(make(row) for row in tx.connection.execute(statement).mappings())


def page_of(
    tx: Transaction,
    statement: Select[Any],
    order: Sequence[ColumnElement[Any]],
    page: Page,
    make: Callable[[RowMapping], Thing],
    *,
    newest_first: bool = False,
) -> Rows[Thing]:
    """One page of `statement`'s rows in the order of `order`, whose last column must be unique."""
    after = page.position([column.type.python_type for column in order])
    if after is not None:
        key, seen = tuple_(*order), tuple_(*after)
        statement = statement.where(key < seen if newest_first else key > seen)
    names = [f"position_{number}" for number in range(len(order))]
    sorting = [column.desc() if newest_first else column.asc() for column in order]
    labels = [column.label(name) for column, name in zip(order, names, strict=True)]
    statement = statement.add_columns(*labels).order_by(*sorting).limit(page.size + 1)
    rows = tx.connection.execute(statement).mappings().all()
    items = tuple(make(row) for row in rows[: page.size])
    last = rows[page.size - 1] if len(rows) > page.size else None
    return Rows(items, None if last is None else tuple(last[name] for name in names))


def maker(thing: type[Thing]) -> Callable[[RowMapping], Thing]:
    """Makes `thing`, a dataclass, from the columns of the same names."""
    names = tuple(field.name for field in fields(thing))  # type: ignore[arg-type]
    return lambda row: thing(**{name: row[name] for name in names})
