"""One page after another, by key, in every order: nothing twice, nothing left out."""

from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from launchpath.domain.page import page
from launchpath.domain.product import Product
from launchpath.store import products, provisioned_products, rows, tables
from launchpath.store.database import Database, Transaction

ACCOUNT = "123456789012"


#: The letters that both databases can hold: PostgreSQL has no NUL.
STORABLE = st.characters(codec="utf-8", exclude_characters="\0")


def add(tx: Transaction, number: int, name: str, created_at: int = 0, versions: int = 0) -> None:
    products.add(
        tx,
        Product(
            id=f"prod-{number}",
            view_id=f"prodview-{number}",
            account=ACCOUNT,
            name=name,
            owner="Team",
            type="CLOUD_FORMATION_TEMPLATE",
            created_at=created_at,
        ),
    )
    same = tables.products.c.id == f"prod-{number}"
    tx.connection.execute(tables.products.update().where(same).values(version_count=versions))


def walk(tx: Transaction, size: int, sort: str | None = None, *, descending: bool = False) -> list[list[str]]:
    """The ids of each page, by tokens, as a client would go."""
    found: list[list[str]] = []
    token: str | None = None
    while True:
        wanted = page(size, token, "test")
        here = products.search(tx, [], wanted, sort, descending=descending)
        found.append([product.id for product in here.items])
        if here.last is None:
            return found
        token = wanted.token(here.last)


@pytest.fixture
def five(tx: Transaction) -> Transaction:
    """Five products, some with equal keys."""
    for number, (name, created_at, versions) in enumerate(
        [("b", 20, 1), ("a", 10, 1), ("Ä", 10, 3), ("a", 30, 1), ("c", 10, 2)]
    ):
        add(tx, number, name, created_at, versions)
    return tx


@pytest.mark.parametrize(
    ("sort", "order"),
    [(None, "01234"), ("Title", "12304"), ("CreationDate", "12403"), ("VersionCount", "01342")],
)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 20])
def test_every_order_has_its_reverse_and_equal_keys_their_age(
    five: Transaction, sort: str | None, order: str, size: int
) -> None:
    ids = [f"prod-{number}" for number in order]
    assert list(chain(*walk(five, size, sort))) == ids
    assert list(chain(*walk(five, size, sort, descending=True))) == ids[::-1]


@pytest.mark.parametrize(("size", "lengths"), [(1, [1] * 5), (2, [2, 2, 1]), (4, [4, 1]), (5, [5]), (6, [5])])
def test_pages_are_full_and_the_last_one_has_no_token(five: Transaction, size: int, lengths: list[int]) -> None:
    assert [len(one) for one in walk(five, size)] == lengths


def test_a_list_of_nothing_is_one_empty_page(tx: Transaction) -> None:
    assert walk(tx, 20) == [[]]


def test_what_is_added_or_removed_meanwhile_moves_nothing_else(five: Transaction) -> None:
    first = page(2, None, "test")
    seen = products.search(five, [], first, "Title")
    five.connection.execute(delete(tables.products).where(tables.products.c.id == seen.items[-1].id))
    add(five, 9, "0")
    assert seen.last is not None
    rest = products.search(five, [], page(20, first.token(seen.last), "test"), "Title")
    assert [product.id for product in rest.items] == ["prod-3", "prod-0", "prod-4"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    made=st.lists(st.tuples(st.text(STORABLE, max_size=3), st.integers(0, 3)), max_size=12),
    size=st.integers(1, 5),
    sort=st.sampled_from([None, "Title", "CreationDate", "VersionCount"]),
    descending=st.booleans(),
)
def test_pages_together_are_the_list(
    database: Database, made: list[tuple[str, int]], size: int, sort: str | None, descending: bool
) -> None:
    with database.write() as tx:
        tx.connection.execute(delete(tables.products))
        for number, (name, key) in enumerate(made):
            add(tx, number, name, created_at=key, versions=key)
        whole = walk(tx, 100, sort, descending=descending)[0]
        assert list(chain(*walk(tx, size, sort, descending=descending))) == whole
        assert len(set(whole)) == len(made)


@pytest.mark.parametrize("sort", provisioned_products.SORTS)
def test_every_order_of_provisioned_products_ends_in_what_is_unique(tx: Transaction, sort: str | None) -> None:
    *_, last = provisioned_products.SORTS[sort]
    unique: Any = {tables.provisioned_products.c.seq, tables.provisioned_products.c.id}
    assert last in unique


def test_a_row_becomes_what_its_fields_say(five: Transaction) -> None:
    statement = rows.selecting(tables.products, Product).where(tables.products.c.id == "prod-2")
    found = rows.one(five, statement, rows.maker(Product))
    assert found is not None
    assert (found.id, found.name, found.created_at) == ("prod-2", "Ä", 10)
    assert rows.one(five, select(tables.products).where(tables.products.c.id == "x"), rows.maker(Product)) is None
