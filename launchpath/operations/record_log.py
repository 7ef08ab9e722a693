"""What happened to a record, and with which values: the one log that API, command line and portal read."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

from launchpath.api import types
from launchpath.call import Call
from launchpath.domain import artifact, page, template_interface
from launchpath.domain.parameter import Parameter
from launchpath.domain.record import Record, RecordStatus, RecordType
from launchpath.domain.secret import MASK
from launchpath.domain.template import Template
from launchpath.operations import replies, visible
from launchpath.store import products, provisioned_products, provisioning_artifacts, records, templates

#: The records of one provisioned product that its history tells of.
MOST_OF_HISTORY = 100


class RecordEvent(Struct, frozen=True, kw_only=True, rename="pascal", omit_defaults=True):
    """Something that happened to a record or to one of its resources."""

    #: Its place in the record's log, counted from 0.
    position: int
    #: Seconds since the epoch.
    time: float
    #: The name of the resource in its template; empty: the record itself.
    resource: str = ""
    type: str
    status: str
    #: Why, in the engine's words; of the first event of a log, who asked.
    reason: str = ""


class PlannedResource(Struct, frozen=True, kw_only=True, rename="pascal", omit_defaults=True):
    """A resource that the template of a record speaks of."""

    name: str
    type: str
    #: The condition under which it is made.
    condition: str | None = None


class ListRecordEventsInput(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The log of one record, from the position `after` on."""

    record_id: str
    after: int = -1


