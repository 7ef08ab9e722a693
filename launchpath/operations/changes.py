"""The three requests that change infrastructure: provision, update, terminate (semantics 2.6, 2.7, 2.8).

Each writes a record and hands it to the work that happens later, in one transaction, and answers at once.
"""

from collections.abc import Mapping
from dataclasses import replace

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import launch_path, tag, template
from launchpath.domain.constraint import Combined
from launchpath.domain.identifier import new_id
from launchpath.domain.launch_path import LaunchPath
from launchpath.domain.product import Product
from launchpath.domain.provisioned_product import ProvisionedProduct, Status
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.record import Event, Record, RecordStatus, RecordType
from launchpath.operations import replies, rules, tagging, visible
from launchpath.operations.idempotency import Once
from launchpath.operations.launch import combined
from launchpath.store import provisioned_products, records, templates

#: CloudFormation takes no more topics than that (semantics 2.6).
MOST_NOTIFICATION_ARNS = 5


def provision_product(call: Call, request: types.ProvisionProductInput) -> types.ProvisionProductOutput:
    once = Once(call, "ProvisionProduct", request, request.provision_token)
    if once.result is None:
        once.keep(_provision(call, request).id)
    return types.ProvisionProductOutput(record_detail=_detail(call, once))


def _provision(call: Call, request: types.ProvisionProductInput) -> Record:
    product, paths = visible.launchable(call, request.product_id, request.product_name)
    artifact = visible.artifact(call, product.id, request.provisioning_artifact_id, request.provisioning_artifact_name)
    path = launch_path.choose(paths, product.id, request.path_id, request.path_name)
    demands = combined(call, path.portfolio_id, product.id)
    if artifact.guidance == "DEPRECATED":
        raise InvalidParametersException(
            f"ProvisioningArtifact {artifact.id} is deprecated and can't be launched any more. Launch a newer version."
        )
    if provisioned_products.name_is_taken(call.tx, call.account, request.provisioned_product_name):
        raise InvalidParametersException(f"A stack named {request.provisioned_product_name} already exists.")
    values = {one.key: one.value or "" for one in request.provisioning_parameters or () if one.key}
    rules.check(template.read(templates.get(call.tx, artifact.template_hash)), demands, values)
    launched = _launched(call, request, product, artifact, path)
    record = _record(call, RecordType.PROVISION, launched, demands, artifact.template_hash, request.notification_arns)
    launched = replace(launched, launch_role_arn=demands.launch_role_arn, last_record_id=record.id)
    provisioned_products.add(call.tx, replace(launched, last_provisioning_record_id=record.id))
    _hand_in(call, record, values)
    return record


def _launched(
    call: Call,
    request: types.ProvisionProductInput,
    product: Product,
    artifact: ProvisioningArtifact,
    path: LaunchPath,
) -> ProvisionedProduct:
    """The new provisioned product, before it has a record."""
    identifier, name = new_id("pp"), request.provisioned_product_name
    automatic = tag.automatic(
        portfolio_arn=call.portfolio_arn(path.portfolio_id),
        product_arn=call.product_arn(product.id),
        principal_arn=call.caller.session_arn,
        provisioned_product_arn=call.provisioned_product_arn(name, identifier),
        artifact_id=artifact.id,
    )
    own = tagging.sent(request.tags)
    all_tags = tagging.together(call, product.id, product.type, path.portfolio_id, own) | automatic
    tag.check_number(all_tags)
    return ProvisionedProduct(
        id=identifier,
        account=call.account,
        name=name,
        type=call.engine(product.type).makes,
        status=Status.UNDER_CHANGE,
        status_message=None,
        created_at=call.now,
        product_id=product.id,
        artifact_id=artifact.id,
        path_id=path.id,
        launch_role_arn=None,
        user_arn=call.caller.arn,
        user_arn_session=call.caller.session_arn,
        provision_token=request.provision_token,
        last_record_id="",
        last_provisioning_record_id="",
        last_successful_provisioning_record_id=None,
        physical_id=None,
        tags=all_tags,
    )


def update_provisioned_product(
    call: Call, request: types.UpdateProvisionedProductInput
) -> types.UpdateProvisionedProductOutput:
    once = Once(call, "UpdateProvisionedProduct", request, request.update_token)
    if once.result is None:
        once.keep(_update(call, request).id)
    return types.UpdateProvisionedProductOutput(record_detail=_detail(call, once))


def _update(call: Call, request: types.UpdateProvisionedProductInput) -> Record:
    present = visible.provisioned_product(call, request.provisioned_product_id, request.provisioned_product_name)
    product_id = request.product_id if request.product_id or request.product_name else present.product_id
    product, paths = visible.launchable(call, product_id, request.product_name)
    path = _path_of_update(request, present, product, paths)
    artifact = _artifact_of_update(call, request, present, product)
    demands = combined(call, path.portfolio_id, product.id)
    given = {
        one.key: None if one.use_previous_value else one.value or ""
        for one in request.provisioning_parameters or ()
        if one.key
    }
    rules.check(template.read(templates.get(call.tx, artifact.template_hash)), demands, _told(call, present, given))
    after = replace(
        present,
        product_id=product.id,
        artifact_id=artifact.id,
        path_id=path.id,
        launch_role_arn=demands.launch_role_arn,
        tags=_tags_of_update(call, request, present, product, demands, path),
    )
    record = _record(call, RecordType.UPDATE, after, demands, artifact.template_hash)
    changes = {
        name: getattr(after, name) for name in ("product_id", "artifact_id", "path_id", "launch_role_arn", "tags")
    }
    _begin(call, record, changes | {"last_provisioning_record_id": record.id})
    _hand_in(call, record, given)
    return record


