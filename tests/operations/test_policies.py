"""ListPolicies, GetPolicy, CreatePolicy, UpdatePolicy, DeletePolicy, AttachPolicy, DetachPolicy: ours.

With the rules of `launchpath policy`, for administrators in the portal.
"""

import json
from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException, InvalidParametersException
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER, MANAGED, PEOPLE
from launchpath.operations.people import UpdateUserInput
from launchpath.operations.policies import (
    AttachPolicyInput,
    CreatePolicyInput,
    DeletePolicyInput,
    DetachPolicyInput,
    GetPolicyInput,
    ListPoliciesInput,
    UpdatePolicyInput,
)
from tests.operations.inside import ANN, ROOT, Portal
from tests.operations.inside import portal as portal

PLATFORM = "arn:aws:iam::123456789012:group/platform"


def allowing(action: str, effect: str = "Allow") -> str:
    statement = {"Effect": effect, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


LOOK = allowing("servicecatalog:Search*")


def ask(portal: Portal, request: Any, who: str = "root") -> Any:
    return portal.ask(request, portal.sign_in(who))


@pytest.fixture
def look(portal: Portal) -> str:
    """A policy that nobody has; its name."""
    ask(portal, CreatePolicyInput(policy_name="look", document=LOOK))
    return "look"


def test_the_policies_are_listed_with_who_has_them(portal: Portal, look: str) -> None:
    found = {one.name: one for one in ask(portal, ListPoliciesInput()).policies}
    assert set(found) == {*MANAGED, look}
    assert (found[END_USER].is_managed, found[END_USER].holders) == (True, (ANN,))
    assert (found[look].is_managed, found[look].holders) == (False, ())


def test_a_policy_says_what_was_written(portal: Portal, look: str) -> None:
    assert json.loads(ask(portal, GetPolicyInput(policy_name=look)).document) == json.loads(LOOK)


def test_a_policy_holds_for_whom_it_is_attached_to_until_it_is_detached(portal: Portal, look: str) -> None:
    ask(portal, AttachPolicyInput(policy_name=look, identity_arn=ANN))
    assert json.loads(LOOK) in portal.sign_in().policies
    ask(portal, UpdatePolicyInput(policy_name=look, document=allowing("servicecatalog:List*")))
    assert json.loads(allowing("servicecatalog:List*")) in portal.sign_in().policies
    ask(portal, DetachPolicyInput(policy_name=look, identity_arn=ANN))
    assert len(portal.sign_in().policies) == 1


def test_a_policy_that_somebody_has_is_not_deleted(portal: Portal, look: str) -> None:
    ask(portal, AttachPolicyInput(policy_name=look, identity_arn=PLATFORM))
    with pytest.raises(InvalidParametersException, match=f"still attached to {PLATFORM}. Detach it first"):
        ask(portal, DeletePolicyInput(policy_name=look))
    ask(portal, DetachPolicyInput(policy_name=look, identity_arn=PLATFORM))
    ask(portal, DeletePolicyInput(policy_name=look))
    assert look not in {one.name for one in ask(portal, ListPoliciesInput()).policies}


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (CreatePolicyInput(policy_name="look", document=LOOK), "The name look is taken already."),
        (CreatePolicyInput(policy_name=PEOPLE, document=LOOK), "is taken already."),
        (CreatePolicyInput(policy_name="a b", document=LOOK), "'a b' is no name for a policy"),
        (CreatePolicyInput(policy_name="new", document="{"), "The policy is not a JSON document"),
        (CreatePolicyInput(policy_name="new", document=r'{"Id": "\ud800"}'), "The policy is not a JSON document"),
        (CreatePolicyInput(policy_name="new", document=allowing("Search")), "Statement 1: Action Search must be"),
        (UpdatePolicyInput(policy_name="look", document="[]"), "A policy is a JSON object"),
        (UpdatePolicyInput(policy_name="new", document=LOOK), "There is no policy new."),
        (UpdatePolicyInput(policy_name=PEOPLE, document=LOOK), "is AWS's own policy and can't be changed"),
        (DeletePolicyInput(policy_name=END_USER), "is AWS's own policy and can't be deleted"),
        (DeletePolicyInput(policy_name="new"), "There is no policy new."),
        (GetPolicyInput(policy_name="new"), "There is no policy new."),
        (AttachPolicyInput(policy_name="new", identity_arn=ANN), "There is no policy new."),
        (AttachPolicyInput(policy_name="look", identity_arn=ANN + "e"), "There is no user, group or role"),
        (AttachPolicyInput(policy_name="look", identity_arn="ann"), "There is no user, group or role ann."),
        (DetachPolicyInput(policy_name="look", identity_arn=ANN), f"{ANN} does not have the policy look."),
    ],
)
def test_what_is_wrong_is_told_in_words(portal: Portal, look: str, request_: Any, text: str) -> None:
    with pytest.raises(InvalidParametersException, match=text):
        ask(portal, request_)


@pytest.fixture
def own(portal: Portal) -> str:
    """The policy by which root administers; its name."""
    ask(portal, CreatePolicyInput(policy_name="own", document=allowing("iam:*")))
    ask(portal, AttachPolicyInput(policy_name="own", identity_arn=ROOT))
    ask(portal, DetachPolicyInput(policy_name=PEOPLE, identity_arn=ROOT))
    return "own"


def test_nobody_takes_their_own_administration_away(portal: Portal, own: str) -> None:
    ask(portal, CreatePolicyInput(policy_name="never", document=allowing("iam:*", "Deny")))
    for request in (
        UpdatePolicyInput(policy_name=own, document=LOOK),
        DetachPolicyInput(policy_name=own, identity_arn=ROOT),
        AttachPolicyInput(policy_name="never", identity_arn=ROOT),
    ):
        with pytest.raises(InvalidParametersException, match="You can't take your own administration away"):
            ask(portal, request)
    ask(portal, AttachPolicyInput(policy_name="never", identity_arn=ANN))


@pytest.mark.parametrize(
    "request_",
    [
        ListPoliciesInput(),
        GetPolicyInput(policy_name="look"),
        CreatePolicyInput(policy_name="new", document=LOOK),
        UpdatePolicyInput(policy_name="look", document=LOOK),
        DeletePolicyInput(policy_name="look"),
        AttachPolicyInput(policy_name=PEOPLE, identity_arn=ANN),
        DetachPolicyInput(policy_name=PEOPLE, identity_arn=ROOT),
    ],
)
def test_it_takes_iams_permissions_not_the_catalogs(portal: Portal, look: str, request_: Any) -> None:
    ask(portal, UpdateUserInput(user_name="ann", policy_names=(ADMINISTRATOR,)))
    with pytest.raises(AccessDeniedException, match=r"not authorized to perform: iam:"):
        ask(portal, request_, "ann")


def test_each_kind_has_an_action_of_its_own(portal: Portal, look: str) -> None:
    """As in IAM: AttachUserPolicy, AttachGroupPolicy, AttachRolePolicy."""
    ask(portal, CreatePolicyInput(policy_name="groups", document=allowing("iam:AttachGroupPolicy")))
    ask(portal, AttachPolicyInput(policy_name="groups", identity_arn=ANN))
    ask(portal, AttachPolicyInput(policy_name=look, identity_arn=PLATFORM), "ann")
    with pytest.raises(AccessDeniedException, match="iam:AttachUserPolicy on resource: " + ROOT):
        ask(portal, AttachPolicyInput(policy_name=look, identity_arn=ROOT), "ann")
