"""Statements that are put together once: SQLAlchemy writes their SQL, and the database's driver gets it directly.

Putting a statement together, and sending it through SQLAlchemy, takes ten times what the database needs for a row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

from msgspec import json
from sqlalchemy import Boolean, ColumnElement, Dialect, Select, Text, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType

from launchpath.store.database import Transaction

Values: TypeAlias = Mapping[str, object]
Asking = TypeVar("Asking", bound=Select[*tuple[Any, ...]])

_NO_VALUES: Values = MappingProxyType({})


class Filled(NamedTuple):
    """A statement that is put together once, and the values of the parameters that it names."""

    statement: Select[Any]
    values: Values = _NO_VALUES


class Condition(NamedTuple):
    """What rows must meet: a clause that is put together once, and the values of the parameters that it names.

    Without values the clause is one for this once: its values stand in it.
    """

    clause: ColumnElement[bool]
    values: Values | None = _NO_VALUES


#: A statement that can be asked. One that is put together for this once goes through SQLAlchemy.
Asked: TypeAlias = Filled | Select[Any]


def narrowed(statement: Select[Any], conditions: Iterable[Condition]) -> Asked:
    """The statement for the rows that meet every condition."""
    clauses: list[ColumnElement[bool]] = []
    values: dict[str, object] = {}
    number = 0
    for one in conditions:
        if one.values is None:
            return narrowed_once(statement, conditions)
        clauses.append(one.clause)
        values.update(one.values)
        number += len(one.values)
    if len(values) != number:
        raise ValueError("two conditions have a parameter of the same name")
    return Filled(_narrowed(statement, *clauses), values)


def narrowed_once(statement: Asking, conditions: Iterable[Condition]) -> Asking:
    """The same with the values standing in it, to be a part of a statement that is put together for this once."""
    for one in conditions:
        statement = statement.where(one.clause).params(one.values or {})
    return statement


@lru_cache(maxsize=512)
def _narrowed(statement: Select[Any], *clauses: ColumnElement[bool]) -> Select[Any]:
    return statement.where(*clauses)


def ask(tx: Transaction, asked: Asked) -> Sequence[Sequence[Any]]:
    """All rows of a statement."""
    if not isinstance(asked, Filled):
        return tx.connection.execute(asked).all()
    dialect = tx.connection.dialect
    sent = _sent(asked.statement, dialect)
    try:
        found: list[Sequence[Any]] = tx.driver.execute(sent.sql, sent.parameters(asked.values)).fetchall()
    except dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(sent.sql, None, fault, dialect.loaded_dbapi.Error, True) from fault
    return [sent.read(row) for row in found] if sent.readers else found


@dataclass(frozen=True, slots=True)
class _Sent:
    """A statement as a driver takes it."""

    sql: str
    #: The parameters in their order; None: the driver takes them by name.
    order: Sequence[str] | None
    #: The values that stand in the statement.
    constants: Values
    #: What makes the driver's value of a parameter's, for those whose values it does not take as they are.
    writers: Mapping[str, Callable[[Any], Any]]
    #: The same for the columns of the result, by their places.
    readers: Sequence[tuple[int, Callable[[Any], Any]]]

    def parameters(self, values: Values) -> Any:
        all_values = {**self.constants, **values}
        for name, write in self.writers.items():
            all_values[name] = write(all_values[name])
        return all_values if self.order is None else [all_values[name] for name in self.order]

    def read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, read in self.readers:
            values[place] = read(values[place])
        return values


@lru_cache(maxsize=512)
def _sent(statement: Select[Any], dialect: Dialect) -> _Sent:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  a statement's compiler
    writers = {name: one.type.dialect_impl(dialect).bind_processor(dialect) for name, one in compiled.binds.items()}
    readers = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in statement.selected_columns]
    return _Sent(
        sql=compiled.string,
        order=compiled.positiontup,
        constants={name: one.value for name, one in compiled.binds.items() if not one.required},
        writers={name: write for name, write in writers.items() if write},
        readers=[(place, read) for place, read in enumerate(readers) if read],
    )


# --- a parameter that is a list --------------------------------------------------------------------------------


def among(column: ColumnElement[Any], name: str, *, probed: bool = False) -> ColumnElement[bool]:
    """Whether the column's text is one of those of the parameter `name`.

    `probed`: each row is looked at that is found in another way. SQLite, which does not know how long the list is,
    would look up each of its texts instead.
    """
    return (_Probed if probed else _Among)(column, bindparam(name, type_=_Texts()))


class _Texts(TypeDecorator[Sequence[str]]):
    """Several texts: an array on PostgreSQL, and JSON on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else json.encode(texts).decode()


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: OperatorType | None = None) -> "_Among":
        """It is a condition already: else `= 1` would be put after it on SQLite, and no index be used."""
        return self


class _Probed(_Among):
    inherit_cache = True


@compiles(_Among)
def _on_sqlite(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, texts = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({texts}))"  # noqa: S608  what SQLAlchemy wrote


@compiles(_Probed)
def _probed_on_sqlite(element: _Probed, compiler: SQLCompiler, **how: Any) -> str:
    # SQLite does not look up by what has a plus before it.
    return f"+{_on_sqlite(element, compiler, **how)}"


@compiles(_Among, "postgresql")
@compiles(_Probed, "postgresql")
def _on_postgresql(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, texts = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY ({texts})"
