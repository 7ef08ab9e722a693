"""One launched product: what it hands out, what it is made of, how it was launched, and what happened to it."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException
from launchpath.operations.catalog_views import (
    ListProvisionedProductNewsInput,
    ListProvisionedProductNewsOutput,
)
from launchpath.operations.record_log import (
    HistoryEntry,
    LaunchedParameter,
    ListProvisionedProductHistoryInput,
    ListProvisionedProductHistoryOutput,
    ListRecordParametersInput,
    ListRecordParametersOutput,
)
from launchpath.portal import progress
from launchpath.portal.progress import ResourceState
from launchpath.portal.visit import Visit

#: So many records back it is looked up what a resource is called.
_MOST_UPDATES = 10


def show(visit: Visit) -> Response:
    """GET /launched/{provisioned_product_id}"""
    found = find(visit, visit.part("provisioned_product_id"))
    identifier, last = str(found.id), found.last_successful_provisioning_record_id
    news = visit.ask(
        ListProvisionedProductNewsInput(provisioned_product_ids=(identifier,)), ListProvisionedProductNewsOutput
    ).news
    history = visit.ask(
        ListProvisionedProductHistoryInput(provisioned_product_id=identifier), ListProvisionedProductHistoryOutput
    )
    return visit.page(
        "provisioned_product.html",
        product=found,
        news=news[identifier],
        outputs=_outputs(visit, last),
        resources=_resources(visit, last, history.entries),
        parameters=parameters(visit, last or found.last_provisioning_record_id),
        entries=history.entries,
        can_launch=_can_still_launch(visit, found),
    )


def find(visit: Visit, identifier: str) -> types.ProvisionedProductAttribute:
    """A living provisioned product, with everything that its table tells of it."""
    asked = types.SearchProvisionedProductsInput(
        access_level_filter=types.AccessLevelFilter(key=_level(visit), value="self"),
        filters={"SearchQuery": (f"id:{identifier}",)},
    )
    try:
        found = visit.ask(asked, types.SearchProvisionedProductsOutput).provisioned_products
    except InvalidParametersException:
        found = ()
    if not found:
        raise ResourceNotFoundException(
            "There is no such launched product: it has been terminated, or it is somebody else's."
        )
    return found[0]


def _level(visit: Visit) -> types.AccessLevelFilterKey:
    level = visit.level("SearchProvisionedProducts")
    return "Account" if level is None or level.name == "ACCOUNT" else "Role" if level.name == "ROLE" else "User"


def _outputs(visit: Visit, record_id: str | None) -> tuple[types.RecordOutput, ...]:
    if record_id is None:
        return ()
    asked = types.DescribeRecordInput(id=record_id)
    return visit.ask(asked, types.DescribeRecordOutput).record_outputs or ()


def _resources(visit: Visit, record_id: str | None, history: Sequence[HistoryEntry]) -> tuple[ResourceState, ...]:
    """What it was made of when it last succeeded; what an update left as it was is called as when it was made."""
    if record_id is None:
        return ()
    runs = progress.look(visit, record_id).resources
    found = {one.name: one for one in runs if one.said not in ("Not made", "Deleted")}
    for earlier in history[:_MOST_UPDATES]:
        nameless = {name for name, one in found.items() if not one.reason}
        if not nameless:
            break
        for one in progress.look(visit, str(earlier.record_detail.record_id)).resources:
            if one.name in nameless and one.look == "good":
                found[one.name] = replace(found[one.name], reason=one.reason)
    return tuple(found.values())


def parameters(visit: Visit, record_id: str | None) -> tuple[LaunchedParameter, ...]:
    """The values that it has."""
    if record_id is None:
        return ()
    return visit.ask(ListRecordParametersInput(record_id=record_id), ListRecordParametersOutput).parameters


def _can_still_launch(visit: Visit, product: types.ProvisionedProductAttribute) -> bool:
    """Whether the visitor still sees the catalog's product, so that an update is possible."""
    try:
        visit.ask(types.DescribeProductInput(id=product.product_id), types.DescribeProductOutput)
    except ResourceNotFoundException:
        return False
    return True
