"""Records: every accepted request, its parameters, its outputs, and the log of what happened to it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, text, update

from launchpath.domain.page import Page, Rows
from launchpath.domain.permission import Level
from launchpath.domain.principal import Caller
from launchpath.domain.record import FINAL, NEXT, Event, Output, Record, RecordError, RecordStatus, RecordType
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.rows import Filled
from launchpath.store.tables import provisioned_products, record_events, record_outputs, records

_all = rows.selecting(records, Record)


#: One record, with its provisioned product.
_of_a_product = _all.join(provisioned_products, provisioned_products.c.id == records.c.provisioned_product_id).where(
    records.c.id == bindparam("record_id")
)

#: The outputs of one record.
_outputs = rows.selecting(record_outputs, Output).where(record_outputs.c.record_id == bindparam("record_id"))

#: The condition of the index over these few, letter by letter: else it is not used.
UNFINISHED = "records.status NOT IN ('SUCCEEDED', 'FAILED')"
_OPEN = text(UNFINISHED)

#: What a SearchFilter can name (semantics 2.10).
SEARCH_KEYS = {"product": records.c.product_id, "provisionedproduct": records.c.provisioned_product_id}


_make = rows.maker(
    Record,
    type=RecordType,
    status=RecordStatus,
    errors=lambda errors: tuple(RecordError(**error) for error in errors),
    notification_arns=tuple,
)

_make_output = rows.maker(Output)


def within(caller: Caller, level: Level) -> ColumnElement[bool]:
    """The records that the caller's account, identity or session asked for (semantics 5)."""
    if level is Level.ACCOUNT:
        return _with("account", caller.account, 0)
    if level is Level.ROLE or caller.session_arn == caller.arn:
        return _with("user_arn", caller.arn, caller.since)
    return _with("user_arn_session", caller.session_arn, caller.since)


@lru_cache(maxsize=1024)
def _with(column: str, value: str, since: int) -> ColumnElement[bool]:
    """Since then: not what a deleted identity of the same name has launched."""
    mine: ColumnElement[bool] = records.c[column] == value
    return mine & (records.c.created_at >= since) if since else mine


def find(tx: Transaction, record_id: str) -> Record | None:
    return rows.one(tx, _all.where(records.c.id == record_id), _make)


def get(tx: Transaction, record_id: str) -> Record:
    """A record that is known to exist."""
    return _make(tx.connection.execute(_all.where(records.c.id == record_id)).one())


def find_visible(tx: Transaction, record_id: str, visible: ColumnElement[bool]) -> Record | None:
    """A record of a provisioned product that the caller may see, be it terminated (semantics 2.9)."""
    return rows.one(tx, Filled(rows.narrowed(_of_a_product, visible), {"record_id": record_id}), _make)


def list_newest(tx: Transaction, wanted: Sequence[ColumnElement[bool]], page: Page) -> Rows[Record]:
    return rows.page_of(tx, rows.narrowed(_all, *wanted), [records.c.seq], page, _make, newest_first=True)


def about(key: str, value: str) -> ColumnElement[bool]:
    """Records of one product or of one provisioned product; `key` is one of SEARCH_KEYS."""
    return SEARCH_KEYS[key] == value


def succeeded(tx: Transaction, provisioned_product_id: str) -> tuple[Record, ...]:
    """The provisions and updates of a product that succeeded, oldest first."""
    mine = records.c.provisioned_product_id == provisioned_product_id
    done = records.c.status == RecordStatus.SUCCEEDED
    return rows.many(tx, _all.where(mine, done).order_by(records.c.seq), _make)


def given_since(tx: Transaction, provisioned_product_id: str, record_id: str | None) -> tuple[Record, ...]:
    """The provisions and updates of a product from one of its records on, however they ended; None: all."""
    mine = (records.c.provisioned_product_id == provisioned_product_id) & records.c.template_hash.is_not(None)
    if record_id is not None:
        mine &= records.c.seq >= select(records.c.seq).where(records.c.id == record_id).scalar_subquery()
    return rows.many(tx, _all.where(mine).order_by(records.c.seq), _make)


def with_value(column: str, values: Sequence[str]) -> ColumnElement[bool]:
    return records.c[column].in_(values)


def called(text: str) -> ColumnElement[bool]:
    """Records of provisioned products whose name contains `text`."""
    return records.c.provisioned_product_name.icontains(text, autoescape=True)


def newest_of(tx: Transaction, provisioned_product_id: str, most: int) -> tuple[Record, ...]:
    """The newest records of one provisioned product, newest first."""
    mine = _all.where(records.c.provisioned_product_id == provisioned_product_id)
    return rows.many(tx, mine.order_by(records.c.seq.desc()).limit(most), _make)


