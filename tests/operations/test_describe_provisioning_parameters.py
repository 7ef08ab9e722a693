"""DescribeProvisioningParameters: what is told about a version. Semantics 2.5; which version: see ..._choice.py."""

import json
from typing import Any

import pytest

from tests.making import MadeProduct, Making

FULL = """
AWSTemplateFormatVersion: "2010-09-09"
Description: Everything that a template can say.
Metadata:
  AWS::CloudFormation::Interface: {ParameterGroups: [{Label: {default: Size}, Parameters: [Size]}]}
Parameters:
  Zone: {Type: String, AllowedPattern: "[a-z]+", ConstraintDescription: must be letters, MinLength: 1, MaxLength: 9}
  Size: {Type: Number, Default: 3, MinValue: 1, MaxValue: 5, Description: How big.}
  Secret: {Type: String, NoEcho: true, Default: hush}
  Kind: {Type: CommaDelimitedList, Default: "a,b", AllowedValues: [a, b, c]}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /images/newest}
Rules:
  Small: {Assertions: [{Assert: !Equals [!Ref Size, "3"], AssertDescription: only 3}]}
Resources:
  Role: {Type: "AWS::IAM::Role", Properties: {AssumeRolePolicyDocument: {}}}
Outputs:
  Arn: {Value: !GetAtt Role.Arn, Description: Who works.}
  Size: {Value: !Ref Size}
"""
BARE = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}"


def described(client: Any, product: MadeProduct, **members: Any) -> dict[str, Any]:
    reply: dict[str, Any] = client.describe_provisioning_parameters(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, **members
    )
    return reply


@pytest.fixture(scope="module")
def full(making: Making, developer: Any) -> dict[str, Any]:
    """What is told about the template above, without constraints."""
    return described(developer, making.offered(FULL))


@pytest.fixture(scope="module")
def bare(making: Making, developer: Any) -> dict[str, Any]:
    """What is told about a template that says as little as can be."""
    return described(developer, making.offered(BARE))


def test_parameters_come_in_the_templates_order_with_texts_for_numbers(full: dict[str, Any]) -> None:
    """NoEcho defaults are not told (14, 27); an SSM parameter's default is its name; bounds are strings."""
    assert full["ProvisioningArtifactParameters"] == [
        {
            "ParameterKey": "Zone",
            "ParameterType": "String",
            "IsNoEcho": False,
            "ParameterConstraints": {
                "AllowedValues": [],
                "AllowedPattern": "[a-z]+",
                "ConstraintDescription": "must be letters",
                "MinLength": "1",
                "MaxLength": "9",
            },
        },
        {
            "ParameterKey": "Size",
            "DefaultValue": "3",
            "ParameterType": "Number",
            "IsNoEcho": False,
            "Description": "How big.",
            "ParameterConstraints": {"AllowedValues": [], "MinValue": "1", "MaxValue": "5"},
        },
        {
            "ParameterKey": "Secret",
            "ParameterType": "String",
            "IsNoEcho": True,
            "ParameterConstraints": {"AllowedValues": []},
        },
        {
            "ParameterKey": "Kind",
            "DefaultValue": "a,b",
            "ParameterType": "CommaDelimitedList",
            "IsNoEcho": False,
            "ParameterConstraints": {"AllowedValues": ["a", "b", "c"]},
        },
        {
            "ParameterKey": "Image",
            "DefaultValue": "/images/newest",
            "ParameterType": "AWS::SSM::Parameter::Value<String>",
            "IsNoEcho": False,
            "ParameterConstraints": {"AllowedValues": []},
        },
    ]


