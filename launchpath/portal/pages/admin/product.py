"""One product as its administrators keep it: its texts, its versions, who holds it, its tags."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from launchpath.api import types
from launchpath.portal import doing
from launchpath.portal.doing import Action, Doing
from launchpath.portal.pages.admin import portfolios, tag_options
from launchpath.portal.visit import Visit

#: The fields of the form, as the request has them.
TEXTS = ("name", "owner", "description", "distributor", "support_description", "support_email", "support_url")


def show(visit: Visit) -> Response:
    """GET /admin/products/{product_id}"""
    return _page(visit, "")


def change(visit: Visit) -> Response:
    """POST /admin/products/{product_id}"""
    return doing.act(visit, _ACTIONS, _page)


def _page(visit: Visit, refusal: str) -> Response:
    product_id = visit.part("product_id")
    described = visit.ask(types.DescribeProductAsAdminInput(id=product_id), types.DescribeProductAsAdminOutput)
    asked = types.ListPortfoliosForProductInput(product_id=product_id)
    pages = doing.everything(visit, asked, types.ListPortfoliosForProductOutput)
    holding = [one for page in pages for one in page.portfolio_details or ()]
    versions = visit.ask(
        types.ListProvisioningArtifactsInput(product_id=product_id), types.ListProvisioningArtifactsOutput
    )
    detail, offered = described.product_view_detail, described.tag_options or ()
    return visit.page(
        "admin/product.html",
        422 if refusal else 200,
        product=detail.product_view_summary if detail else None,
        versions=tuple(reversed(versions.provisioning_artifact_details or ())),
        portfolios=holding,
        others=[one for one in portfolios.all_of_them(visit) if one.id not in {held.id for held in holding}],
        tags=described.tags or (),
        can=doing.offered(visit, _ACTIONS),
        offered=offered,
        options=tag_options.others(visit, offered),
        refusal=refusal,
    )


def _here(visit: Visit) -> str:
    return f"/admin/products/{visit.part('product_id')}"


def _save(visit: Visit) -> str:
    texts: dict[str, Any] = {name: visit.sent(name).strip() for name in TEXTS}
    visit.ask(types.UpdateProductInput(id=visit.part("product_id"), **texts), types.UpdateProductOutput)
    return _here(visit)


def _put_in(visit: Visit) -> str:
    request = types.AssociateProductWithPortfolioInput(
        portfolio_id=visit.sent("portfolio"), product_id=visit.part("product_id")
    )
    visit.ask(request, types.AssociateProductWithPortfolioOutput)
    return _here(visit) + "#portfolios"


def _take_out(visit: Visit) -> str:
    request = types.DisassociateProductFromPortfolioInput(
        portfolio_id=visit.sent("portfolio"), product_id=visit.part("product_id")
    )
    visit.ask(request, types.DisassociateProductFromPortfolioOutput)
    return _here(visit) + "#portfolios"


def _delete(visit: Visit) -> str:
    visit.ask(types.DeleteProductInput(id=visit.part("product_id")), types.DeleteProductOutput)
    return "/admin/products"


def _save_version(visit: Visit) -> str:
    guidance = visit.sent("guidance")
    request = types.UpdateProvisioningArtifactInput(
        product_id=visit.part("product_id"),
        provisioning_artifact_id=visit.sent("version"),
        name=doing.optional(visit, "version_name"),
        description=visit.sent("version_description"),
        active=guidance != "HIDDEN",
        guidance="DEPRECATED" if guidance == "DEPRECATED" else "DEFAULT",
    )
    visit.ask(request, types.UpdateProvisioningArtifactOutput)
    return _here(visit) + "#versions"


def _delete_version(visit: Visit) -> str:
    request = types.DeleteProvisioningArtifactInput(
        product_id=visit.part("product_id"), provisioning_artifact_id=visit.sent("version")
    )
    visit.ask(request, types.DeleteProvisioningArtifactOutput)
    return _here(visit) + "#versions"


def _offer(visit: Visit) -> str:
    tag_options.offer(visit, visit.part("product_id"))
    return _here(visit) + "#tags"


def _offer_no_more(visit: Visit) -> str:
    tag_options.take_back(visit, visit.part("product_id"))
    return _here(visit) + "#tags"


def _tag(visit: Visit) -> str:
    request = types.UpdateProductInput(id=visit.part("product_id"), add_tags=(doing.tag(visit),))
    visit.ask(request, types.UpdateProductOutput)
    return _here(visit) + "#own-tags"


def _untag(visit: Visit) -> str:
    request = types.UpdateProductInput(id=visit.part("product_id"), remove_tags=(visit.sent("key"),))
    visit.ask(request, types.UpdateProductOutput)
    return _here(visit) + "#own-tags"


_ACTIONS: Mapping[str, Action] = {
    "save": Doing("UpdateProduct", _save),
    "put-in": Doing("AssociateProductWithPortfolio", _put_in),
    "take-out": Doing("DisassociateProductFromPortfolio", _take_out),
    "delete": Doing("DeleteProduct", _delete),
    "save-version": Doing("UpdateProvisioningArtifact", _save_version),
    "delete-version": Doing("DeleteProvisioningArtifact", _delete_version),
    "offer": Doing("AssociateTagOptionWithResource", _offer),
    "offer-no-more": Doing("DisassociateTagOptionFromResource", _offer_no_more),
    "tag": Doing("UpdateProduct", _tag),
    "untag": Doing("UpdateProduct", _untag),
}
