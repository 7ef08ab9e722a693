"""Whoever may only look at the administration sees it all, and is offered nothing that would be refused."""

import pytest

from tests.making import Making
from tests.people import People
from tests.portal.conftest import WORD, somebody
from tests.portal.test_accessibility import described
from tests.portal.visitor import Visitor, tags

LOOKING = {"Action": ["iam:List*", "iam:Get*"]}


@pytest.fixture
def looker(visitor: Visitor, people: People) -> Visitor:
    """Somebody with AWS's policy for looking, and the same for people."""
    _, name = somebody(visitor.server, "AWSServiceCatalogAdminReadOnlyAccess", people.policy(LOOKING))
    visitor.sign_in(name, WORD)
    return visitor


@pytest.fixture
def addresses(making: Making) -> dict[str, str]:
    portfolio = described(making)
    (product,) = making.admin.search_products_as_admin(PortfolioId=portfolio)["ProductViewDetails"]
    return {"portfolio": portfolio, "product": product["ProductViewSummary"]["ProductId"]}


PAGES = (
    "",
    *("/portfolios", "/portfolios/{portfolio}", "/products", "/products/{product}", "/tag-options", "/access"),
    *("/runs", "/users", "/policies", "/policies/named/LaunchpathDemoDeveloper", "/policies/named/IAMFullAccess"),
)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_offered_that_would_be_refused(looker: Visitor, addresses: dict[str, str], page: str) -> None:
    answer = looker.get(f"/admin{page.format(**addresses)}")
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2]
    assert [found for name, found in tags(main) if name == "button" and found.get("name") == "action"] == []
    assert "/new" not in main


def test_what_is_asked_for_all_the_same_is_refused(looker: Visitor, addresses: dict[str, str]) -> None:
    page = f"/admin/portfolios/{addresses['portfolio']}"
    assert looker.submit(page, None, action="delete").status_code == 403
