"""UpdateProvisionedProduct: a launched product gets another version, other values or other tags (semantics 2.7)."""

from collections.abc import Mapping
from dataclasses import replace

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import launch_path, stack_set, tag
from launchpath.domain.constraint import Combined
from launchpath.domain.launch_path import LaunchPath
from launchpath.domain.product import Product
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.record import Record, RecordType
from launchpath.operations import contents, rules, stack_sets, tagging, visible
from launchpath.operations.changes import begin, demands_of, detail_of, hand_in, record_of
from launchpath.operations.idempotency import Once
from launchpath.store import previous_values


def update_provisioned_product(
    call: Call, request: types.UpdateProvisionedProductInput
) -> types.UpdateProvisionedProductOutput:
    once = Once(call, "UpdateProvisionedProduct", request, request.update_token)
    if once.result is None:
        once.keep(_update(call, request).id)
    return types.UpdateProvisionedProductOutput(record_detail=detail_of(call, once))


def _update(call: Call, request: types.UpdateProvisionedProductInput) -> Record:
    present = visible.provisioned_product(call, request.provisioned_product_id, request.provisioned_product_name)
    product_id = request.product_id if request.product_id or request.product_name else present.product_id
    product, paths = visible.launchable(call, product_id, request.product_name)
    path = _path_of_update(request, present, product, paths)
    artifact = _artifact_of_update(call, request, present, product)
    demands = demands_of(call, path, product.id)
    _check_kind(present, demands, path)
    given = {
        one.key: None if one.use_previous_value else one.value or ""
        for one in request.provisioning_parameters or ()
        if one.key
    }
    rules.check(contents.of(call, artifact), demands, _told(call, present, given))
    after = replace(
        present,
        product_id=product.id,
        artifact_id=artifact.id,
        path_id=path.id,
        launch_role_arn=demands.launch_role_arn,
        tags=_tags_of_update(call, request, present, product, demands, path),
    )
    record = record_of(call, RecordType.UPDATE, after, demands, artifact.template_hash)
    changes = {
        name: getattr(after, name) for name in ("product_id", "artifact_id", "path_id", "launch_role_arn", "tags")
    }
    begin(call, record, changes | {"last_provisioning_record_id": record.id})
    stack_sets.want(call, record, demands, stack_sets.asked_by_update(request.provisioning_preferences))
    hand_in(call, record, given)
    return record


def _check_kind(present: ProvisionedProduct, demands: Combined, path: LaunchPath) -> None:
    """A stack stays a stack, and a stack set a stack set."""
    if (demands.stack_set is not None) != (present.type == stack_set.TYPE):
        raise InvalidParametersException(
            "Provisioned product {name} is a {kind}, and what launch path {path_name} makes of the product is not. "
            "Choose another path, or launch it anew.",
            name=present.name,
            kind=present.type,
            path_name=path.name,
        )


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
    previous = previous_values.of(call.tx, present)
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
    if not demands.tag_updates_allowed:
        return _unchanged(present, wanted, path)
    automatic = {key: value for key, value in present.tags.items() if key.startswith(tag.RESERVED)}
    own = dict(wanted.items() - automatic.items())
    tag.check_request(own)
    of_path = tagging.of_path(call, product.id, path.portfolio_id)
    if own.items() == present.tags.items() - of_path.items() - automatic.items():
        # What is sent once more is fine, even if its TagOption is no longer offered.
        return present.tags
    changed = tagging.together(call, product.id, product.type, path.portfolio_id, own) | automatic
    tag.check_number(changed)
    return changed


def _unchanged(present: ProvisionedProduct, wanted: Mapping[str, str], path: LaunchPath) -> Mapping[str, str]:
    """The present tags; what is sent must be among them. Clients send the present ones with every update."""
    if not wanted.items() <= present.tags.items():
        raise InvalidParametersException(
            "The tags of provisioned product {present_name} can't be changed: launch path "
            "{path_name} has no RESOURCE_UPDATE constraint with TagUpdateOnProvisionedProduct "
            "ALLOWED. Leave Tags out, or send the present ones.",
            present_name=present.name,
            path_name=path.name,
        )
    return present.tags
