"""Full-text search over products: the one place where the databases differ in how text is found.

SQLite has an FTS5 table beside the products, kept by `put` and `drop`. PostgreSQL indexes the products' own `words`
column. In both, words come normalised (domain/product.py), so neither database takes them apart or folds them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, literal_column, or_, text
from sqlalchemy.dialects.postgresql import TSQUERY

from launchpath.store.database import Transaction
from launchpath.store.prepared import Condition
from launchpath.store.tables import products

#: What the first migration makes, by dialect.
CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE products_words USING fts5(words, tokenize='unicode61 remove_diacritics 0')",
    "postgresql": "CREATE INDEX ix_products_words ON products "
    "USING gin (array_to_tsvector(array_remove(string_to_array(words, ' '), '')))",
}

#: The expression of that index, letter by letter: else it is not used.
_INDEXED: ColumnElement[Any] = literal_column(
    "array_to_tsvector(array_remove(string_to_array(products.words, ' '), ''))"
)


#: SQLite does not look up by what has a plus before it.
_UNINDEXED_SEQ: ColumnElement[int] = literal_column("+products.seq")


def put(tx: Transaction, seq: int, words: str) -> None:
    """Make the product with this `seq` findable by `words` and no others."""
    if tx.is_sqlite:
        drop(tx, seq)
        kept = text("INSERT INTO products_words (rowid, words) VALUES (:seq, :words)")
        tx.connection.execute(kept, {"seq": seq, "words": words})


def drop(tx: Transaction, seq: int) -> None:
    if tx.is_sqlite:
        tx.connection.execute(text("DELETE FROM products_words WHERE rowid = :seq"), {"seq": seq})


def rebuild(tx: Transaction) -> None:
    """Make every product findable by its own words: they were written past `put`."""
    if tx.is_sqlite:
        tx.connection.execute(text("DELETE FROM products_words"))
        extend(tx, 0)


def extend(tx: Transaction, seq: int) -> None:
    """Make the products after this `seq` findable by their own words: they were written past `put`."""
    if tx.is_sqlite:
        kept = "INSERT INTO products_words (rowid, words) SELECT seq, words FROM products WHERE seq > :seq"
        tx.connection.execute(text(kept), {"seq": seq})


def matches(tx: Transaction, searches: Sequence[Sequence[str]], *, in_order: bool = False) -> Condition:
    """Products that at least one search finds: they hold every word of it, or a word that begins so.

    The words are normalised, so quoting is safe. `in_order`: they will be sorted by an index of theirs. Then SQLite
    goes along that index and looks at each whether it was found, up to the end of the page; else it would sort all that
    were found, however many these are.
    """
    written = _for_sqlite if tx.is_sqlite else _for_postgresql
    queries = {f"query_{number}": written(words) for number, words in enumerate(searches)}
    return Condition(_found(tuple(queries), tx.is_sqlite, in_order), queries)


def _for_sqlite(words: Sequence[str]) -> str:
    return " ".join(f'"{word}"*' for word in words)


def _for_postgresql(words: Sequence[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)


@lru_cache(maxsize=64)
def _found(queries: tuple[str, ...], is_sqlite: bool, in_order: bool) -> ColumnElement[bool]:
    """What at least one of the parameters `queries` finds."""
    if not is_sqlite:
        return or_(*(_INDEXED.bool_op("@@")(cast(bindparam(query, type_=Text), TSQUERY)) for query in queries))
    seq = _UNINDEXED_SEQ if in_order else products.c.seq
    return or_(*(seq.in_(text(_MATCHING.format(query=query)).bindparams(bindparam(query))) for query in queries))


_MATCHING = "SELECT rowid FROM products_words WHERE products_words MATCH :{query}"
