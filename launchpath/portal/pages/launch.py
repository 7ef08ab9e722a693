"""Launching a product: its form, checked while it is filled in and again when it is sent."""

from starlette.responses import Response

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, ValidationException
from launchpath.domain.tag import RESERVED
from launchpath.operations.record_log import ListRecordParametersInput, ListRecordParametersOutput
from launchpath.portal import commands, draft
from launchpath.portal.draft import Draft
from launchpath.portal.visit import Visit, told


def show(visit: Visit) -> Response:
    """GET /products/{product_id}/launch: `again` names a record to begin from, `p.Key` gives a value."""
    made = draft.load(visit, visit.part("product_id"))
    draft.fill(made, visit)
    if again := visit.sent("again"):
        _begin_from(made, visit, again)
    draft.check(made, visit)
    return _form(visit, made)


def _begin_from(made: Draft, visit: Visit, record_id: str) -> None:
    """Fill in what an earlier launch was given, but for its secrets."""
    found = visit.ask(ListRecordParametersInput(record_id=record_id), ListRecordParametersOutput)
    known = {one.parameter_key for one in made.parameters}
    earlier = {one.key: one.value for one in found.parameters if one.key in known and not one.is_no_echo}
    made.values = {key: value for key, value in earlier.items() if value is not None} | made.values
    draft.take_tags(made, _own_tags(made, visit, record_id))


def _own_tags(made: Draft, visit: Visit, record_id: str) -> dict[str, str]:
    """The tags that an earlier launch was given; others come from the service and the path by themselves."""
    record = visit.ask(types.DescribeRecordInput(id=record_id), types.DescribeRecordOutput).record_detail
    paths = visit.ask(types.ListLaunchPathsInput(product_id=str(made.product.product_id)), types.ListLaunchPathsOutput)
    given = {
        tag.key for path in paths.launch_path_summaries or () if path.id == made.path.id for tag in path.tags or ()
    }
    found = {str(one.key): str(one.value) for one in (record.record_tags if record else None) or ()}
    return {key: value for key, value in found.items() if key not in given and not key.startswith(RESERVED)}


def check(visit: Visit) -> Response:
    """POST .../launch/check: what is wrong so far, and the same as commands."""
    made = draft.load(visit, visit.part("product_id"))
    draft.fill(made, visit)
    draft.check(made, visit)
    return visit.page("draft_checked.html", draft=made, commands=commands.of_launch(made, visit))


def send(visit: Visit) -> Response:
    """POST .../launch: launch it, or show the form again with everything that was typed."""
    made = draft.load(visit, visit.part("product_id"))
    draft.fill(made, visit)
    draft.check(made, visit, with_name=False)
    if visit.sent("action") == "switch":
        return _form(visit, made)
    made.was_sent = True
    if not made.is_sound:
        return _form(visit, made, 422)
    try:
        record = visit.ask(_request(made), types.ProvisionProductOutput).record_detail
    except (InvalidParametersException, ValidationException) as refusal:
        draft.check(made, visit)
        made.refusal, made.token = "" if made.name_flaw else told(refusal), draft.new_token()
        return _form(visit, made, 422)
    assert record is not None  # noqa: S101  a launch has one
    return visit.go(f"/runs/{record.record_id}", sent=str(made.product.product_id))


def _request(made: Draft) -> types.ProvisionProductInput:
    values = made.values.items()
    return types.ProvisionProductInput(
        product_id=made.product.product_id,
        provisioning_artifact_id=made.version.id,
        path_id=made.path.id,
        provisioned_product_name=made.name,
        provisioning_parameters=tuple(types.ProvisioningParameter(key=key, value=value) for key, value in values),
        tags=draft.all_tags(made) or None,
        provision_token=made.token,
    )


def _form(visit: Visit, made: Draft, status: int = 200) -> Response:
    return visit.page("launch.html", status, draft=made, commands=commands.of_launch(made, visit))
