"""All products of the account, in a portfolio or not."""

from urllib.parse import urlencode

from starlette.responses import Response

from launchpath.api import types
from launchpath.portal.visit import Visit


def show(visit: Visit) -> Response:
    """GET /admin/products"""
    words = visit.sent("q").strip()
    asked = types.SearchProductsAsAdminInput(
        filters={"FullTextSearch": (words,)} if words else None,
        sort_by="Title",
        page_size=20,
        page_token=visit.sent("page") or None,
    )
    found = visit.ask(asked, types.SearchProductsAsAdminOutput)
    more = urlencode({"q": words, "page": found.next_page_token}) if found.next_page_token else ""
    return visit.page("admin/products.html", found=found.product_view_details or (), words_asked=words, more=more)
