"""Writing a policy: a new one, or another text for one that there is, with what it says told while one types."""

from starlette.responses import Response

from launchpath.operations.policies import CreatePolicyInput, PolicyChanged, UpdatePolicyInput
from launchpath.portal import doing, policy_words
from launchpath.portal.doing import Action, Doing
from launchpath.portal.pages.admin import policy
from launchpath.portal.visit import Visit

#: What a new policy begins with.
_BEGINNING = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "servicecatalog:SearchProducts",
        "servicecatalog:DescribeProduct"
      ],
      "Resource": "*"
    }
  ]
}
"""


def show_new(visit: Visit) -> Response:
    """GET /admin/policies/new: begins with the text of the one that `like` names, if any."""
    visit.insist("iam:CreatePolicy")
    like = visit.sent("like")
    return _page(visit, policy.find(visit, like).document if like else _BEGINNING)


def create(visit: Visit) -> Response:
    """POST /admin/policies/new"""
    return _done(visit, Doing("iam:CreatePolicy", _create))


def show_change(visit: Visit) -> Response:
    """GET /admin/policies/named/{policy_name}/change"""
    visit.insist("iam:CreatePolicyVersion")
    return _page(visit, policy.find(visit, visit.part("policy_name")).document)


def change(visit: Visit) -> Response:
    """POST /admin/policies/named/{policy_name}/change"""
    return _done(visit, Doing("iam:CreatePolicyVersion", _save))


def preview(visit: Visit) -> Response:
    """POST /admin/policies/preview: what a policy says, or what is wrong with it, as far as it is written."""
    visit.insist("iam:ListPolicies")
    return visit.page("admin/policy_said.html", said=policy_words.read(visit.sent("body")))


def _done(visit: Visit, save: Action) -> Response:
    """Keep what was written; or, without scripts, tell what it says."""
    if visit.sent("action") == "preview":
        return _page(visit, visit.sent("body"))
    return doing.act(visit, {"save": save}, lambda again, refusal: _page(again, again.sent("body"), refusal))


def _page(visit: Visit, body: str, refusal: str = "") -> Response:
    return visit.page(
        "admin/policy_editor.html",
        422 if refusal else 200,
        name=visit.request.path_params.get("policy_name", ""),
        body=body.replace("\r\n", "\n"),
        said=policy_words.read(body),
        refusal=refusal,
    )


def _create(visit: Visit) -> str:
    request = CreatePolicyInput(policy_name=visit.sent("policy_name").strip(), document=visit.sent("body"))
    return _at(visit.ask(request, PolicyChanged))


def _save(visit: Visit) -> str:
    request = UpdatePolicyInput(policy_name=visit.part("policy_name"), document=visit.sent("body"))
    return _at(visit.ask(request, PolicyChanged))


def _at(kept: PolicyChanged) -> str:
    return f"/admin/policies/named/{kept.policy_name}"
