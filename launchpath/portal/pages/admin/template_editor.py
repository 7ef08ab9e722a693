"""Writing a template: a new product, or a new version, with the form that it makes shown while one types."""

import hashlib
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from launchpath.api import types
from launchpath.domain import template_interface
from launchpath.operations.drafts import (
    CheckTemplateInput,
    CheckTemplateOutput,
    GetTemplateInput,
    GetTemplateOutput,
)
from launchpath.operations.templates import PutTemplateInput, PutTemplateOutput
from launchpath.portal import doing, draft, form, graph
from launchpath.portal.doing import Action, Doing
from launchpath.portal.form import State
from launchpath.portal.pages.admin.product import TEXTS
from launchpath.portal.visit import Visit

#: What a new template begins with.
_BEGINNING = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: Says in a sentence what it makes.

Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - Label: {default: How it behaves}
        Parameters: [Retention]
    ParameterLabels:
      Retention: {default: Days to keep a message}

Parameters:
  Retention:
    Type: Number
    Default: 4
    MinValue: 1
    MaxValue: 14
    Description: After this time a message that nobody has read is gone.

Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: !Ref Retention

Outputs:
  QueueUrl:
    Value: !Ref Queue
    Description: Where messages go.
"""


def show_new_product(visit: Visit) -> Response:
    """GET /admin/products/new"""
    return _page(visit, "", body=_BEGINNING)


def create_product(visit: Visit) -> Response:
    """POST /admin/products/new"""
    return _done(visit, Doing("CreateProduct", _create_product))


def show_new_version(visit: Visit) -> Response:
    """GET /admin/products/{product_id}/versions/new: begins with the newest one's text."""
    asked = types.ListProvisioningArtifactsInput(product_id=visit.part("product_id"))
    versions = visit.ask(asked, types.ListProvisioningArtifactsOutput).provisioning_artifact_details or ()
    chosen = next((one for one in versions if one.id == visit.sent("like")), versions[-1] if versions else None)
    body = ""
    if chosen is not None:
        newest = GetTemplateInput(product_id=visit.part("product_id"), provisioning_artifact_id=str(chosen.id))
        body = visit.ask(newest, GetTemplateOutput).body
    return _page(visit, "", body=body)


def create_version(visit: Visit) -> Response:
    """POST /admin/products/{product_id}/versions/new"""
    return _done(visit, Doing("CreateProvisioningArtifact", _create_version))


def _done(visit: Visit, create: Action) -> Response:
    """Create what the form describes; or, without scripts, show the form that the template makes."""
    if visit.sent("action") == "preview":
        return _page(visit, "")
    return doing.act(visit, {"create": create}, lambda again, refusal: _page(again, refusal))


def preview(visit: Visit) -> Response:
    """POST /admin/templates/preview: the form that a template makes, as far as it is written."""
    return visit.page("admin/template_preview.html", **_previewed(visit, visit.sent("body")))


def _previewed(visit: Visit, body: str) -> Mapping[str, Any]:
    checked = visit.ask(CheckTemplateInput(body=body), CheckTemplateOutput)
    keys = [str(one.parameter_key) for one in checked.parameters]
    state = State(values={}, flaws={}, with_default=checked.with_default)
    interface = template_interface.read(checked.metadata, keys)
    return {
        "checked": checked,
        "sections": form.sections(checked.parameters, interface, state),
        "graph": graph.draw(checked.resources),
    }


def _page(visit: Visit, refusal: str, body: str | None = None) -> Response:
    text = visit.sent("body").replace("\r\n", "\n") if body is None else body
    product = None
    if product_id := visit.request.path_params.get("product_id"):
        described = visit.ask(types.DescribeProductAsAdminInput(id=product_id), types.DescribeProductAsAdminOutput)
        product = described.product_view_detail.product_view_summary if described.product_view_detail else None
    return visit.page(
        "admin/template_editor.html",
        422 if refusal else 200,
        product=product,
        body=text,
        refusal=refusal,
        token=draft.new_token(),
        **_previewed(visit, text),
    )


def _properties(visit: Visit) -> types.ProvisioningArtifactProperties:
    """The version that the form describes; its template is put into the artifact store."""
    content = visit.sent("body").replace("\r\n", "\n").encode()
    kept = PutTemplateInput(hash=hashlib.sha256(content).hexdigest(), body=content)
    return types.ProvisioningArtifactProperties(
        name=doing.optional(visit, "version_name"),
        description=doing.optional(visit, "version_description"),
        info={"LoadTemplateFromURL": visit.ask(kept, PutTemplateOutput).url},
    )


def _create_product(visit: Visit) -> str:
    texts = {name: value for name in TEXTS if (value := visit.sent(name).strip())}
    request = types.CreateProductInput(
        **{"name": "", "owner": ""} | texts,  # type: ignore[arg-type]
        product_type="CLOUD_FORMATION_TEMPLATE",
        provisioning_artifact_parameters=_properties(visit),
        idempotency_token=doing.token(visit),
    )
    made = visit.ask(request, types.CreateProductOutput).product_view_detail
    assert made is not None and made.product_view_summary is not None  # noqa: S101, PT018  a new product has both
    return f"/admin/products/{made.product_view_summary.product_id}"


def _create_version(visit: Visit) -> str:
    request = types.CreateProvisioningArtifactInput(
        product_id=visit.part("product_id"), parameters=_properties(visit), idempotency_token=doing.token(visit)
    )
    visit.ask(request, types.CreateProvisioningArtifactOutput)
    return f"/admin/products/{visit.part('product_id')}#versions"