class ListRecordEventsOutput(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A record as it stands, and what happened to it, oldest first."""

    record_detail: types.RecordDetail
    #: The ARN of the identity, or of the session, that asked.
    asked_by: str
    #: None: the product or the version is no longer in the catalog.
    product_name: str | None
    provisioning_artifact_name: str | None
    resources: tuple[PlannedResource, ...]
    events: tuple[RecordEvent, ...]


class SearchRecordsInput(Struct, frozen=True, kw_only=True):
    """Everybody's records, as far as the policies reach."""

    #: With one of these statuses; none: with any.
    statuses: tuple[str, ...] = ()
    #: Of one of these kinds (RecordType).
    record_types: tuple[str, ...] = ()
    #: Whose provisioned product's name contains this.
    words: str = ""
    page_size: int = 25
    page_token: str | None = None


class RecordSummary(Struct, frozen=True, kw_only=True):
    """One record in a list."""

    record_detail: types.RecordDetail
    asked_by: str
    product_name: str | None
    provisioning_artifact_name: str | None


class SearchRecordsOutput(Struct, frozen=True, kw_only=True):
    """Newest first."""

    records: tuple[RecordSummary, ...]
    next_page_token: str | None


class LaunchedParameter(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A parameter with the value that a record gave it."""

    key: str
    #: What a person sees instead of the key.
    label: str
    #: Masked, if it is secret. None: none was given, or the previous one was to be kept and is not known yet.
    value: str | None
    is_no_echo: bool


class ListRecordParametersInput(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The parameters of one record."""

    record_id: str


class ListRecordParametersOutput(Struct, frozen=True, kw_only=True, rename="pascal"):
    """In the template's order."""

    parameters: tuple[LaunchedParameter, ...]


class ParameterChange(Struct, frozen=True, kw_only=True):
    """A value that an update gave otherwise than it was before. None: there is no such parameter on that side."""

    label: str
    before: str | None
    after: str | None


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """One record of a provisioned product, with what it changed."""

    record_detail: types.RecordDetail
    asked_by: str
    provisioning_artifact_name: str | None
    #: The version before, if another one.
    earlier_artifact_name: str | None
    changes: tuple[ParameterChange, ...]


class ListProvisionedProductHistoryInput(Struct, frozen=True, kw_only=True):
    """Everything that was ever asked for one living provisioned product."""

    provisioned_product_id: str


class ListProvisionedProductHistoryOutput(Struct, frozen=True, kw_only=True):
    """Newest first."""

    entries: tuple[HistoryEntry, ...]


def list_record_events(call: Call, request: ListRecordEventsInput) -> ListRecordEventsOutput:
    found = visible.record(call, request.record_id)
    content = _template_of(call, found)
    return ListRecordEventsOutput(
        record_detail=replies.record_detail(found),
        asked_by=found.user_arn_session,
        product_name=products.names(call.tx, [found.product_id]).get(found.product_id),
        provisioning_artifact_name=provisioning_artifacts.names(call.tx, [found.artifact_id]).get(found.artifact_id),
        resources=tuple(
            PlannedResource(name=one.name, type=one.type, condition=one.condition) for one in content.resources
        )
        if content
        else (),
        events=tuple(
            RecordEvent(
                position=position,
                time=replies.seconds(event.at),
                resource=event.resource,
                type=event.type,
                status=event.status,
                reason=event.reason,
            )
            for position, event in enumerate(records.log_of(call.tx, found.id, request.after + 1), request.after + 1)
        ),
    )


def search_records(call: Call, request: SearchRecordsInput) -> SearchRecordsOutput:
    conditions = [records.within(call.caller, call.grant.level)]
    if request.statuses:
        conditions.append(records.with_value("status", request.statuses))
    if request.record_types:
        conditions.append(records.with_value("type", request.record_types))
    if words := request.words.strip():
        conditions.append(records.called(words))
    query = (call.caller.session_arn, request.statuses, request.record_types, request.words)
    wanted = page.page(request.page_size, request.page_token, "SearchRecords", *query)
    found = records.list_newest(call.tx, conditions, wanted)
    product_names = products.names(call.tx, [one.product_id for one in found.items])
    artifact_names = provisioning_artifacts.names(call.tx, [one.artifact_id for one in found.items])
    return SearchRecordsOutput(
        records=tuple(
            RecordSummary(
                record_detail=replies.record_detail(one),
                asked_by=one.user_arn_session,
                product_name=product_names.get(one.product_id),
                provisioning_artifact_name=artifact_names.get(one.artifact_id),
            )
            for one in found.items
        ),
        next_page_token=wanted.token(found.last) if found.last else None,
    )


def list_record_parameters(call: Call, request: ListRecordParametersInput) -> ListRecordParametersOutput:
    found = visible.record(call, request.record_id)
    content = _template_of(call, found)
    if content is None:
        return ListRecordParametersOutput(parameters=())
    labels, values = _labels(content), records.parameters(call.tx, found.id)
    return ListRecordParametersOutput(
        parameters=tuple(
            LaunchedParameter(
                key=one.key,
                label=labels[one.key],
                value=_shown(one, values.get(one.key, one.default)),
                is_no_echo=one.no_echo,
            )
            for one in content.parameters
        )
    )


def list_provisioned_product_history(
    call: Call, request: ListProvisionedProductHistoryInput
) -> ListProvisionedProductHistoryOutput:
    subject = visible.provisioned_product(call, request.provisioned_product_id, None)
    found = records.newest_of(call.tx, subject.id, MOST_OF_HISTORY)
    names = provisioning_artifacts.names(call.tx, [one.artifact_id for one in found])
    return ListProvisionedProductHistoryOutput(
        entries=tuple(_entry(call, one, before, names) for one, before in zip(found, _before(found), strict=True))
    )


def _before(newest_first: tuple[Record, ...]) -> Iterator[Record | None]:
    """For each record the one that had made the product what it was: the last before it that succeeded."""
    standing: list[Record | None] = [None]
    for one in reversed(newest_first):
        makes = one.status is RecordStatus.SUCCEEDED and one.type is not RecordType.TERMINATE
        standing.append(one if makes else standing[-1])
    return (earlier for _, earlier in pairwise(reversed(standing)))


def _entry(call: Call, record: Record, before: Record | None, names: Mapping[str, str]) -> HistoryEntry:
    moved = before is not None and before.artifact_id != record.artifact_id
    return HistoryEntry(
        record_detail=replies.record_detail(record),
        asked_by=record.user_arn_session,
        provisioning_artifact_name=names.get(record.artifact_id),
        earlier_artifact_name=names.get(before.artifact_id) if before is not None and moved else None,
        changes=tuple(_changes(call, before, record)) if before is not None else (),
    )


#: A parameter's label, its true value for comparing, and its value as it may be shown.
_Told: TypeAlias = tuple[str, str | None, str | None]


def _changes(call: Call, before: Record, after: Record) -> Iterator[ParameterChange]:
    if after.type is not RecordType.UPDATE:
        return
    earlier, later = _told(call, before), _told(call, after)
    for key in dict.fromkeys((*earlier, *later)):
        label, was, was_shown = earlier.get(key, ("", None, None))
        label, is_now, is_shown = later.get(key, (label, None, None))
        # A value that is to stay as it was is not known as long as the update has not begun.
        kept = key in later and key in earlier and is_now is None
        if was != is_now and not kept:
            yield ParameterChange(label=label, before=was_shown, after=is_shown)


def _told(call: Call, record: Record) -> dict[str, _Told]:
    content = _template_of(call, record)
    if content is None:
        return {}
    labels, values = _labels(content), records.parameters(call.tx, record.id)
    told = ((one, values.get(one.key, one.default)) for one in content.parameters)
    return {one.key: (labels[one.key], value, _shown(one, value)) for one, value in told}


def _template_of(call: Call, record: Record) -> Template | None:
    """The template that a record brought; of a termination, the one that is taken down."""
    key = record.template_hash
    if key is None:
        last = provisioned_products.get(call.tx, record.provisioned_product_id).last_successful_provisioning_record_id
        key = records.get(call.tx, last).template_hash if last else None
    return artifact.read(templates.get(call.tx, key)) if key else None


def _labels(content: Template) -> dict[str, str]:
    keys = [one.key for one in content.parameters]
    return {key: key for key in keys} | dict(template_interface.read(content.metadata, keys).labels)


def _shown(declared: Parameter, value: str | None) -> str | None:
    return MASK if declared.no_echo and value else value
