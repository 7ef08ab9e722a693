"""ProvisionProduct: a product is launched (semantics 2.6)."""

from dataclasses import replace

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import launch_path, stack_set, tag
from launchpath.domain.identifier import new_id
from launchpath.domain.launch_path import LaunchPath
from launchpath.domain.product import Product
from launchpath.domain.provisioned_product import ProvisionedProduct, Status
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.record import Record, RecordType
from launchpath.operations import contents, rules, stack_sets, tagging, visible
from launchpath.operations.changes import demands_of, detail_of, hand_in, record_of
from launchpath.operations.idempotency import Once
from launchpath.store import provisioned_products


def provision_product(call: Call, request: types.ProvisionProductInput) -> types.ProvisionProductOutput:
    once = Once(call, "ProvisionProduct", request, request.provision_token)
    if once.result is None:
        once.keep(_provision(call, request).id)
    return types.ProvisionProductOutput(record_detail=detail_of(call, once))


def _provision(call: Call, request: types.ProvisionProductInput) -> Record:
    product, paths = visible.launchable(call, request.product_id, request.product_name)
    artifact = visible.artifact(call, product.id, request.provisioning_artifact_id, request.provisioning_artifact_name)
    path = launch_path.choose(paths, product.id, request.path_id, request.path_name)
    demands = demands_of(call, path, product.id)
    if artifact.guidance == "DEPRECATED":
        raise InvalidParametersException(
            "ProvisioningArtifact {artifact_id} is deprecated and can't be launched any more. Launch a newer version.",
            artifact_id=artifact.id,
        )
    if provisioned_products.name_is_taken(call.tx, call.account, request.provisioned_product_name):
        raise InvalidParametersException(
            "A stack named {provisioned_product_name} already exists.",
            provisioned_product_name=request.provisioned_product_name,
        )
    values = {one.key: one.value or "" for one in request.provisioning_parameters or () if one.key}
    rules.check(contents.of(call, artifact), demands, values)
    launched = _launched(call, request, product, artifact, path)
    if demands.stack_set is not None:
        launched = replace(launched, type=stack_set.TYPE)
    record = record_of(call, RecordType.PROVISION, launched, demands, artifact.template_hash)
    launched = replace(launched, launch_role_arn=demands.launch_role_arn, last_record_id=record.id)
    provisioned_products.add(call.tx, replace(launched, last_provisioning_record_id=record.id))
    stack_sets.want(call, record, demands, stack_sets.asked_by_launch(request.provisioning_preferences))
    hand_in(call, record, values)
    return record


def _launched(
    call: Call,
    request: types.ProvisionProductInput,
    product: Product,
    artifact: ProvisioningArtifact,
    path: LaunchPath,
) -> ProvisionedProduct:
    """The new provisioned product, before it has a record."""
    identifier = new_id("pp")
    return ProvisionedProduct(
        id=identifier,
        account=call.account,
        name=request.provisioned_product_name,
        type=call.made_of(product),
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
        tags=_tags(call, request, product, artifact, path, identifier),
        notification_arns=request.notification_arns or (),
    )


def _tags(
    call: Call,
    request: types.ProvisionProductInput,
    product: Product,
    artifact: ProvisioningArtifact,
    path: LaunchPath,
    identifier: str,
) -> dict[str, str]:
    """All tags of a launch: the catalog's, the request's, and the service's own."""
    automatic = tag.automatic(
        portfolio_arn=call.portfolio_arn(path.portfolio_id),
        product_arn=call.product_arn(product.id),
        principal_arn=call.caller.session_arn,
        provisioned_product_arn=call.provisioned_product_arn(request.provisioned_product_name, identifier),
        artifact_id=artifact.id,
    )
    own = tagging.sent(request.tags)
    all_tags = tagging.together(call, product.id, product.type, path.portfolio_id, own) | automatic
    tag.check_number(all_tags)
    return all_tags
