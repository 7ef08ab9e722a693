"""Rows to domain objects and back, and one page of a list by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, Table, bindparam, select, tuple_

from launchpath.domain.page import Page, Rows
from launchpath.store.database import Transaction
from launchpath.store.prepared import Asked, Filled, ask

Thing = TypeVar("Thing")


@cache
def selecting(table: Table, thing: type) -> Select[Any]:
    """A statement for the columns that `thing`, a dataclass, has fields for."""
    return select(*(table.c[field.name] for field in fields(thing)))


def one(tx: Transaction, statement: Asked, make: Callable[[Sequence[Any]], Thing]) -> Thing | None:
    """What the one row is that there may be."""
    found = ask(tx, statement)
    return make(found[0]) if found else None


def many(tx: Transaction, statement: Asked, make: Callable[[Sequence[Any]], Thing]) -> tuple[Thing, ...]:
    return tuple(map(make, ask(tx, statement)))


def gathered(tx: Transaction, statement: Asked) -> Mapping[str, tuple[str, ...]]:
    """What rows of two columns have in the second one, by what they have in the first."""
    found: dict[str, tuple[str, ...]] = {}
    for key, value in ask(tx, statement):
        found[key] = (*found.get(key, ()), value)
    return found


def page_of(
    tx: Transaction,
    statement: Asked,
    order: Sequence[ColumnElement[Any]],
    page: Page,
    make: Callable[[Sequence[Any]], Thing],
    *,
    newest_first: bool = False,
) -> Rows[Thing]:
    """One page of `statement`'s rows in the order of `order`, whose last column must be unique."""
    after = page.position([column.type.python_type for column in order])
    seen = {f"after_{number}": value for number, value in enumerate(after or ())} | {"most": page.size + 1}
    how = (tuple(order), after is not None, newest_first)
    if isinstance(statement, Filled):
        found = ask(tx, Filled(_paged_once(statement.statement, *how), {**statement.values, **seen}))
    else:
        found = ask(tx, _paged(statement, *how).params(seen))
    items = tuple(map(make, found[: page.size]))
    return Rows(items, tuple(found[page.size - 1][-len(order) :]) if len(found) > page.size else None)


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


_paged_once = lru_cache(maxsize=512)(_paged)


def maker(thing: type[Thing], **told: Callable[[Any], Any]) -> Callable[[Sequence[Any]], Thing]:
    """Makes `thing`, a dataclass, from rows that begin with its fields in their order, as `selecting` has them.

    `told`: what makes a field's value from the column's, for fields whose values columns can't hold as they are.
    """
    names = tuple(field.name for field in fields(thing))  # type: ignore[arg-type]

    def make(row: Sequence[Any]) -> Thing:
        values = dict(zip(names, row, strict=False))
        for name, tell in told.items():
            values[name] = tell(values[name])
        return thing(**values)

    return make
