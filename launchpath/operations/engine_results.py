"""What engines outside of the house say of the records that they were asked to carry out (semantics 7.3)."""

from hmac import compare_digest

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException
from launchpath.call import Call
from launchpath.domain import workflow
from launchpath.domain.record import Output, RecordType
from launchpath.domain.workflow import Result
from launchpath.store import engine_documents, records


def notify_provision_product_engine_workflow_result(
    call: Call, request: types.NotifyProvisionProductEngineWorkflowResultInput
) -> types.NotifyProvisionProductEngineWorkflowResultOutput:
    """A launch that failed with a resource identifier leaves something standing that an update may mend."""
    identified = request.resource_identifier is not None and request.resource_identifier.unique_tag is not None
    result = Result(
        record_id=request.record_id,
        succeeded=request.status == "SUCCEEDED",
        reason=request.failure_reason or "",
        outputs=_outputs(request.outputs),
        stands=identified,
    )
    _take(call, RecordType.PROVISION, request.workflow_token, result)
    return types.NotifyProvisionProductEngineWorkflowResultOutput()


def notify_update_provisioned_product_engine_workflow_result(
    call: Call, request: types.NotifyUpdateProvisionedProductEngineWorkflowResultInput
) -> types.NotifyUpdateProvisionedProductEngineWorkflowResultOutput:
    result = Result(
        record_id=request.record_id,
        succeeded=request.status == "SUCCEEDED",
        reason=request.failure_reason or "",
        outputs=_outputs(request.outputs),
    )
    _take(call, RecordType.UPDATE, request.workflow_token, result)
    return types.NotifyUpdateProvisionedProductEngineWorkflowResultOutput()


def notify_terminate_provisioned_product_engine_workflow_result(
    call: Call, request: types.NotifyTerminateProvisionedProductEngineWorkflowResultInput
) -> types.NotifyTerminateProvisionedProductEngineWorkflowResultOutput:
    result = Result(
        record_id=request.record_id, succeeded=request.status == "SUCCEEDED", reason=request.failure_reason or ""
    )
    _take(call, RecordType.TERMINATE, request.workflow_token, result)
    return types.NotifyTerminateProvisionedProductEngineWorkflowResultOutput()


def _outputs(told: tuple[types.RecordOutput, ...] | None) -> tuple[Output, ...]:
    return tuple(
        Output(one.output_key, one.output_value or "", one.description or "") for one in told or () if one.output_key
    )


def _take(call: Call, kind: RecordType, token: str, result: Result) -> None:
    """Keep the result; the worker finds it there. What comes a second time is answered like the first."""
    record = records.find(call.tx, result.record_id)
    if record is None or record.account != call.account or record.type is not kind:
        raise ResourceNotFoundException("Record {record_id} not found.", record_id=result.record_id)
    known = engine_documents.of_record(call.tx, record.provisioned_product_id, record.id)
    asked = workflow.asked(known, record.id)
    if asked is None or not compare_digest(asked.token.encode(), token.encode()):
        raise InvalidParametersException(
            "The workflow token does not belong to record {record_id}. Send back the token of its message, unchanged.",
            record_id=record.id,
        )
    before = workflow.answered(known, record.id)
    if before is None and not records.has_ended(call.tx, record.id):
        documents = {workflow.ANSWERED: result.written()}
        engine_documents.put(call.tx, record.provisioned_product_id, record.id, documents)
    elif before != result:
        raise InvalidParametersException(
            "Record {record_id} has its result already. It can't be changed any more.", record_id=record.id
        )
