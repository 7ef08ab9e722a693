"""Which capabilities a template needs, and CloudFormation's sentence for them (semantics 2.5, 6.1)."""

import json

import pytest

from launchpath.domain import template

ROLE = {"Type": "AWS::IAM::Role", "Properties": {"Path": "/"}}


def needs(resources: dict[str, object], **sections: object) -> tuple[tuple[str, ...], str | None]:
    read = template.read(json.dumps({"Resources": resources, **sections}))
    return read.capabilities, read.capabilities_reason


def test_a_template_without_iam_needs_none() -> None:
    assert needs({"B": {"Type": "AWS::S3::Bucket"}}) == ((), None)


def test_an_iam_resource_needs_capability_iam() -> None:
    """The sentence is the service's own (semantics 2.5)."""
    sentence = "The following resource(s) require capabilities: [AWS::IAM::Role]"
    assert needs({"R": ROLE}) == (("CAPABILITY_IAM",), sentence)


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("AWS::IAM::Role", "RoleName"),
        ("AWS::IAM::User", "UserName"),
        ("AWS::IAM::Group", "GroupName"),
        ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
        ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ],
)
def test_an_iam_resource_with_a_name_of_its_own_needs_capability_named_iam(type_: str, name: str) -> None:
    capabilities, _ = needs({"R": ROLE, "N": {"Type": type_, "Properties": {name: {"Ref": "AWS::StackName"}}}})
    assert capabilities == ("CAPABILITY_NAMED_IAM",)


def test_the_sentence_names_each_type_once() -> None:
    user = {"Type": "AWS::IAM::AccessKey", "Properties": {"UserName": "x"}}
    capabilities, sentence = needs({"R": ROLE, "S": ROLE, "K": user})
    assert capabilities == ("CAPABILITY_IAM",)
    assert sentence == "The following resource(s) require capabilities: [AWS::IAM::AccessKey, AWS::IAM::Role]"


def test_a_nested_stack_may_hold_anything() -> None:
    """As ValidateTemplate answers for a template with a nested stack."""
    capabilities, sentence = needs({"S": {"Type": "AWS::CloudFormation::Stack"}})
    assert capabilities == ("CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
    assert sentence == "The following resource(s) require capabilities: [AWS::CloudFormation::Stack]"


def test_a_macro_may_add_anything() -> None:
    capabilities, sentence = needs({"B": {"Type": "AWS::S3::Bucket"}}, Transform="AWS::Serverless-2016-10-31")
    assert capabilities == ("CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
    assert sentence == "The following resource(s) require capabilities: [AWS::Serverless-2016-10-31]"