def test_usage_instructions_come_in_the_recorded_order(full: dict[str, Any]) -> None:
    instructions = [(one["Type"], one["Value"]) for one in full["UsageInstructions"]]
    rule = {"Assert": {"Fn::Equals": [{"Ref": "Size"}, "3"]}, "AssertDescription": "only 3"}
    groups = {"ParameterGroups": [{"Label": {"default": "Size"}, "Parameters": ["Size"]}]}
    assert [kind for kind, _ in instructions] == [
        *("rules", "version", "capabilitiesReason", "description", "metadata"),
        *("tagUpdateOnProvisionedProduct", "capability"),
    ]
    told = dict(instructions)
    assert json.loads(told["rules"]) == {"Small": {"Assertions": [rule]}}
    assert told["version"] == "2010-09-09"
    assert told["capabilitiesReason"] == "The following resource(s) require capabilities: [AWS::IAM::Role]"
    assert told["description"] == "Everything that a template can say."
    assert json.loads(told["metadata"]) == {"AWS::CloudFormation::Interface": groups}
    assert told["tagUpdateOnProvisionedProduct"] == "NOT_ALLOWED"
    assert told["capability"] == "CAPABILITY_IAM"


def test_a_template_that_says_little_has_no_entries_for_what_it_does_not_say(bare: dict[str, Any]) -> None:
    """The rules are told as {} if there are none."""
    assert bare["UsageInstructions"] == [
        {"Type": "rules", "Value": "{}"},
        {"Type": "tagUpdateOnProvisionedProduct", "Value": "NOT_ALLOWED"},
    ]


def test_outputs_are_told_as_keys_and_the_old_member_names_the_version(making: Making, developer: Any) -> None:
    """As recorded: ProvisioningArtifactOutputs lists the artifact itself (2.5, 13)."""
    reply = described(developer, product := making.offered(FULL))
    assert reply["ProvisioningArtifactOutputKeys"] == [{"Key": "Arn", "Description": "Who works."}, {"Key": "Size"}]
    assert reply["ProvisioningArtifactOutputs"] == [{"Key": product.version_id, "Description": ""}]


def test_what_there_is_none_of_is_an_empty_list_or_map(bare: dict[str, Any]) -> None:
    bare = {member: value for member, value in bare.items() if member not in ("ResponseMetadata", "UsageInstructions")}
    assert bare.pop("ProvisioningArtifactOutputs")[0]["Description"] == ""
    assert bare == {
        "ProvisioningArtifactParameters": [],
        "ConstraintSummaries": [],
        "TagOptions": [],
        "ProvisioningArtifactPreferences": {},
        "ProvisioningArtifactOutputKeys": [],
    }


def test_the_paths_constraints_are_summarised_and_their_meaning_is_told(making: Making, developer: Any) -> None:
    """Semantics 2.5: launchAsRole, the merged rules, and whether tags may be updated."""
    portfolio = making.portfolio(product := making.product(FULL))
    narrow = {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Zone"}, "a"]}}]}
    making.constraint(portfolio, product, "TEMPLATE", {"Rules": {"Narrow": narrow}}, Description="narrow")
    making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Launcher"})
    updates = {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}}
    making.constraint(portfolio, product, "RESOURCE_UPDATE", updates)
    reply = described(developer, product)
    assert reply["ConstraintSummaries"] == [
        {"Type": "TEMPLATE", "Description": "narrow"},
        {"Type": "LAUNCH"},
        {"Type": "RESOURCE_UPDATE"},
    ]
    told = {one["Type"]: one["Value"] for one in reply["UsageInstructions"]}
    assert list(json.loads(told["rules"])) == ["Small", "Narrow"]
    assert told["launchAsRole"] == "arn:aws:iam::123456789012:role/Launcher"
    assert told["tagUpdateOnProvisionedProduct"] == "ALLOWED"
    assert [one["Type"] for one in reply["UsageInstructions"]][-3:-1] == [
        "launchAsRole",
        "tagUpdateOnProvisionedProduct",
    ]


def test_a_stack_set_constraint_tells_the_accounts_and_regions_to_choose_from(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    role = "arn:aws:iam::123456789012:role/Sets"
    places = {"AccountList": ["123456789012"], "RegionList": ["us-east-1", "eu-west-1"]}
    roles = {"AdminRole": role, "ExecutionRole": "Works"}
    making.constraint(portfolio, product, "STACKSET", {"Version": "String", "Properties": places | roles})
    assert described(developer, product)["ProvisioningArtifactPreferences"] == {
        "StackSetAccounts": ["123456789012"],
        "StackSetRegions": ["us-east-1", "eu-west-1"],
    }
