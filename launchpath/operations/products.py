"""Products as their administrators keep them (semantics 4.2)."""

from dataclasses import replace
from typing import Any

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, ResourceInUseException
from launchpath.call import Call
from launchpath.domain import page
from launchpath.domain.identifier import new_id
from launchpath.domain.product import READABLE, Product, check_support_url
from launchpath.operations import owned, product_views, provisioning_artifacts, replies
from launchpath.operations.idempotency import Once
from launchpath.store import products, tag_options, tags
from launchpath.store import provisioning_artifacts as versions


def create_product(call: Call, request: types.CreateProductInput) -> types.CreateProductOutput:
    once = Once(
        call,
        "CreateProduct",
        request,
        request.idempotency_token,
        counts=lambda product_id: products.find(call.tx, call.account, product_id) is not None,
    )
    if once.result is None:
        once.keep(_add(call, request).id)
    product = owned.product(call, str(once.result))
    return types.CreateProductOutput(
        product_view_detail=replies.product_view_detail(call, product),
        provisioning_artifact_detail=replies.provisioning_artifact_detail(versions.list_all(call.tx, product.id)[0]),
        tags=replies.tags(tags.of(call.tx, product.id)),
    )


def _add(call: Call, request: types.CreateProductInput) -> Product:
    _refuse_repository(request.source_connection)
    if request.provisioning_artifact_parameters is None:
        raise InvalidParametersException("ProvisioningArtifactParameters is missing: a product needs a first version.")
    if request.product_type not in READABLE:
        raise InvalidParametersException(
            "Products of type {product_type} are not supported. Supported: {readable}.",
            product_type=request.product_type,
            readable=", ".join(sorted(READABLE)),
        )
    check_support_url(request.support_url)
    product = Product(
        id=new_id("prod"),
        view_id=new_id("prodview"),
        account=call.account,
        name=request.name,
        owner=request.owner,
        type=request.product_type,
        created_at=call.now,
        short_description=request.description or "",
        distributor=request.distributor or "",
        support_description=request.support_description or "",
        support_email=request.support_email or "",
        support_url=request.support_url or "",
    )
    products.add(call.tx, product)
    provisioning_artifacts.add(call, product, request.provisioning_artifact_parameters)
    owned.change_tags(call, product.id, request.tags)
    return product


def _refuse_repository(connection: types.SourceConnection | None) -> None:
    """OperationNotSupportedException is not modelled for these operations."""
    if connection is not None:
        raise InvalidParametersException(
            "Products that are synchronised from a repository (SourceConnection) are not supported. "
            "Give the template of each version as LoadTemplateFromURL."
        )


def update_product(call: Call, request: types.UpdateProductInput) -> types.UpdateProductOutput:
    product = owned.product(call, request.id)
    _refuse_repository(request.source_connection)
    check_support_url(request.support_url)
    changes = {
        "name": request.name,
        "owner": request.owner,
        "short_description": request.description,
        "distributor": request.distributor,
        "support_description": request.support_description,
        "support_email": request.support_email,
        "support_url": request.support_url,
    }
    given: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
    product = replace(product, **given)
    products.save(call.tx, product)
    # LimitExceededException is not modelled for this operation.
    owned.change_tags(call, product.id, request.add_tags, request.remove_tags, InvalidParametersException)
    return types.UpdateProductOutput(
        product_view_detail=replies.product_view_detail(call, product),
        tags=replies.tags(tags.of(call.tx, product.id)),
    )


def delete_product(call: Call, request: types.DeleteProductInput) -> types.DeleteProductOutput:
    owned.product(call, request.id)
    if products.in_any_portfolio(call.tx, request.id):
        raise ResourceInUseException(
            "Product {product_id} still has associated Portfolios. Disassociate it from them first.",
            product_id=request.id,
        )
    tag_options.disassociate(call.tx, [request.id])
    products.remove(call.tx, request.id)
    return types.DeleteProductOutput()


def describe_product_as_admin(
    call: Call, request: types.DescribeProductAsAdminInput
) -> types.DescribeProductAsAdminOutput:
    product = owned.product_named(call, request.id, request.name)
    return types.DescribeProductAsAdminOutput(
        product_view_detail=replies.product_view_detail(call, product),
        provisioning_artifact_summaries=tuple(
            replies.provisioning_artifact_summary(version) for version in versions.list_all(call.tx, product.id)
        ),
        tags=replies.tags(tags.of(call.tx, product.id)),
        tag_options=replies.tag_options(tag_options.offered_by(call.tx, product.id)),
        budgets=(),
    )


def search_products_as_admin(
    call: Call, request: types.SearchProductsAsAdminInput
) -> types.SearchProductsAsAdminOutput:
    conditions = [
        products.in_account(call.account, request.sort_by),
        *product_views.filtered(call, request.filters or {}, request.sort_by),
    ]
    if request.portfolio_id is not None:
        owned.portfolio(call, request.portfolio_id)
        conditions.append(products.in_portfolios([request.portfolio_id]))
    query = (call.account, request.portfolio_id, request.filters, request.sort_by, request.sort_order)
    wanted = page.page(request.page_size, request.page_token, "SearchProductsAsAdmin", *query)
    found = products.search(call.tx, conditions, wanted, request.sort_by, descending=request.sort_order == "DESCENDING")
    return types.SearchProductsAsAdminOutput(
        product_view_details=tuple(replies.product_view_detail(call, product) for product in found.items),
        next_page_token=wanted.token(found.last) if found.last else None,
    )
