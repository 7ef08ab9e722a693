"""Terminating what was launched: its name is typed first, and what becomes of the resources is chosen."""

from uuid import uuid4

from starlette.responses import Response

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.portal import doing
from launchpath.portal.pages.provisioned_product import find
from launchpath.portal.visit import Visit, told


def show(visit: Visit) -> Response:
    """GET /launched/{id}/terminate"""
    return _asked(visit, "", 200)


def send(visit: Visit) -> Response:
    """POST .../terminate"""
    found = find(visit, visit.part("provisioned_product_id"))
    chosen = visit.sent("resources")
    request = types.TerminateProvisionedProductInput(
        provisioned_product_id=found.id,
        terminate_token=visit.sent("token") or str(uuid4()),
        ignore_errors=chosen == "ignore",
        retain_physical_resources=chosen == "retain",
    )
    try:
        doing.insist_on_name(visit, str(found.name))
        record = visit.ask(request, types.TerminateProvisionedProductOutput).record_detail
    except InvalidParametersException as refusal:
        return _asked(visit, told(refusal), 422)
    assert record is not None  # noqa: S101  a termination has one
    return visit.go(f"/runs/{record.record_id}")


def _asked(visit: Visit, refusal: str, status: int) -> Response:
    found = find(visit, visit.part("provisioned_product_id"))
    return visit.page(
        "terminate.html",
        status,
        product=found,
        refusal=refusal,
        typed=visit.sent("typed_name"),
        chosen=visit.sent("resources") or "delete",
        token=str(uuid4()),
    )
