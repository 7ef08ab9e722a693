"""Provisioning artifacts: the versions of a product, and the templates they are made of (semantics 4.3)."""

from typing import cast

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, LimitExceededException, ResourceInUseException
from launchpath.call import Call
from launchpath.domain.artifact import Described, Kept
from launchpath.domain.identifier import new_id
from launchpath.domain.product import Product
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.operations import contents, owned, replies, visible
from launchpath.operations.idempotency import Once
from launchpath.sources import own_hash
from launchpath.store import provisioning_artifacts, templates

#: A product has at most so many versions (semantics 9).
MOST_VERSIONS = 100


def template_url(properties: types.ProvisioningArtifactProperties | None) -> str | None:
    """Where the template of a new version is to be read from."""
    return (properties.info or {}).get("LoadTemplateFromURL") if properties else None


def create_provisioning_artifact(
    call: Call, request: types.CreateProvisioningArtifactInput
) -> types.CreateProvisioningArtifactOutput:
    product = owned.product(call, request.product_id)
    once = Once(
        call,
        "CreateProvisioningArtifact",
        request,
        request.idempotency_token,
        counts=lambda artifact_id: provisioning_artifacts.find(call.tx, product.id, artifact_id) is not None,
    )
    if once.result is None:
        if provisioning_artifacts.count(call.tx, product.id) >= MOST_VERSIONS:
            raise LimitExceededException(
                "Product {product_id} has {most_versions} versions already. Delete one that nobody uses.",
                product_id=product.id,
                most_versions=MOST_VERSIONS,
            )
        once.keep(add(call, product, request.parameters).id)
    artifact = owned.artifact(call, product.id, str(once.result))
    return types.CreateProvisioningArtifactOutput(
        provisioning_artifact_detail=replies.provisioning_artifact_detail(artifact),
        info=replies.artifact_info(artifact),
        status="CREATING",
    )


def add(call: Call, product: Product, properties: types.ProvisioningArtifactProperties) -> ProvisioningArtifact:
    """Keep a new version of `product`, its template's text included."""
    if properties.type not in (None, product.type):
        raise InvalidParametersException(
            "A version of type {properties_type} can't belong to a product of type {product_type}.",
            properties_type=properties.type,
            product_type=product.type,
        )
    content = _content(call, properties)
    contents.check_kind(content, product.type, template_url(properties) or "")
    parsed = call.parsed.get(product.type)
    if isinstance(content, bytes) and isinstance(parsed, tuple):
        content = Described(content, parsed)
    if not properties.disable_template_validation:
        if isinstance(parsed, InvalidParametersException):
            raise parsed
        contents.read(content)
    artifact = ProvisioningArtifact(
        id=new_id("pa"),
        product_id=product.id,
        name=properties.name,
        description=properties.description,
        type=cast(types.ProvisioningArtifactType, product.type),
        created_at=call.now,
        source_url=template_url(properties) or "",
        template_hash=templates.put(call.tx, content, call.now),
    )
    provisioning_artifacts.add(call.tx, artifact)
    return artifact


def _content(call: Call, properties: types.ProvisioningArtifactProperties) -> Kept:
    """What a new version is made of: fetched already, or in our own artifact store."""
    info = properties.info or {}
    if unknown := sorted(set(info) - {"LoadTemplateFromURL"}):
        raise InvalidParametersException(
            "Info {unknown} is not supported. Give the template's URL as LoadTemplateFromURL.",
            unknown=", ".join(unknown),
        )
    url = template_url(properties)
    if not url:
        raise InvalidParametersException("Info is missing. Give the template's URL as LoadTemplateFromURL.")
    key = own_hash(url)
    content = templates.find(call.tx, key) if key else call.fetched
    if isinstance(content, InvalidParametersException):
        raise content
    if content is None:
        raise InvalidParametersException(
            "Invalid templateUrl {url}: the artifact store holds no such template.", url=url
        )
    return content


def describe_provisioning_artifact(
    call: Call, request: types.DescribeProvisioningArtifactInput
) -> types.DescribeProvisioningArtifactOutput:
    artifact = _named(call, request)
    content = templates.get(call.tx, artifact.template_hash)
    parameters: tuple[types.ProvisioningArtifactParameter, ...] | None = None
    if request.include_provisioning_artifact_parameters:
        parameters = tuple(replies.parameter(one) for one in contents.read(content).parameters)
    text = {"CloudFormationTemplate": content} if request.verbose and isinstance(content, str) else {}
    return types.DescribeProvisioningArtifactOutput(
        provisioning_artifact_detail=replies.provisioning_artifact_detail(artifact),
        info={**replies.artifact_info(artifact), **text},
        status="AVAILABLE",
        provisioning_artifact_parameters=parameters,
    )


def _named(call: Call, request: types.DescribeProvisioningArtifactInput) -> ProvisioningArtifact:
    """The version that a request names; without a product, the id alone says which it is."""
    artifact_id, name = request.provisioning_artifact_id, request.provisioning_artifact_name
    visible.exactly_one(visible.ARTIFACT, artifact_id, name)
    if artifact_id and not request.product_id and not request.product_name:
        return owned.artifact_anywhere(call, artifact_id)
    product = owned.product_named(call, request.product_id, request.product_name)
    if artifact_id:
        return owned.artifact(call, product.id, artifact_id)
    versions = provisioning_artifacts.list_all(call.tx, product.id)
    return visible.only([one for one in versions if one.name == name], str(name))


def update_provisioning_artifact(
    call: Call, request: types.UpdateProvisioningArtifactInput
) -> types.UpdateProvisioningArtifactOutput:
    owned.product(call, request.product_id)
    artifact = owned.artifact(call, request.product_id, request.provisioning_artifact_id)
    changes = {
        "name": request.name,
        "description": request.description,
        "active": request.active,
        "guidance": request.guidance,
    }
    if given := {name: value for name, value in changes.items() if value is not None}:
        provisioning_artifacts.save(call.tx, artifact, given)
    artifact = owned.artifact(call, request.product_id, request.provisioning_artifact_id)
    return types.UpdateProvisioningArtifactOutput(
        provisioning_artifact_detail=replies.provisioning_artifact_detail(artifact),
        info=replies.artifact_info(artifact),
        status="AVAILABLE",
    )


def delete_provisioning_artifact(
    call: Call, request: types.DeleteProvisioningArtifactInput
) -> types.DeleteProvisioningArtifactOutput:
    owned.product(call, request.product_id)
    artifact = owned.artifact(call, request.product_id, request.provisioning_artifact_id)
    if provisioning_artifacts.count(call.tx, artifact.product_id) == 1:
        raise ResourceInUseException(
            "ProvisioningArtifact {artifact_id} is the last version of product {product_id}. Delete "
            "the product instead.",
            artifact_id=artifact.id,
            product_id=artifact.product_id,
        )
    provisioning_artifacts.remove(call.tx, artifact)
    return types.DeleteProvisioningArtifactOutput()


def list_provisioning_artifacts(
    call: Call, request: types.ListProvisioningArtifactsInput
) -> types.ListProvisioningArtifactsOutput:
    owned.product(call, request.product_id)
    versions = provisioning_artifacts.list_all(call.tx, request.product_id)
    return types.ListProvisioningArtifactsOutput(
        provisioning_artifact_details=tuple(replies.provisioning_artifact_detail(one) for one in versions)
    )
