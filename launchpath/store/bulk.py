"""Many things at once: COPY on PostgreSQL, one prepared statement on SQLite. What `add` does for one, without looking.

For what is known to be new and right, such as a synthetic catalog: nothing is checked but by the database itself.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from enum import Enum
from itertools import chain
from operator import attrgetter
from typing import Any

from msgspec import json
from sqlalchemy import Table, func, select, update

from launchpath.domain.constraint import Constraint
from launchpath.domain.portfolio import Portfolio
from launchpath.domain.principal import Association
from launchpath.domain.product import Product
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.record import Event, Output, Record
from launchpath.store import full_text, tables
from launchpath.store.database import Database, Transaction

#: What both drivers take as it is.
_PLAIN = frozenset({str, int, bool, bytes, type(None)})


@contextmanager
def writing(database: Database) -> Iterator[Transaction]:
    """A transaction for very much. On SQLite nobody else may have the database open."""
    if database.is_sqlite:
        # Room for the keys that grow: else each new row would have to be looked for on the disk.
        with closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA cache_size=-1000000")
    with _without_collecting(), database.write() as tx, _indexing_at_the_end(tx):
        yield tx
    database.engine.dispose()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Nothing that is made here refers to itself, and to look for what does takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _indexing_at_the_end(tx: Transaction) -> Iterator[None]:
    """An index is made of all rows in less time than it takes to keep it in order at each. On PostgreSQL others read
    meanwhile, who need theirs."""
    indexes = [index for table in _FILLED for index in sorted(table.indexes, key=str)] if tx.is_sqlite else []
    for index in indexes:
        index.drop(tx.connection)
    yield
    for index in indexes:
        index.create(tx.connection)


#: The tables of which there are very many rows.
_FILLED = (
    tables.products,
    tables.provisioning_artifacts,
    tables.portfolio_products,
    tables.constraints,
    tables.provisioned_products,
    tables.records,
)


def date_back(tx: Transaction, arn: str, created_at: int) -> None:
    """Let an identity have been there since `created_at`."""
    this = tables.identities.c.arn == arn
    tx.connection.execute(update(tables.identities).where(this).values(created_at=created_at))


def add_portfolios(tx: Transaction, portfolios: Iterable[Portfolio]) -> None:
    _add(tx, tables.portfolios, Portfolio, portfolios)


def add_access(tx: Transaction, associations: Iterable[Association]) -> None:
    _add(tx, tables.portfolio_principals, Association, associations)


def add_products(tx: Transaction, products: Iterable[tuple[Product, int]]) -> None:
    """Products, each with the number of its active versions; full-text search finds them."""
    before = tx.connection.execute(select(func.max(tables.products.c.seq))).scalar_one() or 0
    names = _names(Product)
    get = attrgetter(*names)
    rows = ((*get(one), one.title, one.words, versions) for one, versions in products)
    _write(tx, tables.products, (*names, "title", "words", "version_count"), rows)
    full_text.extend(tx, before)


def add_versions(tx: Transaction, versions: Iterable[ProvisioningArtifact]) -> None:
    _add(tx, tables.provisioning_artifacts, ProvisioningArtifact, versions)


def put_products(tx: Transaction, held: Iterable[tuple[str, str]]) -> None:
    """Put products into portfolios: the ids of portfolio and product."""
    _write(tx, tables.portfolio_products, ("portfolio_id", "product_id"), held)


def add_constraints(tx: Transaction, constraints: Iterable[Constraint]) -> None:
    _add(tx, tables.constraints, Constraint, constraints)


def add_tags(tx: Transaction, tags: Iterable[tuple[str, str, str]]) -> None:
    """The id of a portfolio or product, a tag's key, and its value."""
    _write(tx, tables.tags, ("resource_id", "key", "value"), tags)


def add_provisioned_products(tx: Transaction, provisioned_products: Iterable[ProvisionedProduct]) -> None:
    _add(tx, tables.provisioned_products, ProvisionedProduct, provisioned_products)


def add_records(tx: Transaction, records: Iterable[tuple[Record, bytes]]) -> None:
    """Records, each with its parameters, which the vault has sealed."""
    names = _names(Record)
    get = attrgetter(*names)
    rows = ((*map(_told, get(one)), sealed) for one, sealed in records)
    _write(tx, tables.records, (*names, "parameters"), rows)


def add_outputs(tx: Transaction, outputs: Iterable[tuple[str, Sequence[Output]]]) -> None:
    """The id of a record, and all its outputs."""
    _add_of_records(tx, tables.record_outputs, Output, outputs)


def add_events(tx: Transaction, events: Iterable[tuple[str, Sequence[Event]]]) -> None:
    """The id of a record, and everything that happened to it, oldest first."""
    _add_of_records(tx, tables.record_events, Event, events)


def _add_of_records(tx: Transaction, table: Table, thing: type, lists: Iterable[tuple[str, Sequence[Any]]]) -> None:
    names = _names(thing)
    get = attrgetter(*names)
    rows = chain.from_iterable(
        [(record_id, position, *get(one)) for position, one in enumerate(things)] for record_id, things in lists
    )
    _write(tx, table, ("record_id", "position", *names), rows)


def _add(tx: Transaction, table: Table, thing: type, things: Iterable[Any]) -> None:
    names = _names(thing)
    get = attrgetter(*names)
    _write(tx, table, names, (tuple(map(_told, get(one))) for one in things))


def _names(thing: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(thing))


def _told(value: Any) -> Any:
    """A value as the drivers want it."""
    if type(value) in _PLAIN:
        return value
    return value.value if isinstance(value, Enum) else json.encode(value).decode()


def _write(tx: Transaction, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    driver: Any = tx.connection.connection.driver_connection
    if tx.is_sqlite:
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608  names of our own
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
