"""What was launched, as one table: filtered, searched in the language of SearchProvisionedProducts, sorted."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.domain.permission import Level
from launchpath.operations.catalog_views import (
    ListProvisionedProductNewsInput,
    ListProvisionedProductNewsOutput,
    ProvisionedProductNews,
)
from launchpath.portal.visit import Visit, told

#: The columns that can be sorted by: the field of the address, the API's word, the heading.
SORTS = {"name": "name", "created": "createdTime"}

STATUSES = ("AVAILABLE", "UNDER_CHANGE", "TAINTED", "ERROR")
_PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One provisioned product of the table."""

    product: types.ProvisionedProductAttribute
    news: ProvisionedProductNews


def show(visit: Visit) -> Response:
    """GET /launched"""
    refusal, found = "", types.SearchProvisionedProductsOutput(provisioned_products=(), total_results_count=0)
    try:
        found = visit.ask(_request(visit), types.SearchProvisionedProductsOutput)
    except InvalidParametersException as wrong:
        refusal = told(wrong)
    products = found.provisioned_products or ()
    ids = tuple(str(one.id) for one in products)
    news = visit.ask(
        ListProvisionedProductNewsInput(provisioned_product_ids=ids), ListProvisionedProductNewsOutput
    ).news
    return visit.page(
        "launched.html",
        422 if refusal else 200,
        rows=[Row(one, news[str(one.id)]) for one in products if str(one.id) in news],
        found=found,
        refusal=refusal,
        query=visit.sent("q"),
        status=visit.sent("status"),
        sort=visit.sent("sort", "created"),
        statuses=STATUSES,
        everybody=_sees_others(visit) and visit.sent("who") == "everybody",
        sees_others=_sees_others(visit),
        link=lambda **changes: _link(visit, **changes),
    )


def _request(visit: Visit) -> types.SearchProvisionedProductsInput:
    terms = [text for text in (visit.sent("q").strip(),) if text]
    if visit.sent("status") in STATUSES:
        terms.append(f"status:{visit.sent('status')}")
    sort = visit.sent("sort", "created")
    everybody = _sees_others(visit) and visit.sent("who") == "everybody"
    return types.SearchProvisionedProductsInput(
        access_level_filter=types.AccessLevelFilter(key="Account" if everybody else "User", value="self"),
        filters={"SearchQuery": tuple(terms)} if terms else None,
        sort_by=SORTS.get(sort.removeprefix("-"), "createdTime"),
        sort_order="ASCENDING" if sort in ("name", "-created") else "DESCENDING",
        page_size=_PAGE,
        page_token=visit.sent("page") or None,
    )


def _sees_others(visit: Visit) -> bool:
    """Whether the visitor's policies reach further than what they launched themselves."""
    level = visit.level("SearchProvisionedProducts")
    return level is not None and level > Level.USER


def _link(visit: Visit, **changes: str) -> str:
    """This table with another choice; the page begins anew."""
    kept = {name: visit.sent(name) for name in ("q", "status", "sort", "who")} | changes
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"/launched?{query}" if query else "/launched"
