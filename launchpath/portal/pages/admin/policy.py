"""One policy: what it says in words, and who has it."""

from collections.abc import Mapping

from starlette.responses import Response

from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException
from launchpath.operations.policies import (
    AttachPolicyInput,
    DeletePolicyInput,
    DetachPolicyInput,
    GetPolicyInput,
    GetPolicyOutput,
    PolicyChanged,
)
from launchpath.portal import doing, policy_words
from launchpath.portal.doing import Action, Doing
from launchpath.portal.pages.admin import somebody
from launchpath.portal.visit import Visit, told


def show(visit: Visit) -> Response:
    """GET /admin/policies/named/{policy_name}"""
    return _page(visit, "")


def change(visit: Visit) -> Response:
    """POST /admin/policies/named/{policy_name}"""
    return doing.act(visit, _ACTIONS, _page)


def find(visit: Visit, name: str) -> GetPolicyOutput:
    """The policy of this name. Raises ResourceNotFoundException."""
    try:
        return visit.ask(GetPolicyInput(policy_name=name), GetPolicyOutput)
    except InvalidParametersException as refusal:
        raise ResourceNotFoundException(told(refusal)) from None


def _page(visit: Visit, refusal: str) -> Response:
    found = find(visit, visit.part("policy_name"))
    return visit.page(
        "admin/policy.html",
        422 if refusal else 200,
        policy=found.policy,
        document=found.document,
        said=policy_words.read(found.document),
        people=[one for one in somebody.everybody(visit) if one.arn not in found.policy.holders],
        can=doing.offered(visit, _ACTIONS),
        refusal=refusal,
    )


def _here(visit: Visit) -> str:
    return f"/admin/policies/named/{visit.part('policy_name')}"


def _attach(visit: Visit) -> str:
    request = AttachPolicyInput(policy_name=visit.part("policy_name"), identity_arn=somebody.meant(visit, "identity"))
    visit.ask(request, PolicyChanged)
    return _here(visit) + "#holders"


def _detach(visit: Visit) -> str:
    request = DetachPolicyInput(policy_name=visit.part("policy_name"), identity_arn=visit.sent("identity"))
    visit.ask(request, PolicyChanged)
    return _here(visit) + "#holders"


def _delete(visit: Visit) -> str:
    doing.insist_on_name(visit, visit.part("policy_name"))
    visit.ask(DeletePolicyInput(policy_name=visit.part("policy_name")), PolicyChanged)
    return "/admin/policies"


_ACTIONS: Mapping[str, Action] = {
    "attach": Doing("iam:AttachUserPolicy", _attach),
    "detach": Doing("iam:DetachUserPolicy", _detach),
    "delete": Doing("iam:DeletePolicy", _delete),
}
