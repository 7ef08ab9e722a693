"""ListIdentities, CreateUser, UpdateUser, CreateGroup, UpdateGroup: ours, for administrators in the portal."""

from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException, InvalidParametersException
from launchpath.call import now
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER, PEOPLE
from launchpath.operations.groups import CreateGroupInput, UpdateGroupInput
from launchpath.operations.people import CreateUserInput, ListIdentitiesInput, UpdateUserInput
from launchpath.store import identities, policies
from tests.operations.inside import ANN, PASSWORD, ROOT, Portal
from tests.operations.inside import portal as portal
from tests.statements import heard

PLATFORM = "arn:aws:iam::123456789012:group/platform"
FINANCE = "arn:aws:iam::123456789012:group/finance"


def ask(portal: Portal, request: Any, who: str = "root") -> Any:
    return portal.ask(request, portal.sign_in(who))


def user(portal: Portal, name: str) -> Any:
    return next(one for one in ask(portal, ListIdentitiesInput()).users if one.name == name)


def test_users_and_groups_are_listed_with_what_they_may_do(portal: Portal) -> None:
    found = ask(portal, ListIdentitiesInput())
    assert [one.arn for one in found.users] == [ANN, ROOT]
    assert [one.name for one in found.groups] == ["finance", "platform"]
    assert found.users[0].policy_names == (END_USER,)
    assert found.users[0].has_password
    assert ADMINISTRATOR in found.policy_names


def test_a_hundred_users_take_no_more_questions_than_two(portal: Portal) -> None:
    root = portal.sign_in("root")
    with heard(portal.database) as few:
        portal.ask(ListIdentitiesInput(), root)
    with portal.database.write() as tx:
        for number in range(98):
            arn = f"arn:aws:iam::123456789012:user/user-{number}"
            identities.add(tx, arn=arn, account="123456789012", kind="user", name=f"user-{number}", now=now())
            policies.attach(tx, arn, END_USER)
            identities.join(tx, arn, PLATFORM)
    with heard(portal.database) as asked:
        found = portal.ask(ListIdentitiesInput(), root).users
    assert (len(found), len(asked)) == (100, len(few))
    assert {(one.policy_names, one.group_arns) for one in found if one.arn not in (ANN, ROOT)} == {
        ((END_USER,), (PLATFORM,))
    }


def test_a_new_user_signs_in_with_the_password_that_is_shown_once(portal: Portal) -> None:
    made = ask(portal, CreateUserInput(user_name="bob", policy_names=(END_USER,), group_arns=(PLATFORM,)))
    caller = portal.sign_in("bob", made.password)
    assert caller.arn == made.user_arn == "arn:aws:iam::123456789012:user/bob"
    assert caller.groups == (PLATFORM,)
    assert made.password not in repr(made)


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (CreateUserInput(user_name="ann"), "The name ann is taken already."),
        (CreateUserInput(user_name=""), "name"),
        (CreateUserInput(user_name="a b"), "name"),
        (CreateUserInput(user_name="bob", policy_names=("Nothing",)), "There is no policy Nothing."),
        (CreateUserInput(user_name="bob", group_arns=("nobody",)), "There is no group nobody."),
        (UpdateUserInput(user_name="bob", disabled=True), "There is no user bob."),
        (CreateGroupInput(group_name="finance"), "The name finance is taken already."),
        (UpdateGroupInput(group_name="sales", policy_names=()), "There is no group sales."),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_changes(portal: Portal, request_: Any, text: str) -> None:
    before = ask(portal, ListIdentitiesInput())
    with pytest.raises(InvalidParametersException, match=text):
        ask(portal, request_)
    assert ask(portal, ListIdentitiesInput()) == before


def test_policies_and_groups_become_those_that_are_named(portal: Portal) -> None:
    ask(portal, UpdateUserInput(user_name="ann", group_arns=(PLATFORM,)))
    ask(portal, UpdateUserInput(user_name="ann", policy_names=(ADMINISTRATOR,), group_arns=(FINANCE,)))
    assert (user(portal, "ann").policy_names, user(portal, "ann").group_arns) == ((ADMINISTRATOR,), (FINANCE,))


def test_a_disabled_user_is_signed_out_and_can_be_enabled_again(portal: Portal) -> None:
    token = portal.session()
    ask(portal, UpdateUserInput(user_name="ann", disabled=True))
    assert portal.whose(token) is None
    with pytest.raises(AccessDeniedException):
        portal.sign_in("ann", PASSWORD)
    ask(portal, UpdateUserInput(user_name="ann", disabled=False))
    assert portal.sign_in("ann", PASSWORD).arn == ANN


def test_nobody_disables_themselves(portal: Portal) -> None:
    with pytest.raises(InvalidParametersException, match="You can't disable yourself"):
        ask(portal, UpdateUserInput(user_name="root", disabled=True))


def test_nobody_takes_their_own_administration_away(portal: Portal) -> None:
    for names in ((), (END_USER,)):
        with pytest.raises(InvalidParametersException, match="You can't take your own administration away"):
            ask(portal, UpdateUserInput(user_name="root", policy_names=names))
    ask(portal, UpdateUserInput(user_name="root", policy_names=(PEOPLE, END_USER)))
    assert user(portal, "root").policy_names == (END_USER, PEOPLE)


def test_nor_that_of_the_group_by_which_they_have_it(portal: Portal) -> None:
    ask(portal, UpdateGroupInput(group_name="platform", policy_names=(PEOPLE,)))
    ask(portal, UpdateUserInput(user_name="root", policy_names=(), group_arns=(PLATFORM,)))
    for request in (
        UpdateGroupInput(group_name="platform", policy_names=()),
        UpdateUserInput(user_name="root", group_arns=()),
    ):
        with pytest.raises(InvalidParametersException, match="You can't take your own administration away"):
            ask(portal, request)


def test_the_members_of_a_group_may_do_what_its_policies_allow(portal: Portal) -> None:
    made = ask(portal, CreateGroupInput(group_name="sales"))
    ask(portal, UpdateUserInput(user_name="ann", policy_names=(), group_arns=(made.group_arn,)))
    assert portal.sign_in().policies == ()
    ask(portal, UpdateGroupInput(group_name="sales", policy_names=(END_USER,)))
    assert len(portal.sign_in().policies) == 1


@pytest.mark.parametrize(
    "request_",
    [
        ListIdentitiesInput(),
        CreateUserInput(user_name="bob"),
        UpdateUserInput(user_name="ann", policy_names=(ADMINISTRATOR,)),
        CreateGroupInput(group_name="sales"),
        UpdateGroupInput(group_name="finance", policy_names=(ADMINISTRATOR,)),
    ],
)
@pytest.mark.parametrize("policy", [END_USER, ADMINISTRATOR])
def test_it_takes_iams_permissions_not_the_catalogs(portal: Portal, request_: Any, policy: str) -> None:
    ask(portal, UpdateUserInput(user_name="ann", policy_names=(policy,)))
    with pytest.raises(AccessDeniedException, match=r"not authorized to perform: iam:"):
        ask(portal, request_, "ann")
