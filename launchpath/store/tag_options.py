"""TagOptions, and the portfolios and products that offer them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, union_all, update

from launchpath.domain.page import Page, Rows
from launchpath.domain.tag_option import TagOption
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.prepared import Filled
from launchpath.store.tables import portfolios, products, tag_option_resources, tag_options

_make = rows.maker(TagOption)
_all = rows.selecting(tag_options, TagOption)
_offered_by = (
    _all.join(tag_option_resources, tag_option_resources.c.tag_option_id == tag_options.c.id)
    .where(tag_option_resources.c.resource_id == bindparam("resource_id"))
    .order_by(tag_option_resources.c.seq)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A portfolio or a product that offers a TagOption."""

    id: str
    name: str
    description: str | None
    created_at: int


#: What ListResourcesForTagOption can be asked for (ResourceType), and which columns make a Resource of it.
RESOURCES = {
    "Portfolio": select(
        portfolios.c.id, portfolios.c.display_name.label("name"), portfolios.c.description, portfolios.c.created_at
    ),
    "Product": select(
        products.c.id,
        products.c.name,
        products.c.short_description.label("description"),
        products.c.created_at,
    ),
}


def find(tx: Transaction, account: str, tag_option_id: str) -> TagOption | None:
    return rows.one(tx, _all.where(tag_options.c.id == tag_option_id, tag_options.c.account == account), _make)


def exists(tx: Transaction, account: str, key: str, value: str) -> bool:
    same = (tag_options.c.account == account) & (tag_options.c.key == key) & (tag_options.c.value == value)
    return tx.connection.execute(select(1).where(same)).first() is not None


def list_all(tx: Transaction, account: str, wanted: dict[str, Any], page: Page) -> Rows[TagOption]:
    """Those whose columns have the wanted values."""
    conditions: list[ColumnElement[bool]] = [tag_options.c[name] == value for name, value in wanted.items()]
    statement = _all.where(tag_options.c.account == account, *conditions)
    return rows.page_of(tx, statement, [tag_options.c.seq], page, _make)


def offered_by(tx: Transaction, resource_id: str) -> tuple[TagOption, ...]:
    """What a portfolio or a product offers, in the order in which it was given them."""
    return rows.many(tx, Filled(_offered_by, {"resource_id": resource_id}), _make)


def resources(tx: Transaction, tag_option_id: str, kinds: Sequence[str], page: Page) -> Rows[Resource]:
    """The portfolios and products that offer a TagOption, in the order in which they were given it."""
    either = union_all(*(RESOURCES[kind] for kind in kinds)).subquery()
    joined = select(either).join(tag_option_resources, tag_option_resources.c.resource_id == either.c.id)
    statement = joined.where(tag_option_resources.c.tag_option_id == tag_option_id)
    return rows.page_of(tx, statement, [tag_option_resources.c.seq], page, rows.maker(Resource))


def is_offered(tx: Transaction, tag_option_id: str) -> bool:
    somewhere = tag_option_resources.c.tag_option_id == tag_option_id
    return tx.connection.execute(select(1).where(somewhere).limit(1)).first() is not None


def add(tx: Transaction, option: TagOption) -> None:
    tx.connection.execute(insert(tag_options).values(asdict(option)))


def save(tx: Transaction, tag_option_id: str, changes: dict[str, Any]) -> None:
    tx.connection.execute(update(tag_options).where(tag_options.c.id == tag_option_id).values(changes))


def remove(tx: Transaction, tag_option_id: str) -> None:
    tx.connection.execute(delete(tag_options).where(tag_options.c.id == tag_option_id))


def associate(tx: Transaction, tag_option_id: str, resource_id: str) -> None:
    values = {"tag_option_id": tag_option_id, "resource_id": resource_id}
    tx.connection.execute(insert(tag_option_resources).values(values))


def disassociate(tx: Transaction, resource_ids: Sequence[str], tag_option_id: str | None = None) -> bool:
    """Let resources offer a TagOption, or any, no longer; whether one of them did."""
    statement = delete(tag_option_resources).where(tag_option_resources.c.resource_id.in_(resource_ids))
    if tag_option_id is not None:
        statement = statement.where(tag_option_resources.c.tag_option_id == tag_option_id)
    return tx.connection.execute(statement).rowcount > 0
