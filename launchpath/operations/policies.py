"""Policies: what they say, and who has them, for administrators in the portal. The permissions are IAM's."""

import json

from msgspec import Struct

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import identity, permission, policy_document
from launchpath.domain.identity import Identity
from launchpath.domain.managed_policy import MANAGED
from launchpath.operations.identities import keeping_administration, refusing
from launchpath.store import identities, policies


class PolicySummary(Struct, frozen=True, kw_only=True):
    """A policy, and whether it is one of those that everybody has and nobody changes."""

    name: str
    is_managed: bool
    #: The ARNs of those who have it.
    holders: tuple[str, ...]


class ListPoliciesInput(Struct, frozen=True, kw_only=True):
    """All policies of the account."""


class ListPoliciesOutput(Struct, frozen=True, kw_only=True):
    """By name."""

    policies: tuple[PolicySummary, ...]


class GetPolicyInput(Struct, frozen=True, kw_only=True):
    """One policy."""

    policy_name: str


class GetPolicyOutput(Struct, frozen=True, kw_only=True):
    """What it says, as JSON text."""

    policy: PolicySummary
    document: str


class CreatePolicyInput(Struct, frozen=True, kw_only=True):
    """A policy under a name that is free; `document` is IAM's JSON text."""

    policy_name: str
    document: str


class UpdatePolicyInput(Struct, frozen=True, kw_only=True):
    """What a policy is to say from now on, to whoever has it."""

    policy_name: str
    document: str


class DeletePolicyInput(Struct, frozen=True, kw_only=True):
    """A policy that is to be no more; nobody has it."""

    policy_name: str


class AttachPolicyInput(Struct, frozen=True, kw_only=True):
    """A policy that a user, a group or a role is to have."""

    policy_name: str
    identity_arn: str


class DetachPolicyInput(Struct, frozen=True, kw_only=True):
    """A policy that a user, a group or a role is to have no more."""

    policy_name: str
    identity_arn: str


class PolicyChanged(Struct, frozen=True, kw_only=True):
    """Done."""

    policy_name: str


def list_policies(call: Call, _: ListPoliciesInput) -> ListPoliciesOutput:
    return ListPoliciesOutput(policies=tuple(_summary(call, name) for name in policies.names(call.tx, call.account)))


def _summary(call: Call, name: str) -> PolicySummary:
    return PolicySummary(
        name=name, is_managed=name in MANAGED, holders=policies.attached_to(call.tx, call.account, name)
    )


def get_policy(call: Call, request: GetPolicyInput) -> GetPolicyOutput:
    _insist(call, request.policy_name)
    document = policies.get(call.tx, call.account, request.policy_name)
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return GetPolicyOutput(policy=_summary(call, request.policy_name), document=text)


def _insist(call: Call, name: str) -> None:
    if name not in policies.names(call.tx, call.account):
        raise InvalidParametersException("There is no policy {name}.", name=name)


def create_policy(call: Call, request: CreatePolicyInput) -> PolicyChanged:
    with refusing():
        identity.check_policy_name(request.policy_name)
        document = policy_document.read(request.document)
    if request.policy_name in policies.names(call.tx, call.account):
        raise InvalidParametersException(
            "The name {name} is taken already. Choose another one.", name=request.policy_name
        )
    policies.put(call.tx, call.account, request.policy_name, document, call.now)
    return PolicyChanged(policy_name=request.policy_name)


def update_policy(call: Call, request: UpdatePolicyInput) -> PolicyChanged:
    _insist(call, request.policy_name)
    with refusing(), keeping_administration(call):
        document = policy_document.read(request.document)
        policies.put(call.tx, call.account, request.policy_name, document, call.now)
    return PolicyChanged(policy_name=request.policy_name)


def delete_policy(call: Call, request: DeletePolicyInput) -> PolicyChanged:
    _insist(call, request.policy_name)
    with refusing():
        policies.remove(call.tx, call.account, request.policy_name)
    return PolicyChanged(policy_name=request.policy_name)


def attach_policy(call: Call, request: AttachPolicyInput) -> PolicyChanged:
    one = _identity(call, "Attach", request.identity_arn)
    _insist(call, request.policy_name)
    with keeping_administration(call):
        policies.attach(call.tx, one.arn, request.policy_name)
    return PolicyChanged(policy_name=request.policy_name)


def detach_policy(call: Call, request: DetachPolicyInput) -> PolicyChanged:
    one = _identity(call, "Detach", request.identity_arn)
    if request.policy_name not in policies.attached(call.tx, [one.arn]):
        raise InvalidParametersException(
            "{identity_arn} does not have the policy {name}.", identity_arn=one.arn, name=request.policy_name
        )
    with keeping_administration(call):
        policies.detach(call.tx, one.arn, request.policy_name)
    return PolicyChanged(policy_name=request.policy_name)


def _identity(call: Call, verb: str, identity_arn: str) -> Identity:
    """Whom an ARN names; IAM has an action for each kind, such as iam:AttachUserPolicy."""
    kind = identity.kind_of(identity_arn)
    if kind is not None:
        permission.permitted(call.caller, f"iam:{verb}{kind.title()}Policy", identity_arn)
    found = identities.find(call.tx, identity_arn) if kind else None
    if found is None or found.account != call.account:
        raise InvalidParametersException("There is no user, group or role {name}.", name=identity_arn)
    return found
