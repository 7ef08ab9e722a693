"""One portfolio: its texts, what it holds, whom it is open to, what it demands, which tags it offers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from launchpath.api import types
from launchpath.domain import principal
from launchpath.domain.constraint import can_be_kept
from launchpath.portal import doing, draft
from launchpath.portal.doing import Action, Doing
from launchpath.portal.pages.admin import constraint, somebody, tag_options
from launchpath.portal.visit import Visit

#: So many products have a row; the others are taken out on their own pages.
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Demand:
    """A constraint with what it says."""

    detail: types.ConstraintDetail
    product_name: str
    #: Its JSON text, laid out.
    parameters: str
    #: Whether anything here heeds it.
    is_kept: bool


def show(visit: Visit) -> Response:
    """GET /admin/portfolios/{portfolio_id}"""
    return _page(visit, "")


def change(visit: Visit) -> Response:
    """POST /admin/portfolios/{portfolio_id}"""
    return doing.act(visit, _ACTIONS, _page)


def _page(visit: Visit, refusal: str) -> Response:
    portfolio_id = visit.part("portfolio_id")
    described = visit.ask(types.DescribePortfolioInput(id=portfolio_id), types.DescribePortfolioOutput)
    held = products_of(visit, portfolio_id)
    inside = {one.product_id for one in held}
    principals = doing.everything(
        visit, types.ListPrincipalsForPortfolioInput(portfolio_id=portfolio_id), types.ListPrincipalsForPortfolioOutput
    )
    whole, choices = somebody.everybody(visit), constraint.choices(visit, held)
    offered = described.tag_options or ()
    return visit.page(
        "admin/portfolio.html",
        422 if refusal else 200,
        portfolio=described.portfolio_detail,
        tags=described.tags or (),
        held=held,
        rows=held[:MOST_ROWS],
        others=[one for one in products_of(visit, None) if one.product_id not in inside],
        principals=[one for page in principals for one in page.principals or ()],
        people=whole,
        known={one.arn for one in whole},
        kinds=constraint.KINDS,
        example=constraint.EXAMPLE,
        token=draft.new_token(),
        choices=choices,
        unavailable={kind: constraint.why_not(visit, kind) for kind, products in choices.items() if not products},
        demands=_demands(visit, portfolio_id, {str(one.product_id): one for one in held}),
        can=doing.offered(visit, _ACTIONS),
        offered=offered,
        options=tag_options.others(visit, offered),
        refusal=refusal,
    )


def products_of(visit: Visit, portfolio_id: str | None) -> list[types.ProductViewSummary]:
    """The products of a portfolio, or of the account, by name."""
    asked = types.SearchProductsAsAdminInput(portfolio_id=portfolio_id, sort_by="Title", page_size=20)
    pages = doing.everything(visit, asked, types.SearchProductsAsAdminOutput)
    found = (one.product_view_summary for page in pages for one in page.product_view_details or ())
    return [one for one in found if one is not None]


def _demands(visit: Visit, portfolio_id: str, held: Mapping[str, types.ProductViewSummary]) -> list[Demand]:
    asked = types.ListConstraintsForPortfolioInput(portfolio_id=portfolio_id)
    pages = doing.everything(visit, asked, types.ListConstraintsForPortfolioOutput)
    return [_demand_of(visit, one, held) for page in pages for one in page.constraint_details or ()]


def _demand_of(visit: Visit, detail: types.ConstraintDetail, held: Mapping[str, types.ProductViewSummary]) -> Demand:
    said = visit.ask(types.DescribeConstraintInput(id=str(detail.constraint_id)), types.DescribeConstraintOutput)
    product = held.get(str(detail.product_id))
    return Demand(
        detail,
        str(product.name if product else detail.product_id),
        json.dumps(json.loads(said.constraint_parameters or "{}"), indent=2, ensure_ascii=False),
        product is None or can_be_kept(str(detail.type), product.type, visit.portal.makes),
    )


def _here(visit: Visit) -> str:
    return f"/admin/portfolios/{visit.part('portfolio_id')}"


def _save(visit: Visit) -> str:
    request = types.UpdatePortfolioInput(
        id=visit.part("portfolio_id"),
        display_name=visit.sent("display_name").strip(),
        provider_name=visit.sent("provider_name").strip(),
        description=visit.sent("description"),
    )
    visit.ask(request, types.UpdatePortfolioOutput)
    return _here(visit)


def _delete(visit: Visit) -> str:
    visit.ask(types.DeletePortfolioInput(id=visit.part("portfolio_id")), types.DeletePortfolioOutput)
    return "/admin/portfolios"


def _put_in(visit: Visit) -> str:
    request = types.AssociateProductWithPortfolioInput(
        portfolio_id=visit.part("portfolio_id"), product_id=visit.sent("product")
    )
    visit.ask(request, types.AssociateProductWithPortfolioOutput)
    return _here(visit) + "#products"


def _take_out(visit: Visit) -> str:
    request = types.DisassociateProductFromPortfolioInput(
        portfolio_id=visit.part("portfolio_id"), product_id=visit.sent("product")
    )
    visit.ask(request, types.DisassociateProductFromPortfolioOutput)
    return _here(visit) + "#products"


def _open(visit: Visit) -> str:
    arn = somebody.meant(visit, "principal")
    request = types.AssociatePrincipalWithPortfolioInput(
        portfolio_id=visit.part("portfolio_id"), principal_arn=arn, principal_type=principal.type_of(arn)
    )
    visit.ask(request, types.AssociatePrincipalWithPortfolioOutput)
    return _here(visit) + "#access"


def _close(visit: Visit) -> str:
    arn = visit.sent("principal")
    request = types.DisassociatePrincipalFromPortfolioInput(
        portfolio_id=visit.part("portfolio_id"), principal_arn=arn, principal_type=principal.type_of(arn)
    )
    visit.ask(request, types.DisassociatePrincipalFromPortfolioOutput)
    return _here(visit) + "#access"


def _demand(visit: Visit) -> str:
    request = types.CreateConstraintInput(
        portfolio_id=visit.part("portfolio_id"),
        product_id=visit.sent("product"),
        type=visit.sent("type"),
        parameters=constraint.parameters(visit),
        description=doing.optional(visit, "description"),
        idempotency_token=doing.token(visit),
    )
    visit.ask(request, types.CreateConstraintOutput)
    return _here(visit) + "#constraints"


def _demand_no_more(visit: Visit) -> str:
    visit.ask(types.DeleteConstraintInput(id=visit.sent("constraint")), types.DeleteConstraintOutput)
    return _here(visit) + "#constraints"


def _change_demand(visit: Visit) -> str:
    request = types.UpdateConstraintInput(
        id=visit.sent("constraint"),
        description=visit.sent("description"),
        parameters=visit.sent("parameters").replace("\r\n", "\n"),
    )
    visit.ask(request, types.UpdateConstraintOutput)
    return _here(visit) + "#constraints"


def _offer(visit: Visit) -> str:
    tag_options.offer(visit, visit.part("portfolio_id"))
    return _here(visit) + "#tags"


def _offer_no_more(visit: Visit) -> str:
    tag_options.take_back(visit, visit.part("portfolio_id"))
    return _here(visit) + "#tags"


def _tag(visit: Visit) -> str:
    request = types.UpdatePortfolioInput(id=visit.part("portfolio_id"), add_tags=(doing.tag(visit),))
    visit.ask(request, types.UpdatePortfolioOutput)
    return _here(visit) + "#own-tags"


def _untag(visit: Visit) -> str:
    request = types.UpdatePortfolioInput(id=visit.part("portfolio_id"), remove_tags=(visit.sent("key"),))
    visit.ask(request, types.UpdatePortfolioOutput)
    return _here(visit) + "#own-tags"


_ACTIONS: Mapping[str, Action] = {
    "save": Doing("UpdatePortfolio", _save),
    "delete": Doing("DeletePortfolio", _delete),
    "put-in": Doing("AssociateProductWithPortfolio", _put_in),
    "take-out": Doing("DisassociateProductFromPortfolio", _take_out),
    "open": Doing("AssociatePrincipalWithPortfolio", _open),
    "close": Doing("DisassociatePrincipalFromPortfolio", _close),
    "demand": Doing("CreateConstraint", _demand),
    "change-demand": Doing("UpdateConstraint", _change_demand),
    "demand-no-more": Doing("DeleteConstraint", _demand_no_more),
    "offer": Doing("AssociateTagOptionWithResource", _offer),
    "offer-no-more": Doing("DisassociateTagOptionFromResource", _offer_no_more),
    "tag": Doing("UpdatePortfolio", _tag),
    "untag": Doing("UpdatePortfolio", _untag),
}
