"""Provisioned products as they stand: scanned, searched, described, with their outputs (semantics 2.11-2.13)."""

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, Phrase
from launchpath.call import Call
from launchpath.domain import page
from launchpath.domain.permission import Level
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.operations import replies, visible
from launchpath.store import products, provisioned_product_search, provisioned_products, provisioning_artifacts, records


def scan_provisioned_products(
    call: Call, request: types.ScanProvisionedProductsInput
) -> types.ScanProvisionedProductsOutput:
    level = call.level(visible.asked_level(request.access_level_filter), Level.USER)
    query = (call.caller.session_arn, level)
    wanted = page.page(request.page_size, request.page_token, "ScanProvisionedProducts", *query)
    found = provisioned_products.list_living(call.tx, [visible.own(call, level)], wanted)
    return types.ScanProvisionedProductsOutput(
        provisioned_products=tuple(replies.provisioned_product_detail(call, one) for one in found.items),
        next_page_token=wanted.token(found.last) if found.last else None,
    )


def search_provisioned_products(
    call: Call, request: types.SearchProvisionedProductsInput
) -> types.SearchProvisionedProductsOutput:
    level = call.level(visible.asked_level(request.access_level_filter), Level.ACCOUNT)
    if request.sort_by not in provisioned_products.SORTS:
        raise InvalidParametersException(
            "SortBy {sort_by} does not exist. Use arn, createdTime, id, lastRecordId or name.", sort_by=request.sort_by
        )
    conditions = [visible.own(call, level), *provisioned_product_search.conditions(request.filters or {})]
    query = (call.caller.session_arn, level, request.filters, request.sort_by, request.sort_order)
    wanted = page.page(request.page_size, request.page_token, "SearchProvisionedProducts", *query)
    found = provisioned_products.list_living(
        call.tx, conditions, wanted, request.sort_by, descending=request.sort_order == "DESCENDING"
    )
    return types.SearchProvisionedProductsOutput(
        provisioned_products=_attributes(call, found.items),
        total_results_count=provisioned_products.count_living(call.tx, conditions),
        next_page_token=wanted.token(found.last) if found.last else None,
    )


def _attributes(call: Call, found: tuple[ProvisionedProduct, ...]) -> tuple[types.ProvisionedProductAttribute, ...]:
    product_names = products.names(call.tx, [one.product_id for one in found])
    artifact_names = provisioning_artifacts.names(call.tx, [one.artifact_id for one in found])
    return tuple(
        replies.provisioned_product_attribute(
            call, one, product_names.get(one.product_id), artifact_names.get(one.artifact_id)
        )
        for one in found
    )


def describe_provisioned_product(
    call: Call, request: types.DescribeProvisionedProductInput
) -> types.DescribeProvisionedProductOutput:
    found = visible.provisioned_product(call, request.id, request.name)
    return types.DescribeProvisionedProductOutput(
        provisioned_product_detail=replies.provisioned_product_detail(call, found), cloud_watch_dashboards=()
    )


def get_provisioned_product_outputs(
    call: Call, request: types.GetProvisionedProductOutputsInput
) -> types.GetProvisionedProductOutputsOutput:
    """The outputs of the last provision or update that succeeded."""
    found = visible.provisioned_product(call, request.provisioned_product_id, request.provisioned_product_name)
    record_id = found.last_successful_provisioning_record_id or found.last_record_id
    known = records.output_keys(call.tx, record_id)
    if unknown := sorted(set(request.output_keys or ()) - set(known)):
        raise InvalidParametersException(
            "Output keys {unknown} do not exist. {name} has {known}.",
            unknown=", ".join(unknown),
            name=found.name,
            known=", ".join(known) or Phrase("no outputs"),
        )
    query = (found.id, record_id, request.output_keys)
    wanted = page.page(request.page_size, request.page_token, "GetProvisionedProductOutputs", *query)
    outputs = records.outputs(call.tx, record_id, wanted, request.output_keys or None)
    return types.GetProvisionedProductOutputsOutput(
        outputs=tuple(replies.record_output(one) for one in outputs.items),
        next_page_token=wanted.token(outputs.last) if outputs.last else None,
    )
