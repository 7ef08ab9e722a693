"""Full-text search over products: FTS5 on SQLite (the one place where the databases differ in how text is found)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, text

from launchpath.store.database import Transaction
from launchpath.store.tables import products

#: Made by the first migration. The words come normalised (domain/product.py), so the tokenizer need not know accents.
CREATE = "CREATE VIRTUAL TABLE products_words USING fts5(words, tokenize='unicode61 remove_diacritics 0')"


def put(tx: Transaction, seq: int, words: str) -> None:
    """Make the product with this `seq` findable by `words` and no others."""
    drop(tx, seq)
    tx.connection.execute(
        text("INSERT INTO products_words (rowid, words) VALUES (:seq, :words)"), {"seq": seq, "words": words}
    )


def drop(tx: Transaction, seq: int) -> None:
    tx.connection.execute(text("DELETE FROM products_words WHERE rowid = :seq"), {"seq": seq})


def matches(tx: Transaction, words: Sequence[str]) -> ColumnElement[bool]:
    """Products that hold every word, or a word that begins so. `words` are normalised, so quoting is safe."""
    query = " ".join(f'"{word}"*' for word in words)
    # Several of them may stand in one statement: each needs a parameter of its own.
    asked = bindparam("query", query, unique=True)
    found = text("SELECT rowid FROM products_words WHERE products_words MATCH :query").bindparams(asked)
    return products.c.seq.in_(found)