def add(tx: Transaction, record: Record, parameters: Mapping[str, object]) -> None:
    """Keep a new record; its parameters are encrypted."""
    sealed = tx.vault.seal(json.dumps(parameters))
    tx.connection.execute(insert(records).values(asdict(record) | {"parameters": sealed}))


def parameters(tx: Transaction, record_id: str) -> dict[str, str | None]:
    """The parameters' values, secrets included: for the engine's eyes. None: the previous value is meant."""
    sealed = tx.connection.execute(select(records.c.parameters).where(records.c.id == record_id)).scalar_one()
    values: dict[str, str | None] = json.loads(tx.vault.open(sealed))
    return values


def has_ended(tx: Transaction, record_id: str) -> bool:
    """Whether a record is final, or unknown."""
    status = tx.connection.execute(select(records.c.status).where(records.c.id == record_id)).scalar_one_or_none()
    return status is None or RecordStatus(status) in FINAL


def move(tx: Transaction, record_id: str, to: RecordStatus, now: int, **changes: object) -> bool:
    """Move a record on, if its present status allows that; whether it did. So a late or repeated move is harmless."""
    before = [status for status, followers in NEXT.items() if to in followers]
    here = (records.c.id == record_id) & records.c.status.in_(before)
    values = {"status": to, "updated_at": now, **changes}
    return tx.connection.execute(update(records).where(here).values(values)).rowcount == 1


def keep_parameters(tx: Transaction, record_id: str, values: Mapping[str, str]) -> None:
    """Keep the parameters as they were resolved, previous values and all, encrypted."""
    sealed = tx.vault.seal(json.dumps(values))
    tx.connection.execute(update(records).where(records.c.id == record_id).values(parameters=sealed))


def unfinished(tx: Transaction) -> tuple[Record, ...]:
    """The records that have not ended, oldest first."""
    return rows.many(tx, _all.where(_OPEN).order_by(records.c.created_at, records.c.id), _make)


def count_unfinished(tx: Transaction) -> dict[RecordStatus, int]:
    """How many records have not ended, by their status."""
    counted = select(records.c.status, func.count()).where(_OPEN).group_by(records.c.status)
    return {RecordStatus(status): number for status, number in tx.connection.execute(counted)}


def oldest_waiting(tx: Transaction) -> int | None:
    """When the record was made that waits longest to be taken in hand; None: none waits."""
    waiting = select(func.min(records.c.created_at)).where(_OPEN, records.c.status == RecordStatus.CREATED)
    made_at: int | None = tx.connection.execute(waiting).scalar_one()
    return made_at


def keep_outputs(tx: Transaction, record_id: str, outputs: Iterable[Output]) -> None:
    tx.connection.execute(delete(record_outputs).where(record_outputs.c.record_id == record_id))
    for position, output in enumerate(outputs):
        values = asdict(output) | {"record_id": record_id, "position": position}
        tx.connection.execute(insert(record_outputs).values(values))


def outputs(tx: Transaction, record_id: str, page: Page, keys: Sequence[str] | None = None) -> Rows[Output]:
    statement = _outputs if keys is None else _outputs.where(record_outputs.c.key.in_(keys))
    asked = Filled(statement, {"record_id": record_id})
    return rows.page_of(tx, asked, [record_outputs.c.position], page, _make_output)


def output_keys(tx: Transaction, record_id: str) -> tuple[str, ...]:
    mine = select(record_outputs.c.key).where(record_outputs.c.record_id == record_id)
    return tuple(tx.connection.execute(mine).scalars())


def log(tx: Transaction, record_id: str, events: Iterable[Event]) -> None:
    """Append to the record's log what is not in it yet."""
    mine = record_events.c.record_id == record_id
    known = {(event.resource, event.status, event.reason) for event in log_of(tx, record_id)}
    position = tx.connection.execute(select(func.count()).select_from(record_events).where(mine)).scalar_one()
    for event in events:
        if (event.resource, event.status, event.reason) not in known:
            values = asdict(event) | {"record_id": record_id, "position": position}
            tx.connection.execute(insert(record_events).values(values))
            position += 1


def log_of(tx: Transaction, record_id: str, since: int = 0) -> tuple[Event, ...]:
    """Everything that happened to a record, oldest first; `since`: the position of the first event that is wanted."""
    wanted = (record_events.c.record_id == record_id) & (record_events.c.position >= since)
    statement = rows.selecting(record_events, Event).where(wanted)
    return rows.many(tx, statement.order_by(record_events.c.position), rows.maker(Event))
