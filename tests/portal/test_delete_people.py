"""Users, groups and roles are deleted in the portal, once their name was typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.making import unique
from tests.people import People
from tests.portal.conftest import WORD, somebody
from tests.portal.visitor import Visitor
from tests.running import RunningServer


def test_a_user_is_deleted_once_their_name_is_typed(admin_page: Page, demo: RunningServer) -> None:
    _, name = somebody(demo)
    with Visitor(demo) as visitor:
        visitor.sign_in(name, WORD)
        admin_page.goto(f"/admin/users?q={name}")
        row = admin_page.locator(".person")
        row.locator("summary", has_text="Change").click()
        row.locator("summary", has_text=f"Delete {name}").click()
        row.get_by_label(f"Type {name}").fill(name[:-1])
        expect(row.get_by_role("button", name=f"Delete {name}")).to_be_disabled()
        row.get_by_label(f"Type {name}").fill(name)
        row.get_by_role("button", name=f"Delete {name}").click()
        admin_page.wait_for_url("**/admin/users")
        admin_page.goto(f"/admin/users?q={name}")
        expect(admin_page.get_by_text("Nobody is called so.")).to_be_visible()
        assert visitor.get("/catalog").status_code == 303


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("admin")
    return visitor


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_the_wrong_name_deletes_nothing_and_comes_back(administrator: Visitor, people: People, kind: str) -> None:
    """Without scripts it is the server that compares."""
    arn = {"user": lambda: people.user().arn, "group": people.group, "role": people.role}[kind]()
    name, action = arn.rpartition("/")[2], "delete" if kind == "user" else f"delete-{kind}"
    fields = {f"{kind}_name": name, "typed_name": "somebody"}
    answer = administrator.submit(f"/admin/users?q={name}", None, action=action, **fields)
    assert answer.status_code == 422
    assert f"Type {name} to show that you mean this one." in answer.text
    assert 'value="somebody"' in answer.text


@pytest.mark.parametrize("kind", ["group", "role"])
def test_a_group_and_a_role_are_deleted(administrator: Visitor, people: People, kind: str) -> None:
    name = {"group": people.group, "role": people.role}[kind]().rpartition("/")[2]
    fields = {"action": f"delete-{kind}", f"{kind}_name": name, "typed_name": f" {name} "}
    assert name in administrator.get("/admin/users").text
    assert administrator.submit("/admin/users", None, **fields).headers["location"] == f"/admin/users#{kind}s"
    assert name not in administrator.get("/admin/users").text


def test_nobody_is_offered_to_delete_themselves(administrator: Visitor) -> None:
    fields = {"action": "delete", "user_name": "admin", "typed_name": "admin"}
    answer = administrator.submit("/admin/users?q=admin", None, **fields)
    assert answer.status_code == 422
    assert "You can&#39;t delete yourself." in answer.text
    assert 'value="delete"' not in answer.text


def test_a_role_is_given_a_policy_and_disabled(admin_page: Page, people: People) -> None:
    name = people.role("arn:aws:iam::123456789012:user/developer").rpartition("/")[2]
    admin_page.goto("/admin/users")
    row = admin_page.locator(".rows > li", has=admin_page.get_by_text(name, exact=True).first)
    expect(row.get_by_text("may be taken on by developer")).to_be_visible()
    row.locator("summary", has_text="Change").click()
    row.get_by_role("checkbox", name="See the administration").check()
    row.get_by_role("button", name="Save").click()
    expect(row.locator(".pills")).to_contain_text("See the administration")
    row.locator("summary", has_text="Change").click()
    row.get_by_role("button", name=f"Disable {name}").click()
    expect(row.get_by_text("Disabled", exact=True)).to_be_visible()


def test_a_name_with_a_path_is_typed_as_it_is(administrator: Visitor) -> None:
    name = f"team/{unique('group')}"
    administrator.submit("/admin/users", None, action="create-group", group_name=name)
    fields = {"action": "delete-group", "group_name": name, "typed_name": name}
    assert administrator.submit("/admin/users", None, **fields).status_code == 303
    assert name not in administrator.get("/admin/users").text