def _path_of_update(
    request: types.UpdateProvisionedProductInput,
    present: ProvisionedProduct,
    product: Product,
    paths: tuple[LaunchPath, ...],
) -> LaunchPath:
    """The path that the request names; without one, the present path if it is still open (semantics 2.7)."""
    if not request.path_id and not request.path_name:
        for path in paths:
            if path.id == present.path_id:
                return path
    return launch_path.choose(paths, product.id, request.path_id, request.path_name)


def _artifact_of_update(
    call: Call, request: types.UpdateProvisionedProductInput, present: ProvisionedProduct, product: Product
) -> ProvisioningArtifact:
    """The version that the request names; without one, the present version."""
    named = request.provisioning_artifact_id or request.provisioning_artifact_name
    artifact_id = request.provisioning_artifact_id if named else present.artifact_id
    return visible.artifact(call, product.id, artifact_id, request.provisioning_artifact_name)


def _told(call: Call, present: ProvisionedProduct, given: Mapping[str, str | None]) -> dict[str, str]:
    """The values that an update speaks of, the previous ones filled in as far as there are any."""
    last = present.last_successful_provisioning_record_id
    previous = records.parameters(call.tx, last) if last else {}
    told = {key: previous.get(key) if value is None else value for key, value in given.items()}
    return {key: value for key, value in told.items() if value is not None}


def _tags_of_update(
    call: Call,
    request: types.UpdateProvisionedProductInput,
    present: ProvisionedProduct,
    product: Product,
    demands: Combined,
    path: LaunchPath,
) -> Mapping[str, str]:
    """The tags after an update. Others than the present ones need a RESOURCE_UPDATE constraint (semantics 2.7)."""
    if request.tags is None:
        return present.tags
    wanted = tag.unique((one.key, one.value) for one in request.tags)
    if wanted.items() <= present.tags.items():
        return present.tags
    wanted = tagging.sent(request.tags)
    if not demands.tag_updates_allowed:
        raise InvalidParametersException(
            f"The tags of provisioned product {present.name} can't be changed: launch path {path.name} has no "
            "RESOURCE_UPDATE constraint with TagUpdateOnProvisionedProduct ALLOWED. Leave Tags out, or send the "
            "present ones."
        )
    automatic = {key: value for key, value in present.tags.items() if key.startswith(tag.RESERVED)}
    changed = tagging.together(call, product.id, product.type, path.portfolio_id, wanted) | automatic
    tag.check_number(changed)
    return changed


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
    return types.TerminateProvisionedProductOutput(record_detail=_detail(call, once))


def _terminate(call: Call, request: types.TerminateProvisionedProductInput, present: ProvisionedProduct) -> Record:
    plain = _record(call, RecordType.TERMINATE, present, Combined(launch_role_arn=present.launch_role_arn))
    record = replace(plain, ignore_errors=bool(request.ignore_errors), retain=bool(request.retain_physical_resources))
    _begin(call, record, {"last_provisioning_record_id": record.id})
    _hand_in(call, record, {})
    return record


def _record(
    call: Call,
    kind: RecordType,
    subject: ProvisionedProduct,
    demands: Combined,
    template_hash: str | None = None,
    notification_arns: tuple[str, ...] | None = None,
) -> Record:
    """The record of a request about `subject`."""
    topics = tuple(dict.fromkeys((*(notification_arns or ()), *demands.notification_arns)))
    if len(topics) > MOST_NOTIFICATION_ARNS:
        raise InvalidParametersException(
            f"The request and the launch path's NOTIFICATION constraints name {len(topics)} topics together; "
            f"at most {MOST_NOTIFICATION_ARNS} are possible."
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


def _begin(call: Call, record: Record, changes: Mapping[str, object]) -> None:
    """Put the provisioned product under change; one operation at a time (semantics 2.7)."""
    began = provisioned_products.begin_change(
        call.tx, record.provisioned_product_id, {**changes, "last_record_id": record.id}
    )
    if not began:
        raise InvalidParametersException(
            f"Provisioned product {record.provisioned_product_name} is under change: another operation runs on it. "
            "Wait until its record has ended (DescribeRecord), then repeat the request."
        )


def _hand_in(call: Call, record: Record, parameters: Mapping[str, str | None]) -> None:
    """Write the record, begin its log, and ask for the work."""
    records.add(call.tx, record, parameters)
    asked = Event(at=call.now, resource="", type=record.type, status=record.status, reason=call.caller.session_arn)
    records.log(call.tx, record.id, [asked])
    call.enqueue(call.tx, record.id)


def _detail(call: Call, once: Once) -> types.RecordDetail | None:
    """The record that a token led to, as it is now (semantics 14, 1)."""
    record = records.find(call.tx, str(once.result))
    return replies.record_detail(record) if record else None
