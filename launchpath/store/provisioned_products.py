"""Provisioned products: what was launched and still lives, and who may see it."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, union, update

from launchpath.domain.page import Page, Rows
from launchpath.domain.permission import Level
from launchpath.domain.principal import Caller
from launchpath.domain.provisioned_product import STABLE, ProvisionedProduct, Status
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.tables import provisioned_products as table
from launchpath.store.tables import records

_make = rows.maker(ProvisionedProduct, status=Status, notification_arns=tuple)
_all = rows.selecting(table, ProvisionedProduct)
_living = _all.where(table.c.terminated_at.is_(None))


#: What a search can be sorted by (SortBy); the default is the order of creation.
SORTS = {
    None: (table.c.seq,),
    "id": (table.c.id,),
    "name": (table.c.name, table.c.seq),
    "createdTime": (table.c.created_at, table.c.seq),
    "lastRecordId": (table.c.last_record_id, table.c.seq),
    "arn": (table.c.name, table.c.id),
}


def within(caller: Caller, level: Level) -> ColumnElement[bool]:
    """The provisioned products that belong to the caller's account, identity or session (semantics 5)."""
    if level is Level.ACCOUNT:
        return _with("account", caller.account, 0)
    if level is Level.ROLE or caller.session_arn == caller.arn:
        return _with("user_arn", caller.arn, caller.since)
    return _with("user_arn_session", caller.session_arn, caller.since)


@lru_cache(maxsize=1024)
def _with(column: str, value: str, since: int) -> ColumnElement[bool]:
    """Since then: not what a deleted identity of the same name has launched."""
    mine: ColumnElement[bool] = table.c[column] == value
    return mine & (table.c.created_at >= since) if since else mine


def get(tx: Transaction, provisioned_product_id: str) -> ProvisionedProduct:
    """A provisioned product that is known to exist, be it terminated: a record speaks of it."""
    return _make(tx.connection.execute(_all.where(table.c.id == provisioned_product_id)).one())


def find_living(tx: Transaction, provisioned_product_id: str) -> ProvisionedProduct | None:
    return rows.one(tx, _living.where(table.c.id == provisioned_product_id), _make)


def find_visible(
    tx: Transaction, visible: ColumnElement[bool], *, by_id: str | None = None, by_name: str | None = None
) -> ProvisionedProduct | None:
    """A living provisioned product that the caller may see."""
    this = table.c.id == by_id if by_id is not None else table.c.name == by_name
    return rows.one(tx, _living.where(visible, this), _make)


def is_within(tx: Transaction, provisioned_product_id: str, visible: ColumnElement[bool]) -> bool:
    """Whether a provisioned product, be it terminated, is one that the caller may see."""
    this = select(1).where(table.c.id == provisioned_product_id, visible)
    return tx.connection.execute(this).first() is not None


def name_is_taken(tx: Transaction, account: str, name: str) -> bool:
    taken = select(1).where(table.c.account == account, table.c.name == name, table.c.terminated_at.is_(None))
    return tx.connection.execute(taken).first() is not None


def list_living(
    tx: Transaction,
    wanted: Sequence[ColumnElement[bool]],
    page: Page,
    sort: str | None = None,
    *,
    descending: bool = False,
) -> Rows[ProvisionedProduct]:
    return rows.page_of(tx, rows.narrowed(_living, *wanted), SORTS[sort], page, _make, newest_first=descending)


def count_living(tx: Transaction, wanted: Sequence[ColumnElement[bool]]) -> int:
    counted = select(func.count()).select_from(table).where(table.c.terminated_at.is_(None), *wanted)
    return tx.connection.execute(counted).scalar_one()


def living_with_ids(
    tx: Transaction, ids: Sequence[str], visible: ColumnElement[bool]
) -> tuple[ProvisionedProduct, ...]:
    """Those of these provisioned products that live and that the caller may see."""
    return rows.many(tx, _living.where(table.c.id.in_(ids), visible), _make)


def uses(tx: Transaction, product_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many of each product are alive, and how many people launched them; nothing for a product without any."""
    people = func.count(func.distinct(table.c.user_arn))
    counted = select(table.c.product_id, func.count(), people).where(table.c.product_id.in_(product_ids))
    alive = counted.where(table.c.terminated_at.is_(None)).group_by(table.c.product_id)
    return {product_id: (running, people) for product_id, running, people in tx.connection.execute(alive)}


def changed_at(tx: Transaction, ids: Sequence[str]) -> dict[str, int]:
    """When the last record of each of these took its last step, in milliseconds since the epoch."""
    last = select(table.c.id, records.c.updated_at).join(records, records.c.id == table.c.last_record_id)
    return {one: updated for one, updated in tx.connection.execute(last.where(table.c.id.in_(ids)))}


def standing_ids(tx: Transaction) -> set[str]:
    """The living ones, and those that were terminated but left standing on purpose."""
    living = select(table.c.id).where(table.c.terminated_at.is_(None))
    retained = select(records.c.provisioned_product_id).where(records.c.retain)
    return set(tx.connection.execute(union(living, retained)).scalars())


def all_living(tx: Transaction) -> tuple[ProvisionedProduct, ...]:
    return rows.many(tx, _living.order_by(table.c.seq), _make)


def add(tx: Transaction, provisioned_product: ProvisionedProduct) -> None:
    tx.connection.execute(insert(table).values(asdict(provisioned_product)))


def begin_change(tx: Transaction, provisioned_product_id: str, changes: dict[str, Any]) -> bool:
    """Put a provisioned product under change, if it is living and no other change runs; whether that was so."""
    ready = table.c.status.in_(sorted(STABLE)) & table.c.terminated_at.is_(None)
    statement = update(table).where(table.c.id == provisioned_product_id, ready)
    return tx.connection.execute(statement.values(changes | {"status": Status.UNDER_CHANGE})).rowcount == 1


def save(tx: Transaction, provisioned_product_id: str, changes: dict[str, Any]) -> None:
    tx.connection.execute(update(table).where(table.c.id == provisioned_product_id).values(changes))
