"""All portfolios, and a new one."""

from collections.abc import Mapping

from starlette.responses import Response

from launchpath.api import types
from launchpath.portal import doing, draft
from launchpath.portal.doing import Action, Doing
from launchpath.portal.visit import Visit


def show(visit: Visit) -> Response:
    """GET /admin/portfolios"""
    return _page(visit, "")


def change(visit: Visit) -> Response:
    """POST /admin/portfolios"""
    return doing.act(visit, _ACTIONS, _page)


def all_of_them(visit: Visit) -> list[types.PortfolioDetail]:
    """Every portfolio of the account, oldest first."""
    pages = doing.everything(visit, types.ListPortfoliosInput(page_size=20), types.ListPortfoliosOutput)
    return [one for page in pages for one in page.portfolio_details or ()]


def _page(visit: Visit, refusal: str) -> Response:
    return visit.page(
        "admin/portfolios.html",
        422 if refusal else 200,
        can=doing.offered(visit, _ACTIONS),
        portfolios=all_of_them(visit),
        refusal=refusal,
        token=draft.new_token(),
    )


def _create(visit: Visit) -> str:
    request = types.CreatePortfolioInput(
        display_name=visit.sent("display_name").strip(),
        provider_name=visit.sent("provider_name").strip(),
        description=doing.optional(visit, "description"),
        idempotency_token=doing.token(visit),
    )
    made = visit.ask(request, types.CreatePortfolioOutput).portfolio_detail
    assert made is not None  # noqa: S101  a new portfolio has one
    return f"/admin/portfolios/{made.id}"


_ACTIONS: Mapping[str, Action] = {"create": Doing("CreatePortfolio", _create)}
