"""How one record is carried out: begun, started at the engine, watched, ended.

Every step may run again after a crash: records move on only from the status that allows it, and engines take a
repeated order for the same one. No transaction is open while an engine is asked.
"""

import logging
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from launchpath import metrics
from launchpath.call import now
from launchpath.domain import parameter, provisioned_product, stack_set
from launchpath.domain.parameter import ParameterError
from launchpath.domain.record import FINAL, Event, Output, Record, RecordError, RecordStatus, RecordType
from launchpath.domain.secret import mask
from launchpath.engines.base import Engine, EngineUnavailable, Progress, State
from launchpath.engines.offers import Cancels
from launchpath.store import engine_documents, provisioned_products, records
from launchpath.store.database import Database, Transaction
from launchpath.work.engine_calls import engine_call
from launchpath.work.order import order_of, resolve, secrets_of

log = logging.getLogger("launchpath.work")

#: What the ids are made from of requests that we refuse in CloudFormation's place: whoever takes a record in hand, its
#: is the same.
_REFUSALS = uuid.UUID("6f1b4a52-9d0e-4a57-8f0f-4d1a3c0f5b11")

#: RecordErrors codes are numeric text (semantics 2.9): the request was refused, or the engine failed.
REFUSED = "400"
FAILED = "500"


@dataclass(frozen=True, slots=True)
class Workbench:
    """What is needed to carry records out."""

    database: Database
    #: By what they make (ProvisionedProductType).
    engines: Mapping[str, Engine]
    region: str
    #: An operation that runs longer than this ends as FAILED, in milliseconds.
    patience: int


class Next(StrEnum):
    """What is to be done with a record after a step."""

    BEGIN = "BEGIN"
    WATCH = "WATCH"
    NOTHING = "NOTHING"


def begin(bench: Workbench, record_id: str) -> Next:
    """Take a record in hand and start it at its engine."""
    with bench.database.write() as tx:
        if not _take_in_hand(tx, record_id):
            return Next.NOTHING
        record = records.get(tx, record_id)
        order = order_of(tx, record, bench.region)
    try:
        with engine_call("start", record.provisioned_product_type):
            _engine(bench, record).start(order)
    except EngineUnavailable as fault:
        return _unavailable(bench, record, fault, Next.BEGIN)
    return Next.WATCH


def watch(bench: Workbench, record_id: str) -> Next:
    """Look how far a record is and write it down."""
    with bench.database.read() as tx:
        record = _unfinished(tx, record_id)
        if record is None:
            return Next.NOTHING
        order = order_of(tx, record, bench.region)
    try:
        with engine_call("poll", record.provisioned_product_type):
            progress = _engine(bench, record).poll(order)
    except EngineUnavailable as fault:
        return _unavailable(bench, record, fault, Next.WATCH)
    with bench.database.write() as tx:
        _write_down(tx, record, progress)
    if progress.state in (State.RUNNING, State.ROLLING_BACK):
        return _wait_or_give_up(bench, record, f"it was {progress.state} to the last", Next.WATCH)
    return Next.NOTHING


def give_up(bench: Workbench, record_id: str, reason: str) -> None:
    """End a record as FAILED that can't be carried out."""
    with bench.database.write() as tx:
        record = _unfinished(tx, record_id)
        if record is not None:
            _end_badly(tx, record, Progress(state=State.FAILED, reason=reason), FAILED)


def break_off(bench: Workbench, record_id: str) -> Next:
    """End a record that a defect of ours keeps from being carried out."""
    give_up(bench, record_id, "An internal error ended this operation. The server's log has the details.")
    return Next.NOTHING


def _engine(bench: Workbench, record: Record) -> Engine:
    engine = bench.engines.get(record.provisioned_product_type)
    if engine is None:
        # It was there when the record was accepted, and may be back at the next start.
        raise EngineUnavailable(f"No engine that makes {record.provisioned_product_type} is configured.")
    return engine


def _unfinished(tx: Transaction, record_id: str) -> Record | None:
    record = records.find(tx, record_id)
    return None if record is None or record.status in FINAL else record


def _take_in_hand(tx: Transaction, record_id: str) -> bool:
    """CREATED becomes IN_PROGRESS, with the parameters resolved; a refused parameter ends the record at once."""
    record = _unfinished(tx, record_id)
    if record is None or record.status is not RecordStatus.CREATED:
        return record is not None
    subject = provisioned_products.get(tx, record.provisioned_product_id)
    tags = {} if record.type is RecordType.TERMINATE else dict(subject.tags)
    _move(tx, record, RecordStatus.IN_PROGRESS, tags=tags)
    try:
        resolve(tx, record, subject)
    except ParameterError as refusal:
        reason = _refusal(record, refusal)
        _end_badly(tx, record, Progress(state=State.FAILED, reason=reason), REFUSED)
        return False
    return True


