"""Rows to domain objects and back, and one page of a list by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Integer, Row, Select, Table, bindparam, select, tuple_

from launchpath.domain.page import Page, Rows
from launchpath.store.database import Transaction

Thing = TypeVar("Thing")


class Filled(NamedTuple):
    """A statement that is put together once, and the values of the parameters that it names."""

    statement: Select[Any]
    values: Mapping[str, object] = MappingProxyType({})


@cache
def selecting(table: Table, thing: type) -> Select[Any]:
    """A statement for the columns that `thing`, a dataclass, has fields for."""
    return select(*(table.c[field.name] for field in fields(thing)))


@lru_cache(maxsize=256)
def narrowed(statement: Select[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """The statement with these conditions: the same one for the same objects, so that it is put together once."""
    return statement.where(*conditions)


def one(tx: Transaction, statement: Select[Any] | Filled, make: Callable[[Row[Any]], Thing]) -> Thing | None:
    asked = _filled(statement)
    row = tx.connection.execute(asked.statement, asked.values).one_or_none()
    return None if row is None else make(row)


def many(tx: Transaction, statement: Select[Any], make: Callable[[Row[Any]], Thing]) -> tuple[Thing, ...]:
    return tuple(map(make, tx.connection.execute(statement)))


def gathered(tx: Transaction, statement: Select[Any]) -> Mapping[str, tuple[str, ...]]:
    """What rows of two columns have in the second one, by what they have in the first."""
    found: dict[str, tuple[str, ...]] = {}
    for key, value in tx.connection.execute(statement):
        found[key] = (*found.get(key, ()), value)
    return found


def _filled(statement: Select[Any] | Filled) -> Filled:
    return statement if isinstance(statement, Filled) else Filled(statement)


def page_of(
    tx: Transaction,
    statement: Select[Any] | Filled,
    order: Sequence[ColumnElement[Any]],
    page: Page,
    make: Callable[[Row[Any]], Thing],
    *,
    newest_first: bool = False,
) -> Rows[Thing]:
    """One page of `statement`'s rows in the order of `order`, whose last column must be unique."""
    after = page.position([column.type.python_type for column in order])
    asked = _filled(statement)
    paged = _paged(asked.statement, tuple(order), after is not None, newest_first)
    seen = {f"after_{number}": value for number, value in enumerate(after or ())}
    rows = tx.connection.execute(paged, {**asked.values, **seen, "most": page.size + 1}).all()
    items = tuple(map(make, rows[: page.size]))
    return Rows(items, tuple(rows[page.size - 1][-len(order) :]) if len(rows) > page.size else None)


@lru_cache(maxsize=256)
def _paged(
    statement: Select[Any], order: tuple[ColumnElement[Any], ...], goes_on: bool, newest_first: bool
) -> Select[Any]:
    """A page of a statement: after a position if it `goes_on`, and no more rows than `most`."""
    if goes_on:
        key = tuple_(*order)
        seen = tuple_(*(bindparam(f"after_{number}", type_=column.type) for number, column in enumerate(order)))
        statement = statement.where(key < seen if newest_first else key > seen)
    sorting = [column.desc() if newest_first else column.asc() for column in order]
    labels = [column.label(f"position_{number}") for number, column in enumerate(order)]
    return statement.add_columns(*labels).order_by(*sorting).limit(bindparam("most", type_=Integer))


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
