"""Products: as administrators keep them, and as end users find them through the portfolios open to them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, insert, select, true, update

from launchpath.domain.launch_path import LaunchPath
from launchpath.domain.page import Page, Rows
from launchpath.domain.portfolio import path_id
from launchpath.domain.product import Product
from launchpath.store import full_text, rows
from launchpath.store.database import Transaction
from launchpath.store.prepared import Condition, Filled, among, ask, narrowed, narrowed_once
from launchpath.store.tables import portfolio_products, portfolios, products, provisioning_artifacts, tags

_make = rows.maker(Product)
_all = rows.selecting(products, Product)
_oldest_first = _all.order_by(products.c.seq)

#: What a list of products can be sorted by (SortBy); the default is the order of creation.
SORTS: Mapping[str | None, Sequence[ColumnElement[Any]]] = {
    None: (products.c.seq,),
    "Title": (products.c.title, products.c.seq),
    "VersionCount": (products.c.version_count, products.c.seq),
    "CreationDate": (products.c.created_at, products.c.seq),
}

#: The facets of a search, and the columns that they count (semantics 2.3).
FACETS: Mapping[str, ColumnElement[str]] = {
    "Owner": products.c.owner,
    "ProductType": products.c.type,
    "Vendor": products.c.distributor,
}

#: So many products are counted for the facets of a search: the counts are exact up to here, and approximate beyond.
MOST_COUNTED = 10_000


_in_account = products.c.account == bindparam("account")
_by_id = _all.where(products.c.id == bindparam("product_id"), _in_account)
_by_view_id = _all.where(products.c.view_id == bindparam("view_id"), _in_account)

_paths = (
    select(portfolios.c.id, portfolios.c.display_name)
    .join(portfolio_products, portfolio_products.c.portfolio_id == portfolios.c.id)
    .where(
        portfolio_products.c.product_id == bindparam("product_id"),
        among(portfolios.c.id, "portfolio_ids", probed=True),
    )
    .order_by(portfolios.c.seq)
)

_holders = select(portfolio_products.c.product_id, portfolio_products.c.portfolio_id).where(
    among(portfolio_products.c.product_id, "product_ids")
)

_names = select(products.c.id, products.c.name).where(among(products.c.id, "product_ids"))


def find(tx: Transaction, account: str, product_id: str) -> Product | None:
    return rows.one(tx, Filled(_by_id, {"product_id": product_id, "account": account}), _make)


def find_view(tx: Transaction, account: str, view_id: str) -> Product | None:
    return rows.one(tx, Filled(_by_view_id, {"view_id": view_id, "account": account}), _make)


def find_where(tx: Transaction, *wanted: Condition) -> tuple[Product, ...]:
    """All products that meet every condition, oldest first: for conditions that few products meet."""
    return rows.many(tx, narrowed(_oldest_first, wanted), _make)


def paths(tx: Transaction, product_id: str, portfolio_ids: Sequence[str]) -> tuple[LaunchPath, ...]:
    """The launch paths to a product through these portfolios, oldest portfolio first."""
    found = ask(tx, Filled(_paths, {"product_id": product_id, "portfolio_ids": portfolio_ids}))
    return tuple(LaunchPath(path_id(portfolio), portfolio, name) for portfolio, name in found)


def search(
    tx: Transaction,
    wanted: Sequence[Condition],
    page: Page,
    sort: str | None = None,
    *,
    descending: bool = False,
) -> Rows[Product]:
    """One page of the products that meet every condition of `wanted`."""
    return rows.page_of(tx, narrowed(_all, wanted), SORTS[sort], page, _make, newest_first=descending)


def count_facets(tx: Transaction, wanted: Sequence[Condition]) -> dict[str, list[tuple[str, int]]]:
    """For each facet, its values among the products that meet `wanted`, most frequent first.

    All products count, up to MOST_COUNTED; of more, the oldest: what a count takes does not grow with the catalog.
    """
    found = narrowed_once(select(*FACETS.values()), wanted).limit(MOST_COUNTED).subquery()
    counts = tx.connection.execute(select(*found.c, func.count()).group_by(*found.c)).all()
    return {name: _added_up((row[place], row[-1]) for row in counts) for place, name in enumerate(FACETS)}


def _added_up(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    sums = Counter[str]()
    for value, count in counts:
        sums[value] += count
    return sorted(((value, count) for value, count in sums.items() if value), key=lambda one: (-one[1], one[0]))


def count_facet(tx: Transaction, name: str, wanted: Sequence[Condition]) -> list[tuple[str, int]]:
    """The values of one facet among all products that meet `wanted`, most frequent first."""
    column, number = FACETS[name], func.count().label("number")
    counted = narrowed_once(select(column, number).where(column != ""), wanted).group_by(column)
    found = tx.connection.execute(counted.order_by(number.desc(), column)).all()
    return [(value, count) for value, count in found]


def count_by_portfolio(
    tx: Transaction, portfolio_ids: Sequence[str], wanted: Sequence[Condition]
) -> list[tuple[str, str, int]]:
    """Each of these portfolios that holds products which meet `wanted`: its id, its name, and how many."""
    number = func.count().label("number")
    held = select(portfolios.c.id, portfolios.c.display_name, number).join(
        portfolio_products, portfolio_products.c.portfolio_id == portfolios.c.id
    )
    if wanted:
        # Found once, and then looked up: a join would let SQLite look for the words at every row.
        held = held.where(portfolio_products.c.product_id.in_(narrowed_once(select(products.c.id), wanted)))
    counted = held.where(portfolios.c.id.in_(portfolio_ids)).group_by(portfolios.c.id, portfolios.c.display_name)
    found = tx.connection.execute(counted.order_by(number.desc(), portfolios.c.display_name)).all()
    return [(portfolio_id, name, count) for portfolio_id, name, count in found]


def count_together(tx: Transaction, wanted: Sequence[Condition]) -> list[tuple[tuple[str, ...], int]]:
    """How many products meet `wanted`, by their values of all FACETS together: one pass instead of several."""
    counted = narrowed_once(select(*FACETS.values(), func.count()), wanted).group_by(*FACETS.values())
    return [(tuple(values), count) for *values, count in tx.connection.execute(counted)]


#: Hidden from SQLite, which would take the account's index, find nearly all there are, and sort them.
_in_account_sorted = products.c.account.concat("") == bindparam("account")


def in_account(account: str, sort: str | None = None) -> Condition:
    """Products of an account. `sort`: how they will be sorted, one of SORTS."""
    return Condition(_in_account if sort is None else _in_account_sorted, {"account": account})


def in_portfolios(portfolio_ids: Sequence[str]) -> Condition:
    """Products that at least one of these portfolios holds."""
    return Condition(_held, {"portfolio_ids": portfolio_ids})


_held = exists().where(
    portfolio_products.c.product_id == products.c.id,
    among(portfolio_products.c.portfolio_id, "portfolio_ids", probed=True),
)


def about_any(tx: Transaction, searches: Sequence[Sequence[str]], sort: str | None = None) -> Condition:
    """Products that at least one search finds: their texts hold all its words, or words that begin so.

    `sort`: how they will be sorted, one of SORTS.
    """
    if not all(searches):
        return Condition(true())
    return full_text.matches(tx, searches, in_order=sort is not None)


def with_value(column: str, values: Sequence[str]) -> Condition:
    return Condition(_WITH_VALUE[column], {column: values})


_WITH_VALUE = {column: among(products.c[column], column) for column in ("id", "name", "owner", "type", "distributor")}


def add(tx: Transaction, product: Product) -> None:
    values = asdict(product) | {"title": product.title, "words": product.words}
    seq = tx.connection.execute(insert(products).values(values).returning(products.c.seq)).scalar_one()
    full_text.put(tx, seq, product.words)


def save(tx: Transaction, product: Product) -> None:
    values = asdict(product) | {"title": product.title, "words": product.words}
    statement = update(products).where(products.c.id == product.id).values(values).returning(products.c.seq)
    full_text.put(tx, tx.connection.execute(statement).scalar_one(), product.words)


def remove(tx: Transaction, product_id: str) -> None:
    tx.connection.execute(delete(tags).where(tags.c.resource_id == product_id))
    seq = tx.connection.execute(
        delete(products).where(products.c.id == product_id).returning(products.c.seq)
    ).scalar_one()
    full_text.drop(tx, seq)


def path_counts(tx: Transaction, product_ids: Sequence[str], portfolio_ids: Sequence[str]) -> dict[str, int]:
    """How many of these portfolios hold each of these products."""
    # A product is in few portfolios: these are read, and looked at here.
    holders, known = ask(tx, Filled(_holders, {"product_ids": product_ids})), set(portfolio_ids)
    return Counter(product_id for product_id, portfolio_id in holders if portfolio_id in known)


def names(tx: Transaction, product_ids: Sequence[str]) -> dict[str, str]:
    """The names of these products, as far as they still exist."""
    found = ask(tx, Filled(_names, {"product_ids": product_ids}))
    return {product_id: name for product_id, name in found}


def in_any_portfolio(tx: Transaction, product_id: str) -> bool:
    held = select(1).where(portfolio_products.c.product_id == product_id).limit(1)
    return tx.connection.execute(held).first() is not None


def count_versions(tx: Transaction, product_id: str) -> None:
    """Bring the count that `SortBy: VersionCount` reads up to date: the active versions."""
    mine = (provisioning_artifacts.c.product_id == product_id) & provisioning_artifacts.c.active
    number = select(func.count()).select_from(provisioning_artifacts).where(mine).scalar_subquery()
    tx.connection.execute(update(products).where(products.c.id == product_id).values(version_count=number))
