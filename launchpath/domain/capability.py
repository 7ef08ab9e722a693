"""What a template may do that CloudFormation wants acknowledged, and why (semantics 2.5, 6.1)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from launchpath.domain.template_tree import Tree

#: The resource types that need CAPABILITY_IAM (CloudFormation API reference, CreateStack, Capabilities), each with the
#: property that gives it a name of its own; with a name it needs CAPABILITY_NAMED_IAM.
_IAM: Final[dict[str, str | None]] = {
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": None,
}
_NESTED: Final = "AWS::CloudFormation::Stack"


def capabilities(resources: Mapping[str, Tree], transforms: Sequence[str]) -> tuple[str, ...]:
    """The capabilities that a stack of these resources needs.

    What a macro or a nested template adds is not seen before it runs, so both ask for everything; ValidateTemplate
    answers the same for a nested stack.
    """
    if transforms or any(type_ == _NESTED for type_, _ in _typed(resources)):
        return ("CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
    named = [_IAM[type_] in properties for type_, properties in _typed(resources) if type_ in _IAM]
    if not named:
        return ()
    return ("CAPABILITY_NAMED_IAM",) if any(named) else ("CAPABILITY_IAM",)


def reason(resources: Mapping[str, Tree], transforms: Sequence[str]) -> str | None:
    """CloudFormation's sentence (`CapabilitiesReason`); None when nothing needs a capability."""
    types = sorted({type_ for type_, _ in _typed(resources) if type_ in _IAM or type_ == _NESTED})
    causes = [*types, *transforms]
    return f"The following resource(s) require capabilities: [{', '.join(causes)}]" if causes else None


def _typed(resources: Mapping[str, Tree]) -> Iterator[tuple[str, Mapping[str, Tree]]]:
    for body in resources.values():
        if isinstance(body, dict):
            properties = body.get("Properties")
            yield str(body.get("Type")), properties if isinstance(properties, dict) else {}
