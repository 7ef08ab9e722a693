"""All policies, and who has them."""

from starlette.responses import Response

from launchpath.operations.policies import ListPoliciesInput, ListPoliciesOutput
from launchpath.portal.visit import Visit


def show(visit: Visit) -> Response:
    """GET /admin/policies"""
    found = visit.ask(ListPoliciesInput(), ListPoliciesOutput).policies
    return visit.page(
        "admin/policies.html",
        own=[one for one in found if not one.is_managed],
        managed=[one for one in found if one.is_managed],
    )
