"""Updating what was launched: other values, or another version, in a form that begins with the present ones."""

from starlette.responses import Response

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException, ValidationException
from launchpath.portal import draft
from launchpath.portal.draft import Draft, Subject
from launchpath.portal.pages.provisioned_product import find, parameters
from launchpath.portal.visit import Visit, told


def show(visit: Visit) -> Response:
    """GET /launched/{id}/update: `version` chooses another one."""
    made = _load(visit)
    draft.fill(made, visit)
    draft.check(made, visit)
    return visit.page("update.html", draft=made)


def check(visit: Visit) -> Response:
    """POST .../update/check: what is wrong so far."""
    made = _load(visit)
    draft.fill(made, visit)
    draft.check(made, visit)
    return visit.page("draft_checked.html", draft=made, commands=())


def send(visit: Visit) -> Response:
    """POST .../update: update it, or show the form again with everything that was typed."""
    made = _load(visit)
    draft.fill(made, visit)
    draft.check(made, visit)
    if visit.sent("action") == "switch":
        return visit.page("update.html", draft=made)
    made.was_sent = True
    if not made.is_sound:
        return visit.page("update.html", 422, draft=made)
    try:
        record = visit.ask(_request(made), types.UpdateProvisionedProductOutput).record_detail
    except (InvalidParametersException, ValidationException) as refusal:
        made.refusal, made.token = told(refusal), draft.new_token()
        return visit.page("update.html", 422, draft=made)
    assert record is not None and made.subject is not None  # noqa: S101, PT018  an update has both
    return visit.go(f"/runs/{record.record_id}", sent=made.subject.id)


def _load(visit: Visit) -> Draft:
    found = find(visit, visit.part("provisioned_product_id"))
    last = found.last_successful_provisioning_record_id or found.last_provisioning_record_id
    present = [one for one in parameters(visit, last) if one.value is not None]
    asked = types.DescribeRecordInput(id=str(found.last_provisioning_record_id))
    record = visit.ask(asked, types.DescribeRecordOutput).record_detail
    subject = Subject(
        id=str(found.id),
        name=str(found.name),
        artifact_id=str(found.provisioning_artifact_id),
        path_id=str(record.path_id) if record else "",
        values={one.key: str(one.value) for one in present if not one.is_no_echo},
        secrets=frozenset(one.key for one in present if one.is_no_echo),
    )
    try:
        return draft.load(visit, str(found.product_id), subject)
    except ResourceNotFoundException:
        raise ResourceNotFoundException(
            f"{found.name} can't be updated: its product is no longer open to you. Ask an administrator."
        ) from None


def _request(made: Draft) -> types.UpdateProvisionedProductInput:
    assert made.subject is not None  # noqa: S101  it was loaded for one
    given = [types.UpdateProvisioningParameter(key=key, value=value) for key, value in made.values.items()]
    kept = [types.UpdateProvisioningParameter(key=key, use_previous_value=True) for key in sorted(made.kept)]
    return types.UpdateProvisionedProductInput(
        provisioned_product_id=made.subject.id,
        provisioning_artifact_id=made.version.id,
        path_id=made.path.id,
        provisioning_parameters=(*given, *kept),
        update_token=made.token,
    )
