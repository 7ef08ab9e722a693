"""Records: what was asked for, by whom, and how it ended (semantics 2.9, 2.10)."""

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import page
from launchpath.domain.permission import Level
from launchpath.operations import replies, visible
from launchpath.store import records


def describe_record(call: Call, request: types.DescribeRecordInput) -> types.DescribeRecordOutput:
    found = visible.record(call, request.id)
    wanted = page.page(request.page_size, request.page_token, "DescribeRecord", request.id)
    outputs = records.outputs(call.tx, request.id, wanted)
    return types.DescribeRecordOutput(
        record_detail=replies.record_detail(found),
        record_outputs=tuple(replies.record_output(one) for one in outputs.items),
        next_page_token=wanted.token(outputs.last) if outputs.last else None,
    )


def list_record_history(call: Call, request: types.ListRecordHistoryInput) -> types.ListRecordHistoryOutput:
    level = call.level(visible.asked_level(request.access_level_filter), Level.USER)
    conditions = [records.within(call.caller, level)]
    search = request.search_filter
    if search is not None:
        if search.key not in records.SEARCH_KEYS or search.value is None:
            raise InvalidParametersException(
                "SearchFilter key {key} does not exist. Use product or provisionedproduct, with an id as its value.",
                key=search.key,
            )
        conditions.append(records.about(search.key, search.value))
    query = (call.caller.session_arn, level, search)
    wanted = page.page(request.page_size, request.page_token, "ListRecordHistory", *query)
    found = records.list_newest(call.tx, conditions, wanted)
    return types.ListRecordHistoryOutput(
        record_details=tuple(replies.record_detail(one) for one in found.items),
        next_page_token=wanted.token(found.last) if found.last else None,
    )
