"""Statements that are put together once: as many values as there are, and what SQLAlchemy would have answered."""

import pytest
from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.exc import DBAPIError

from launchpath.domain.product import Product
from launchpath.store import products, tables
from launchpath.store.database import Transaction
from launchpath.store.prepared import Condition, Filled, ask, narrowed

ACCOUNT = "123456789012"


@pytest.fixture
def three(tx: Transaction) -> Transaction:
    for number, name in enumerate(("a", "b'\"[]{},", "ü")):
        found = {"id": f"prod-{number}", "view_id": f"prodview-{number}", "account": ACCOUNT, "name": name}
        products.add(tx, Product(**found, owner="Team", type="CLOUD_FORMATION_TEMPLATE", created_at=number))
    return tx


@pytest.mark.parametrize("wanted", [[], ["a"], ["ü", "b'\"[]{},"], ["x", "a", "a"], ["a"] * 2_000])
def test_a_list_may_be_of_any_length_and_of_any_texts(three: Transaction, wanted: list[str]) -> None:
    found = products.find_where(three, products.with_value("name", wanted))
    assert [one.name for one in found] == [name for name in ("a", "b'\"[]{},", "ü") if name in wanted]


def test_two_conditions_are_not_taken_that_would_mean_each_others_values() -> None:
    """What a portfolio holds would be asked of another one."""
    twice = [products.in_portfolios(["port-1"]), products.in_portfolios(["port-2"])]
    with pytest.raises(ValueError, match="same name"):
        narrowed(select(tables.products), twice)


def test_a_clause_for_this_once_narrows_what_others_narrow(three: Transaction) -> None:
    once = Condition(tables.products.c.name == "a", values=None)
    for wanted, names in (([once], ["a"]), ([once, products.with_value("id", ["prod-1"])], [])):
        assert [name for (name,) in ask(three, narrowed(select(tables.products.c.name), wanted))] == names


def test_a_column_is_read_as_what_it_holds(three: Transaction) -> None:
    audit = tables.audit
    values = {"at": 1, "account": ACCOUNT, "caller": "ann", "operation": "a", "outcome": "OK", "request_id": "1"}
    three.connection.execute(audit.insert().values(values | {"subjects": {"id": "ü"}}))
    asked = select(audit.c.subjects, audit.c.at).where(audit.c.caller == bindparam("caller"))
    assert [tuple(row) for row in ask(three, Filled(asked, {"caller": "ann"}))] == [({"id": "ü"}, 1)]


def test_what_the_driver_refuses_is_refused_as_through_sqlalchemy(three: Transaction) -> None:
    with pytest.raises(DBAPIError, match="nothing"):
        ask(three, Filled(select(literal_column("nothing"))))
