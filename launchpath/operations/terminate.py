"""TerminateProvisionedProduct: a launched product is taken down (semantics 2.8)."""

from dataclasses import replace

from launchpath.api import types
from launchpath.call import Call
from launchpath.domain.constraint import Combined
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.record import Record, RecordType
from launchpath.operations import visible
from launchpath.operations.changes import begin, detail_of, hand_in, record_of
from launchpath.operations.idempotency import Once
from launchpath.store import records


def terminate_provisioned_product(
    call: Call, request: types.TerminateProvisionedProductInput
) -> types.TerminateProvisionedProductOutput:
    """A token leads back to its record only as long as that termination runs (semantics 2.8)."""
    present = visible.provisioned_product(call, request.provisioned_product_id, request.provisioned_product_name)
    once = Once(
        call,
        "TerminateProvisionedProduct",
        request,
        request.terminate_token,
        counts=lambda record_id: not records.has_ended(call.tx, record_id),
    )
    if once.result is None:
        once.keep(_terminate(call, request, present).id)
    return types.TerminateProvisionedProductOutput(record_detail=detail_of(call, once))


def _terminate(call: Call, request: types.TerminateProvisionedProductInput, present: ProvisionedProduct) -> Record:
    plain = record_of(call, RecordType.TERMINATE, present, Combined(launch_role_arn=present.launch_role_arn))
    record = replace(plain, ignore_errors=bool(request.ignore_errors), retain=bool(request.retain_physical_resources))
    begin(call, record, {"last_provisioning_record_id": record.id})
    hand_in(call, record, {})
    return record
