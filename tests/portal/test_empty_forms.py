"""Forms that somebody sends by hand: whatever is missing or odd in them is told, and is no fault of ours."""

from collections.abc import Mapping
from typing import Any

import pytest

from launchpath.portal.pages.admin import policy, portfolio, portfolios, product, tag_options, users
from tests.making import Making
from tests.people import People
from tests.portal.visitor import Visitor

#: The addresses of pages, and what their forms can ask for.
FORMS: dict[str, Mapping[str, Any]] = {
    "/admin/portfolios": portfolios._ACTIONS,
    "/admin/portfolios/{portfolio}": portfolio._ACTIONS,
    "/admin/products/{product}": product._ACTIONS,
    "/admin/tag-options": tag_options._ACTIONS,
    "/admin/users": {**users._ACTIONS, **users._MAKES_SECRETS},
    "/admin/policies/named/{policy}": policy._ACTIONS,
}
EDITORS = {
    "/admin/products/new": "create",
    "/admin/products/{product}/versions/new": "create",
    "/admin/policies/new": "save",
    "/admin/policies/named/{policy}/change": "save",
}
#: What leaves things as they are, or takes away what only these tests have.
NAMES = ("user_name", "group_name", "role_name", "policy_name", "principal", "identity", "option", "product", "version")
ODD = "\0 é/../%2e\x7f<b>'\"" + "x" * 3000


@pytest.fixture(scope="module")
def ids(making: Making, people: People) -> dict[str, str]:
    held = making.product()
    return {
        "portfolio": making.portfolio(held, user=None),
        "product": held.id,
        "policy": people.policy({"Action": "servicecatalog:Search*"}),
    }


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("admin")
    return visitor


@pytest.mark.parametrize("page", [*FORMS, *EDITORS])
def test_nothing_is_missed_and_nothing_odd_is_taken_for_a_fault_of_ours(
    administrator: Visitor, ids: dict[str, str], page: str
) -> None:
    address = page.format(**ids)
    token = administrator.csrf(address)
    odd = dict.fromkeys((*NAMES, "key", "value", "name", "body", "rules", "typed_name"), ODD) | {"type": "TEMPLATE"}
    for action in FORMS.get(page, [EDITORS.get(page)]):
        if action not in ("delete", "delete-version"):
            for fields in ({}, odd):
                answer = administrator.post(address, data={"csrf": token, "action": action, **fields})
                assert answer.status_code in (303, 404, 422), (action, answer.text)
