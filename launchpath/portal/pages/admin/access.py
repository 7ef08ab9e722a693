"""What would this person see? Portfolios, products and deeds of anybody, as if they had signed in."""

from starlette.responses import Response

from launchpath.api.errors import InvalidParametersException
from launchpath.operations.visibility import DescribeVisibilityInput, DescribeVisibilityOutput
from launchpath.portal.pages.admin import somebody
from launchpath.portal.visit import Visit, told

#: How the operations are told that decide what somebody can do.
_DEEDS = {
    "SearchProducts": "Look through the catalog",
    "ProvisionProduct": "Launch",
    "SearchProvisionedProducts": "Find",
    "UpdateProvisionedProduct": "Update",
    "TerminateProvisionedProduct": "Terminate",
}


def show(visit: Visit) -> Response:
    """GET /admin/access?principal=ARN"""
    visit.insist("DescribeVisibility")
    principal, seen, refusal = visit.sent("principal").strip(), None, ""
    if principal:
        try:
            principal = somebody.meant(visit, "principal")
            seen = visit.ask(DescribeVisibilityInput(principal_arn=principal), DescribeVisibilityOutput)
        except InvalidParametersException as wrong:
            refusal = told(wrong)
    return visit.page(
        "admin/access.html",
        422 if refusal else 200,
        principal=principal,
        seen=seen,
        refusal=refusal,
        people=somebody.everybody(visit),
        deeds=_DEEDS,
    )
