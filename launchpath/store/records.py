"""Records: every accepted request, its parameters, its outputs, and the log of what happened to it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Integer, bindparam, delete, func, insert, select, text, update

from launchpath.domain.page import Page, Rows
from launchpath.domain.permission import Level
from launchpath.domain.principal import Caller
from launchpath.domain.record import FINAL, NEXT, Event, Output, Record, RecordError, RecordStatus, RecordType
from launchpath.store import owners, rows
from launchpath.store.database import Transaction
from launchpath.store.prepared import Condition, Filled, among, ask, narrowed
from launchpath.store.tables import provisioned_products, record_events, record_outputs, records

_this = records.c.id == bindparam("record_id")
_its_outputs = record_outputs.c.record_id == bindparam("record_id")
_of_product = records.c.provisioned_product_id == bindparam("provisioned_product_id")

_all = rows.selecting(records, Record)
_by_id = _all.where(_this)
_with_product = _all.join(provisioned_products, provisioned_products.c.id == records.c.provisioned_product_id)
_succeeded = _all.where(_of_product, records.c.status == RecordStatus.SUCCEEDED).order_by(records.c.seq)
_given = _all.where(_of_product, records.c.template_hash.is_not(None)).order_by(records.c.seq)
_given_since = _given.where(records.c.seq >= select(records.c.seq).where(_this).scalar_subquery())
_newest = _all.where(_of_product).order_by(records.c.seq.desc()).limit(bindparam("most", type_=Integer))

_status = select(records.c.status).where(_this)
_status_held = _status.with_for_update()
_parameters = select(records.c.parameters).where(_this)
_all_outputs = rows.selecting(record_outputs, Output)
_named = among(record_outputs.c.key, "keys")
_output_keys = select(record_outputs.c.key).where(_its_outputs)
_log = (
    rows.selecting(record_events, Event)
    .where(record_events.c.record_id == bindparam("record_id"), record_events.c.position >= bindparam("since"))
    .order_by(record_events.c.position)
)

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
_make_event = rows.maker(Event)


def within(caller: Caller, level: Level) -> Condition:
    """The records that the caller's account, identity or session asked for (semantics 5)."""
    return owners.within(records, caller, level)


def find(tx: Transaction, record_id: str) -> Record | None:
    return rows.one(tx, Filled(_by_id, {"record_id": record_id}), _make)


def get(tx: Transaction, record_id: str) -> Record:
    """A record that is known to exist."""
    [found] = rows.many(tx, Filled(_by_id, {"record_id": record_id}), _make)
    return found


def find_visible(tx: Transaction, record_id: str, visible: Condition) -> Record | None:
    """A record of a provisioned product that the caller may see, be it terminated (semantics 2.9)."""
    return rows.one(tx, narrowed(_with_product, [Condition(_this, {"record_id": record_id}), visible]), _make)


def list_newest(tx: Transaction, wanted: Sequence[Condition], page: Page) -> Rows[Record]:
    return rows.page_of(tx, narrowed(_all, wanted), [records.c.seq], page, _make, newest_first=True)


def about(key: str, value: str) -> Condition:
    """Records of one product or of one provisioned product; `key` is one of SEARCH_KEYS."""
    return Condition(_ABOUT[key], {key: value})


_ABOUT = {key: column == bindparam(key) for key, column in SEARCH_KEYS.items()}


def succeeded(tx: Transaction, provisioned_product_id: str) -> tuple[Record, ...]:
    """The provisions and updates of a product that succeeded, oldest first."""
    return rows.many(tx, Filled(_succeeded, {"provisioned_product_id": provisioned_product_id}), _make)


def given_since(tx: Transaction, provisioned_product_id: str, record_id: str | None) -> tuple[Record, ...]:
    """The provisions and updates of a product from one of its records on, however they ended; None: all."""
    mine: dict[str, object] = {"provisioned_product_id": provisioned_product_id}
    since = Filled(_given, mine) if record_id is None else Filled(_given_since, mine | {"record_id": record_id})
    return rows.many(tx, since, _make)


def with_value(column: str, values: Sequence[str]) -> Condition:
    """Records whose status or type is one of these."""
    return Condition(_WITH_VALUE[column], {column: values})


_WITH_VALUE = {column: among(records.c[column], column) for column in ("status", "type")}


def called(text: str) -> Condition:
    """Records of provisioned products whose name contains `text`."""
    return Condition(records.c.provisioned_product_name.icontains(text, autoescape=True), values=None)


def newest_of(tx: Transaction, provisioned_product_id: str, most: int) -> tuple[Record, ...]:
    """The newest records of one provisioned product, newest first."""
    return rows.many(tx, Filled(_newest, {"provisioned_product_id": provisioned_product_id, "most": most}), _make)


def add(tx: Transaction, record: Record, parameters: Mapping[str, object]) -> None:
    """Keep a new record; its parameters are encrypted."""
    sealed = tx.vault.seal(json.dumps(parameters))
    tx.connection.execute(insert(records).values(asdict(record) | {"parameters": sealed}))


def parameters(tx: Transaction, record_id: str) -> dict[str, str | None]:
    """The parameters' values, secrets included: for the engine's eyes. None: the previous value is meant."""
    [(sealed,)] = ask(tx, Filled(_parameters, {"record_id": record_id}))
    values: dict[str, str | None] = json.loads(tx.vault.open(sealed))
    return values


def has_ended(tx: Transaction, record_id: str) -> bool:
    """Whether a record is final, or unknown."""
    return _is_final(ask(tx, Filled(_status, {"record_id": record_id})))


def hold(tx: Transaction, record_id: str) -> bool:
    """Keep others from moving a record on until this transaction is over; False: it has ended, or is unknown."""
    return not _is_final(ask(tx, Filled(_status_held, {"record_id": record_id})))


def _is_final(found: Sequence[Sequence[str]]) -> bool:
    return not found or RecordStatus(found[0][0]) in FINAL


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
    named = [] if keys is None else [Condition(_named, {"keys": keys})]
    wanted = narrowed(_all_outputs, [Condition(_its_outputs, {"record_id": record_id}), *named])
    return rows.page_of(tx, wanted, [record_outputs.c.position], page, _make_output)


def output_keys(tx: Transaction, record_id: str) -> tuple[str, ...]:
    return tuple(key for (key,) in ask(tx, Filled(_output_keys, {"record_id": record_id})))


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
    return rows.many(tx, Filled(_log, {"record_id": record_id, "since": since}), _make_event)
