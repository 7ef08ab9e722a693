"""One product: what it is, its versions, what it makes and hands out, who helps, and how to launch it."""

from starlette.responses import Response

from launchpath.api import types
from launchpath.operations.catalog_views import (
    DescribeTemplateInput,
    DescribeTemplateOutput,
    SearchCatalogInput,
    SearchCatalogOutput,
)
from launchpath.portal import graph
from launchpath.portal.visit import Visit


def show(visit: Visit) -> Response:
    """GET /products/{product_id}; `version` chooses the one whose resources are shown."""
    product_id = visit.part("product_id")
    described = visit.ask(types.DescribeProductInput(id=product_id), types.DescribeProductOutput)
    versions = tuple(reversed(described.provisioning_artifacts or ()))
    newest = next((one for one in versions if one.guidance != "DEPRECATED"), None)
    wanted = visit.sent("version")
    version = next((one for one in versions if wanted and wanted in (one.id, one.name)), newest) or versions[0]
    paths = visit.ask(types.ListLaunchPathsInput(product_id=product_id), types.ListLaunchPathsOutput)
    made = visit.ask(
        DescribeTemplateInput(product_id=product_id, provisioning_artifact_id=str(version.id)), DescribeTemplateOutput
    )
    found = visit.ask(SearchCatalogInput(product_ids=(product_id,)), SearchCatalogOutput)
    return visit.page(
        "product.html",
        product=described.product_view_summary,
        card=found.cards[0],
        versions=versions,
        newest=newest,
        version=version,
        paths=paths.launch_path_summaries or (),
        made=made,
        graph=graph.draw(made.resources),
    )
