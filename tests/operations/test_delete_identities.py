"""DeleteUser, DeleteGroup, DeleteRole, UpdateRole: ours, with the rules of `launchpath user delete` and its like."""

from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException, InvalidParametersException
from launchpath.call import now
from launchpath.domain.identity import Trust
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER, PEOPLE
from launchpath.operations.groups import DeleteGroupInput, UpdateGroupInput
from launchpath.operations.people import DeleteUserInput, ListIdentitiesInput, UpdateUserInput
from launchpath.operations.roles import DeleteRoleInput, UpdateRoleInput
from launchpath.store import identities
from tests.operations.inside import ANN, Portal
from tests.operations.inside import portal as portal

PLATFORM = "arn:aws:iam::123456789012:group/platform"
DEPLOYER = "arn:aws:iam::123456789012:role/deployer"


def ask(portal: Portal, request: Any, who: str = "root") -> Any:
    return portal.ask(request, portal.sign_in(who))


@pytest.fixture
def role(portal: Portal) -> str:
    """A role that ann may take on; its name."""
    with portal.database.write() as tx:
        identities.add(tx, arn=DEPLOYER, account="123456789012", kind="role", name="deployer", now=now())
        identities.put_trust(tx, DEPLOYER, Trust((ANN,)))
    return "deployer"


def names(portal: Portal, kind: str) -> list[str]:
    return [one.name for one in getattr(ask(portal, ListIdentitiesInput()), kind)]


def test_a_deleted_user_is_gone_and_signed_out(portal: Portal) -> None:
    token = portal.session()
    ask(portal, DeleteUserInput(user_name="ann"))
    assert names(portal, "users") == ["root"]
    assert portal.whose(token) is None
    with pytest.raises(AccessDeniedException):
        portal.sign_in("ann")


def test_whoever_gets_the_name_later_is_not_trusted_for_it(portal: Portal, role: str) -> None:
    ask(portal, DeleteUserInput(user_name="ann"))
    (told,) = ask(portal, ListIdentitiesInput()).roles
    assert [one[:4] for one in told.trusts] == ["AIDA"]


def test_nobody_deletes_themselves(portal: Portal) -> None:
    with pytest.raises(InvalidParametersException, match="You can't delete yourself"):
        ask(portal, DeleteUserInput(user_name="root"))


def test_a_deleted_group_leaves_its_members(portal: Portal) -> None:
    ask(portal, UpdateUserInput(user_name="ann", group_arns=(PLATFORM,)))
    ask(portal, DeleteGroupInput(group_name="platform"))
    assert (names(portal, "groups"), names(portal, "users")) == (["finance"], ["ann", "root"])
    assert portal.sign_in().groups == ()


def test_nobody_deletes_the_group_by_which_they_administer(portal: Portal) -> None:
    ask(portal, UpdateGroupInput(group_name="platform", policy_names=(PEOPLE,)))
    ask(portal, UpdateUserInput(user_name="root", policy_names=(), group_arns=(PLATFORM,)))
    with pytest.raises(InvalidParametersException, match="You can't take your own administration away"):
        ask(portal, DeleteGroupInput(group_name="platform"))
    assert "platform" in names(portal, "groups")


def test_a_role_is_given_policies_disabled_and_deleted(portal: Portal, role: str) -> None:
    ask(portal, UpdateRoleInput(role_name=role, policy_names=(END_USER,)))
    ask(portal, UpdateRoleInput(role_name=role, disabled=True))
    (told,) = ask(portal, ListIdentitiesInput()).roles
    assert (told.policy_names, told.disabled, told.trusts) == ((END_USER,), True, (ANN,))
    ask(portal, DeleteRoleInput(role_name=role))
    assert names(portal, "roles") == []


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (DeleteUserInput(user_name="bob"), "There is no user bob."),
        (DeleteGroupInput(group_name="sales"), "There is no group sales."),
        (DeleteRoleInput(role_name="ops"), "There is no role ops."),
        (UpdateRoleInput(role_name="deployer", policy_names=("Nothing",)), "There is no policy Nothing."),
    ],
)
def test_what_there_is_not_is_told(portal: Portal, role: str, request_: Any, text: str) -> None:
    with pytest.raises(InvalidParametersException, match=text):
        ask(portal, request_)


@pytest.mark.parametrize(
    "request_",
    [
        DeleteUserInput(user_name="root"),
        DeleteGroupInput(group_name="finance"),
        DeleteRoleInput(role_name="deployer"),
        UpdateRoleInput(role_name="deployer", policy_names=(PEOPLE,)),
    ],
)
def test_it_takes_iams_permissions_not_the_catalogs(portal: Portal, role: str, request_: Any) -> None:
    ask(portal, UpdateUserInput(user_name="ann", policy_names=(ADMINISTRATOR,)))
    with pytest.raises(AccessDeniedException, match=r"not authorized to perform: iam:"):
        ask(portal, request_, "ann")
