"""Products as end users find them: searched and described through the portfolios open to them (semantics 2.3, 2.4)."""

from collections.abc import Mapping, Sequence

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException
from launchpath.call import Call
from launchpath.domain import page
from launchpath.domain.product import Product, search_words
from launchpath.operations import replies, visible
from launchpath.store import products, provisioning_artifacts
from launchpath.store.prepared import Condition

#: The filters that name a column, by the wire's key.
_COLUMNS: Mapping[str, str] = {"Owner": "owner", "ProductType": "type"}


def search_products(call: Call, request: types.SearchProductsInput) -> types.SearchProductsOutput:
    portfolio_ids = visible.portfolio_ids(call)
    query = (call.caller.arn, request.filters, request.sort_by, request.sort_order)
    wanted = page.page(request.page_size, request.page_token, "SearchProducts", *query)
    filters = request.filters or {}
    conditions = [products.in_portfolios(portfolio_ids), *filtered(call, filters, request.sort_by)]
    found = products.search(call.tx, conditions, wanted, request.sort_by, descending=request.sort_order == "DESCENDING")
    paths = products.path_counts(call.tx, [product.id for product in found.items], portfolio_ids)
    question = ("facets", portfolio_ids, repr(filters))
    facets = call.remember(question, lambda: products.count_facets(call.tx, conditions))
    return types.SearchProductsOutput(
        product_view_summaries=tuple(
            replies.product_view_summary(product, has_default_path=paths[product.id] == 1) for product in found.items
        ),
        product_view_aggregations={name: _aggregation(counts) for name, counts in facets.items()},
        next_page_token=wanted.token(found.last) if found.last else None,
    )


def describe_product(call: Call, request: types.DescribeProductInput) -> types.DescribeProductOutput:
    product = visible.product(call, request.id, request.name)
    paths = visible.paths(call, product.id)
    return types.DescribeProductOutput(
        product_view_summary=replies.product_view_summary(product, has_default_path=len(paths) == 1),
        provisioning_artifacts=_active_versions(call, product),
        budgets=(),
        launch_paths=tuple(replies.launch_path(path) for path in paths),
    )


def describe_product_view(call: Call, request: types.DescribeProductViewInput) -> types.DescribeProductViewOutput:
    product = products.find_view(call.tx, call.account, request.id)
    paths = visible.paths(call, product.id) if product else ()
    if product is None or not paths:
        raise ResourceNotFoundException("Product {product_id} not found.", product_id=request.id)
    return types.DescribeProductViewOutput(
        product_view_summary=replies.product_view_summary(product, has_default_path=len(paths) == 1),
        provisioning_artifacts=_active_versions(call, product),
    )


def filtered(
    call: Call, filters: Mapping[types.ProductViewFilterBy, Sequence[str]], sort: str | None = None
) -> list[Condition]:
    """The conditions of a search's filters: all keys must hold, of one key's values any (semantics 2.3)."""
    conditions: list[Condition] = []
    for key, values in filters.items():
        if key == "FullTextSearch":
            conditions.append(products.about_any(call.tx, [search_words(value) for value in values], sort))
        elif key == "SourceProductId":
            conditions.append(products.with_value("id", values))
        elif key in _COLUMNS:
            conditions.append(products.with_value(_COLUMNS[key], values))
        else:
            raise InvalidParametersException(
                "Filter {key} does not exist. Use FullTextSearch, Owner, ProductType or SourceProductId.", key=key
            )
    return conditions


def _active_versions(call: Call, product: Product) -> tuple[types.ProvisioningArtifact, ...]:
    versions = provisioning_artifacts.list_all(call.tx, product.id)
    return tuple(replies.provisioning_artifact(version) for version in versions if version.active)


def _aggregation(counts: Sequence[tuple[str, int]]) -> tuple[types.ProductViewAggregationValue, ...]:
    return tuple(types.ProductViewAggregationValue(value=value, approximate_count=count) for value, count in counts)
