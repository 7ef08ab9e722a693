"""Rows to domain objects and back, and one page of a list by key."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, select, tuple_

from launchpath.domain.page import Page, Rows
from launchpath.store.database import Transaction

Thing = TypeVar("Thing")


@cache
def selecting(table: Table, thing: type) -> Select[Any]:
    """A statement for the columns that `thing`, a dataclass, has fields for."""
    return select(*(table.c[field.name] for field in fields(thing)))


def one(tx: Transaction, statement: Select[Any], make: Callable[[Row[Any]], Thing]) -> Thing | None:
    row = tx.connection.execute(statement).one_or_none()
    return None if row is None else make(row)


def many(tx: Transaction, statement: Select[Any], make: Callable[[Row[Any]], Thing]) -> tuple[Thing, ...]:
    return tuple(map(make, tx.connection.execute(statement)))


def page_of(
    tx: Transaction,
    statement: Select[Any],
    order: Sequence[ColumnElement[Any]],
    page: Page,
    make: Callable[[Row[Any]], Thing],
    *,
    newest_first: bool = False,
) -> Rows[Thing]:
    """One page of `statement`'s rows in the order of `order`, whose last column must be unique."""
    after = page.position([column.type.python_type for column in order])
    if after is not None:
        key, seen = tuple_(*order), tuple_(*after)
        statement = statement.where(key < seen if newest_first else key > seen)
    sorting = [column.desc() if newest_first else column.asc() for column in order]
    labels = [column.label(f"position_{number}") for number, column in enumerate(order)]
    statement = statement.add_columns(*labels).order_by(*sorting).limit(page.size + 1)
    rows = tx.connection.execute(statement).all()
    items = tuple(map(make, rows[: page.size]))
    return Rows(items, tuple(rows[page.size - 1][-len(order) :]) if len(rows) > page.size else None)


def maker(thing: type[Thing], **told: Callable[[Any], Any]) -> Callable[[Row[Any]], Thing]:
    """Makes `thing`, a dataclass, from rows that begin with its fields in their order, as `selecting` has them.

    `told`: what makes a field's value from the column's, for fields whose values columns can't hold as they are.
    """
    names = tuple(field.name for field in fields(thing))  # type: ignore[arg-type]

    def make(row: Row[Any]) -> Thing:
        values = dict(zip(names, row, strict=False))
        for name, tell in told.items():
            values[name] = tell(values[name])
        return thing(**values)

    return make
