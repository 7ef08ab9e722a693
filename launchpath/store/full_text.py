"""Full-text search over products: the one place where the databases differ in how text is found.

SQLite has an FTS5 table beside the products, kept by `put` and `drop`. PostgreSQL indexes the products' own `words`
column. In both, words come normalised (domain/product.py), so neither database takes them apart or folds them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, cast, literal_column, text
from sqlalchemy.dialects.postgresql import TSQUERY

from launchpath.store.database import Transaction
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


def matches(tx: Transaction, words: Sequence[str], *, in_order: bool = False) -> ColumnElement[bool]:
    """Products that hold every word, or a word that begins so. `words` are normalised, so quoting is safe.

    `in_order`: they will be sorted by an index of theirs. Then SQLite goes along that index and looks at each whether
    it was found, up to the end of the page; else it would sort all that were found, however many these are.
    """
    if tx.is_sqlite:
        asked = _asked(" ".join(f'"{word}"*' for word in words))
        found = text("SELECT rowid FROM products_words WHERE products_words MATCH :query").bindparams(asked)
        return (_UNINDEXED_SEQ if in_order else products.c.seq).in_(found)
    wanted = _asked(" & ".join(f"'{word}':*" for word in words))
    return _INDEXED.bool_op("@@")(cast(wanted, TSQUERY))


def _asked(query: str) -> BindParameter[Any]:
    """Several of them may stand in one statement: each needs a parameter of its own."""
    return bindparam("query", query, unique=True)
