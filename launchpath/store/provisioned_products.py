"""Provisioned products: what was launched and still lives, and who may see it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, func, insert, select, union, update

from launchpath.domain.page import Page, Rows
from launchpath.domain.permission import Level
from launchpath.domain.principal import Caller
from launchpath.domain.provisioned_product import STABLE, ProvisionedProduct, Status
from launchpath.store import owners, rows
from launchpath.store.database import Transaction
from launchpath.store.prepared import Condition, Filled, among, ask, narrowed
from launchpath.store.tables import provisioned_products as table
from launchpath.store.tables import records

_make = rows.maker(ProvisionedProduct, status=Status, notification_arns=tuple)
_all = rows.selecting(table, ProvisionedProduct)
_is_living = table.c.terminated_at.is_(None)
_living = _all.where(_is_living)
_number = select(func.count()).select_from(table).where(_is_living)

_this = table.c.id == bindparam("provisioned_product_id")
_this_name = table.c.name == bindparam("name")
_these = among(table.c.id, "ids")

_ids = select(table.c.id)
_taken = _ids.where(table.c.account == bindparam("account"), _this_name, _is_living)
_uses = (
    select(table.c.product_id, func.count(), func.count(func.distinct(table.c.user_arn)))
    .where(among(table.c.product_id, "product_ids"), _is_living)
    .group_by(table.c.product_id)
)
_changed_at = (
    select(table.c.id, records.c.updated_at).join(records, records.c.id == table.c.last_record_id).where(_these)
)

#: What a search can be sorted by (SortBy); the default is the order of creation.
SORTS = {
    None: (table.c.seq,),
    "id": (table.c.id,),
    "name": (table.c.name, table.c.seq),
    "createdTime": (table.c.created_at, table.c.seq),
    "lastRecordId": (table.c.last_record_id, table.c.seq),
    "arn": (table.c.name, table.c.id),
}


def within(caller: Caller, level: Level) -> Condition:
    """The provisioned products that belong to the caller's account, identity or session (semantics 5)."""
    return owners.within(table, caller, level)


def get(tx: Transaction, provisioned_product_id: str) -> ProvisionedProduct:
    """A provisioned product that is known to exist, be it terminated: a record speaks of it."""
    [found] = rows.many(tx, narrowed(_all, [_with_id(provisioned_product_id)]), _make)
    return found


def find_living(tx: Transaction, provisioned_product_id: str) -> ProvisionedProduct | None:
    return rows.one(tx, _living.where(table.c.id == provisioned_product_id), _make)


def find_visible(
    tx: Transaction, visible: Condition, *, by_id: str | None = None, by_name: str | None = None
) -> ProvisionedProduct | None:
    """A living provisioned product that the caller may see."""
    this = _with_id(by_id) if by_id is not None else Condition(_this_name, {"name": by_name})
    return rows.one(tx, narrowed(_living, [visible, this]), _make)


def is_within(tx: Transaction, provisioned_product_id: str, visible: Condition) -> bool:
    """Whether a provisioned product, be it terminated, is one that the caller may see."""
    return bool(ask(tx, narrowed(_ids, [_with_id(provisioned_product_id), visible])))


def _with_id(provisioned_product_id: str) -> Condition:
    return Condition(_this, {"provisioned_product_id": provisioned_product_id})


def name_is_taken(tx: Transaction, account: str, name: str) -> bool:
    return bool(ask(tx, Filled(_taken, {"account": account, "name": name})))


def list_living(
    tx: Transaction,
    wanted: Sequence[Condition],
    page: Page,
    sort: str | None = None,
    *,
    descending: bool = False,
) -> Rows[ProvisionedProduct]:
    return rows.page_of(tx, narrowed(_living, wanted), SORTS[sort], page, _make, newest_first=descending)


def count_living(tx: Transaction, wanted: Sequence[Condition]) -> int:
    [(number,)] = ask(tx, narrowed(_number, wanted))
    return int(number)


def living_with_ids(tx: Transaction, ids: Sequence[str], visible: Condition) -> tuple[ProvisionedProduct, ...]:
    """Those of these provisioned products that live and that the caller may see."""
    return rows.many(tx, narrowed(_living, [Condition(_these, {"ids": ids}), visible]), _make)


def uses(tx: Transaction, product_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many of each product are alive, and how many people launched them; nothing for a product without any."""
    counted = ask(tx, Filled(_uses, {"product_ids": product_ids}))
    return {product_id: (running, people) for product_id, running, people in counted}


def changed_at(tx: Transaction, ids: Sequence[str]) -> dict[str, int]:
    """When the last record of each of these took its last step, in milliseconds since the epoch."""
    return {one: updated for one, updated in ask(tx, Filled(_changed_at, {"ids": ids}))}


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
