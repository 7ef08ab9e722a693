"""TagOptions: a library of tags for launches, offered through portfolios and products (semantics 4.6)."""

from launchpath.api import types
from launchpath.api.errors import (
    DuplicateResourceException,
    InvalidParametersException,
    LimitExceededException,
    ResourceInUseException,
    ResourceNotFoundException,
)
from launchpath.call import Call
from launchpath.domain import page
from launchpath.domain.identifier import new_id
from launchpath.domain.tag_option import TagOption
from launchpath.operations import owned, replies
from launchpath.store import tag_options

#: A portfolio or a product offers at most so many (semantics 9).
MOST_OF_A_RESOURCE = 25


def create_tag_option(call: Call, request: types.CreateTagOptionInput) -> types.CreateTagOptionOutput:
    _refuse_duplicate(call, request.key, request.value)
    option = TagOption(id=new_id("tag"), account=call.account, key=request.key, value=request.value)
    tag_options.add(call.tx, option)
    return types.CreateTagOptionOutput(tag_option_detail=replies.tag_option_detail(option))


def describe_tag_option(call: Call, request: types.DescribeTagOptionInput) -> types.DescribeTagOptionOutput:
    return types.DescribeTagOptionOutput(tag_option_detail=replies.tag_option_detail(_get(call, request.id)))


def update_tag_option(call: Call, request: types.UpdateTagOptionInput) -> types.UpdateTagOptionOutput:
    """A value that is there already, its own included, is refused (semantics 4.6)."""
    option = _get(call, request.id)
    if request.value is not None:
        _refuse_duplicate(call, option.key, request.value)
    changes = {"value": request.value, "active": request.active}
    if given := {name: value for name, value in changes.items() if value is not None}:
        tag_options.save(call.tx, option.id, given)
    return types.UpdateTagOptionOutput(tag_option_detail=replies.tag_option_detail(_get(call, request.id)))


def delete_tag_option(call: Call, request: types.DeleteTagOptionInput) -> types.DeleteTagOptionOutput:
    option = _get(call, request.id)
    if tag_options.is_offered(call.tx, option.id):
        raise ResourceInUseException(
            "TagOption {option_id} is still associated with portfolios or products. Disassociate it first.",
            option_id=option.id,
        )
    tag_options.remove(call.tx, option.id)
    return types.DeleteTagOptionOutput()


def list_tag_options(call: Call, request: types.ListTagOptionsInput) -> types.ListTagOptionsOutput:
    filters = request.filters or types.ListTagOptionsFilters()
    named = {"key": filters.key, "value": filters.value, "active": filters.active}
    wanted = {name: value for name, value in named.items() if value is not None}
    asked = page.page(request.page_size, request.page_token, "ListTagOptions", call.account, wanted)
    found = tag_options.list_all(call.tx, call.account, wanted, asked)
    return types.ListTagOptionsOutput(
        tag_option_details=tuple(replies.tag_option_detail(one) for one in found.items),
        page_token=asked.token(found.last) if found.last else None,
    )


def associate_tag_option_with_resource(
    call: Call, request: types.AssociateTagOptionWithResourceInput
) -> types.AssociateTagOptionWithResourceOutput:
    option = _get(call, request.tag_option_id)
    _check_resource(call, request.resource_id)
    present = tag_options.offered_by(call.tx, request.resource_id)
    if option.id in {one.id for one in present}:
        raise DuplicateResourceException(
            "The association of TagOption {option_id} with {resource_id} already exists.",
            option_id=option.id,
            resource_id=request.resource_id,
        )
    if len(present) >= MOST_OF_A_RESOURCE:
        raise LimitExceededException(
            "{resource_id} has {most_of_a_resource} TagOptions already. Disassociate one first.",
            resource_id=request.resource_id,
            most_of_a_resource=MOST_OF_A_RESOURCE,
        )
    tag_options.associate(call.tx, option.id, request.resource_id)
    return types.AssociateTagOptionWithResourceOutput()


def disassociate_tag_option_from_resource(
    call: Call, request: types.DisassociateTagOptionFromResourceInput
) -> types.DisassociateTagOptionFromResourceOutput:
    _check_resource(call, request.resource_id)
    if not tag_options.disassociate(call.tx, [request.resource_id], request.tag_option_id):
        raise ResourceNotFoundException(
            "TagOption {tag_option_id} is not associated with {resource_id}.",
            tag_option_id=request.tag_option_id,
            resource_id=request.resource_id,
        )
    return types.DisassociateTagOptionFromResourceOutput()


def list_resources_for_tag_option(
    call: Call, request: types.ListResourcesForTagOptionInput
) -> types.ListResourcesForTagOptionOutput:
    """Portfolios, or products, or without a ResourceType both."""
    option = _get(call, request.tag_option_id)
    kinds = [request.resource_type] if request.resource_type else list(tag_options.RESOURCES)
    if unknown := [kind for kind in kinds if kind not in tag_options.RESOURCES]:
        raise InvalidParametersException(
            "ResourceType {unknown} does not exist. Use Portfolio or Product.", unknown=unknown[0]
        )
    asked = page.page(request.page_size, request.page_token, "ListResourcesForTagOption", option.id, kinds)
    found = tag_options.resources(call.tx, option.id, kinds, asked)
    return types.ListResourcesForTagOptionOutput(
        resource_details=tuple(_resource_detail(call, one) for one in found.items),
        page_token=asked.token(found.last) if found.last else None,
    )


def _resource_detail(call: Call, one: tag_options.Resource) -> types.ResourceDetail:
    arn = call.portfolio_arn(one.id) if one.id.startswith("port-") else call.product_arn(one.id)
    return types.ResourceDetail(
        id=one.id,
        arn=arn,
        name=one.name,
        description=one.description,
        created_time=replies.seconds(one.created_at),
    )


def _get(call: Call, tag_option_id: str) -> TagOption:
    found = tag_options.find(call.tx, call.account, tag_option_id)
    if found is None:
        raise ResourceNotFoundException("TagOption {tag_option_id} not found.", tag_option_id=tag_option_id)
    return found


def _refuse_duplicate(call: Call, key: str, value: str) -> None:
    if tag_options.exists(call.tx, call.account, key, value):
        raise DuplicateResourceException(
            "TagOption with key {key} and value {value} already exists.", key=key, value=value
        )


def _check_resource(call: Call, resource_id: str) -> None:
    """A TagOption is offered by a portfolio or a product of the account, nothing else."""
    if resource_id.startswith("port-"):
        owned.portfolio(call, resource_id)
    else:
        owned.product(call, resource_id)
