"""What provision, update and terminate have in common: a record is written, and the work handed in, in one transaction.

The call answers at once; what comes of it is seen in the record (semantics 2.6, 2.7, 2.8).
"""

from collections.abc import Mapping

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import stack_set
from launchpath.domain.constraint import Combined
from launchpath.domain.identifier import new_id
from launchpath.domain.launch_path import LaunchPath
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.record import Event, Record, RecordStatus, RecordType
from launchpath.operations import replies
from launchpath.operations.idempotency import Once
from launchpath.operations.launch import combined
from launchpath.store import provisioned_products, records

#: CloudFormation takes no more topics than that (semantics 2.6).
MOST_NOTIFICATION_ARNS = 5


def demands_of(call: Call, path: LaunchPath, product_id: str) -> Combined:
    """What the constraints of the path decide about a change; stack sets need an engine (semantics 6.5)."""
    found = combined(call, path.portfolio_id, product_id)
    if found.stack_set is not None and stack_set.TYPE not in call.makes:
        raise InvalidParametersException(
            "Launch path {path_name} has a STACKSET constraint for product {product_id}, and stack sets "
            "can't be launched here: {engines}. Choose another path, or ask the administrator to remove the "
            "constraint.",
            path_name=path.name,
            product_id=product_id,
            engines=call.engines,
        )
    return found


def record_of(
    call: Call, kind: RecordType, subject: ProvisionedProduct, demands: Combined, template_hash: str | None = None
) -> Record:
    """The record of a request about `subject`."""
    topics = tuple(dict.fromkeys((*subject.notification_arns, *demands.notification_arns)))
    if len(topics) > MOST_NOTIFICATION_ARNS:
        raise InvalidParametersException(
            "The request and the launch path's NOTIFICATION constraints name {number} topics "
            "together; at most {most_notification_arns} are possible.",
            number=len(topics),
            most_notification_arns=MOST_NOTIFICATION_ARNS,
        )
    return Record(
        id=new_id("rec"),
        account=call.account,
        type=kind,
        status=RecordStatus.CREATED,
        created_at=call.now,
        updated_at=call.now,
        provisioned_product_id=subject.id,
        provisioned_product_name=subject.name,
        provisioned_product_type=subject.type,
        product_id=subject.product_id,
        artifact_id=subject.artifact_id,
        path_id=subject.path_id,
        launch_role_arn=demands.launch_role_arn,
        user_arn=call.caller.arn,
        user_arn_session=call.caller.session_arn,
        template_hash=template_hash,
        notification_arns=topics,
    )


def begin(call: Call, record: Record, changes: Mapping[str, object]) -> None:
    """Put the provisioned product under change; one operation at a time (semantics 2.7)."""
    began = provisioned_products.begin_change(
        call.tx, record.provisioned_product_id, {**changes, "last_record_id": record.id}
    )
    if not began:
        raise InvalidParametersException(
            "Provisioned product {provisioned_product_name} is under change: another operation runs "
            "on it. Wait until its record has ended (DescribeRecord), then repeat the request.",
            provisioned_product_name=record.provisioned_product_name,
        )


def hand_in(call: Call, record: Record, parameters: Mapping[str, str | None]) -> None:
    """Write the record, begin its log, and ask for the work."""
    records.add(call.tx, record, parameters)
    asked = Event(at=call.now, resource="", type=record.type, status=record.status, reason=call.caller.session_arn)
    records.log(call.tx, record.id, [asked])
    call.enqueue(call.tx, record.id, record.account)


def detail_of(call: Call, once: Once) -> types.RecordDetail | None:
    """The record that a token led to, as it is now (semantics 14, 1)."""
    record = records.find(call.tx, str(once.result))
    return replies.record_detail(record) if record else None