def _refusal(record: Record, refusal: ParameterError) -> str:
    """What CloudFormation says is told as the service hands it on (semantics 3.4)."""
    spoken_by_cloudformation = record.provisioned_product_type == "CFN_STACK"
    said = str(refusal)
    request_id = str(uuid.uuid5(_REFUSALS, record.id))
    return parameter.failure_text(said, request_id) if spoken_by_cloudformation else f"{said.rstrip('.')}."


def _unavailable(bench: Workbench, record: Record, fault: EngineUnavailable, then: Next) -> Next:
    log.warning("engine unavailable", extra={"record_id": record.id, "reason": str(fault)})
    return _wait_or_give_up(bench, record, f"the engine could not be reached ({fault})", then)


def _wait_or_give_up(bench: Workbench, record: Record, why: str, then: Next) -> Next:
    """`then`, unless the record has been in work too long."""
    if now() - record.created_at < bench.patience:
        return then
    _cancel(bench, record)
    hours = bench.patience / 3_600_000
    give_up(bench, record.id, f"The operation did not end within {hours:g} hours: {why.rstrip('.')}.")
    return Next.NOTHING


def _cancel(bench: Workbench, record: Record) -> None:
    """Let the engine stop what still runs of a record that is given up, if it can."""
    engine = bench.engines.get(record.provisioned_product_type)
    if not isinstance(engine, Cancels):
        return
    with bench.database.read() as tx:
        order = order_of(tx, record, bench.region)
    try:
        with engine_call("cancel", record.provisioned_product_type):
            engine.cancel(order)
    except EngineUnavailable as fault:
        # It has been waited for long enough.
        log.warning("not cancelled", extra={"record_id": record.id, "reason": str(fault)})


def _write_down(tx: Transaction, record: Record, progress: Progress) -> None:
    """Write an engine's answer into the record, unless it has ended meanwhile: another worker may have been quicker."""
    if not records.hold(tx, record.id):
        return
    progress = _masked(progress, secrets_of(tx, record))
    records.log(tx, record.id, progress.events)
    if progress.instances is not None:
        known = stack_set.written(progress.instances)
        engine_documents.put(tx, record.provisioned_product_id, record.id, known)
    if progress.physical_id:
        provisioned_products.save(tx, record.provisioned_product_id, {"physical_id": progress.physical_id})
    if progress.state is State.FAILED and not record.ignore_errors:
        _end_badly(tx, record, progress, FAILED)
    elif progress.state in (State.SUCCEEDED, State.FAILED):
        _end_well(tx, record, progress)
    elif progress.state is State.ROLLING_BACK:
        _move(tx, record, RecordStatus.IN_PROGRESS_IN_ERROR, progress.reason)


def _end_well(tx: Transaction, record: Record, progress: Progress) -> None:
    if not _move(tx, record, RecordStatus.SUCCEEDED):
        return
    records.keep_outputs(tx, record.id, progress.outputs)
    status = provisioned_product.after_success(record.type)
    changes: dict[str, object] = {"status_message": None}
    if status is None:
        changes["terminated_at"] = now()
    else:
        changes |= {"status": status, "last_successful_provisioning_record_id": record.id}
    provisioned_products.save(tx, record.provisioned_product_id, changes)


def _end_badly(tx: Transaction, record: Record, progress: Progress, code: str) -> None:
    errors = [asdict(RecordError(code, progress.reason))]
    if not _move(tx, record, RecordStatus.FAILED, progress.reason, errors=errors):
        return
    before = provisioned_products.get(tx, record.provisioned_product_id).last_successful_provisioning_record_id
    ran = before is not None or progress.stands
    status = provisioned_product.after_failure(record.type, ran=ran, gone=progress.gone)
    changes = {"status": status, "status_message": progress.reason}
    provisioned_products.save(tx, record.provisioned_product_id, changes)


def _move(tx: Transaction, record: Record, to: RecordStatus, reason: str = "", **changes: object) -> bool:
    """Move a record on and say so in its log; False: it had moved on already."""
    at = now()
    moved = records.move(tx, record.id, to, at, **changes)
    if moved:
        records.log(tx, record.id, [Event(at=at, resource="", type=record.type, status=to, reason=reason)])
        log.info("record moved", extra={"record_id": record.id, "status": to.value, "reason": reason})
        metrics.record_moved(record.type, to)
    return moved


def _masked(progress: Progress, hidden: Collection[str]) -> Progress:
    """The engine's answer with every NoEcho value replaced: it will be kept, shown and logged."""
    return replace(
        progress,
        reason=mask(progress.reason, hidden),
        outputs=tuple(_masked_output(one, progress.physical_id, hidden) for one in progress.outputs),
        events=tuple(replace(one, reason=mask(one.reason, hidden)) for one in progress.events),
    )


def _masked_output(output: Output, physical_id: str | None, hidden: Collection[str]) -> Output:
    """The engine's own name for what it made holds no secret, though a part of it may read like one."""
    if output.value == physical_id:
        return output
    return replace(output, value=mask(output.value, hidden))
