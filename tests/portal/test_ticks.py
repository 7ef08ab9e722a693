"""What was ticked for people comes back when it was refused, and is not carried on when it was taken."""

import pytest

from tests.making import unique
from tests.portal.visitor import Visitor, tags

POLICY, ADMIN = "AWSServiceCatalogEndUserReadOnlyAccess", "AWSServiceCatalogAdminFullAccess"


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("admin")
    return visitor


def ticked(page: str) -> list[str | None]:
    """The policies that are ticked on a page, in its order."""
    boxes = [found for name, found in tags(page) if name == "input" and found.get("name") == "policy"]
    return [one["value"] for one in boxes if "checked" in one]


def test_what_was_ticked_for_a_new_user_comes_back(administrator: Visitor) -> None:
    fields = {"action": "create", "user_name": "no name at all", "policy": [POLICY, ADMIN]}
    page = administrator.submit("/admin/users?q=developer", None, **fields).text
    assert sorted(map(str, ticked(page.partition("New user")[2].partition("New group")[0]))) == [ADMIN, POLICY]


def test_what_was_taken_is_not_ticked_for_the_next_one(administrator: Visitor) -> None:
    fields = {"action": "create", "user_name": unique("ann"), "policy": [ADMIN]}
    page = administrator.submit("/admin/users?q=developer", None, **fields).text
    assert ticked(page.partition("New user")[2]) == ["AWSServiceCatalogEndUserFullAccess"]


def test_what_was_ticked_for_oneself_comes_back(administrator: Visitor) -> None:
    page = administrator.submit("/admin/users?q=admin", None, action="save", user_name="admin", policy=[POLICY]).text
    assert "You can&#39;t take your own administration away." in page
    assert POLICY in ticked(page.partition("New user")[0])
