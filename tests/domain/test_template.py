"""What is known of a template once it has been read."""

import json

import pytest

from launchpath.domain import template
from launchpath.domain.parameter import Parameter
from launchpath.domain.template import OutputDeclaration, Resource, TemplateError

BUCKET = {"Bucket": {"Type": "AWS::S3::Bucket"}}


def read(**sections: object) -> template.Template:
    return template.read(json.dumps({"Resources": BUCKET, **sections}))


def refusal(**sections: object) -> str:
    with pytest.raises(TemplateError) as caught:
        read(**sections)
    return str(caught.value)


def test_the_facts_of_a_template_are_read_in_its_order() -> None:
    read = template.read(
        """
AWSTemplateFormatVersion: 2010-09-09
Description: A bucket
Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups: [{Label: {default: Names}, Parameters: [Name]}]
Parameters:
  Zone: {Type: 'AWS::EC2::AvailabilityZone::Name'}
  Name: {Type: String, Default: my-bucket}
Conditions:
  Named: !Not [!Equals [!Ref Name, '']]
Resources:
  Bucket: {Type: 'AWS::S3::Bucket', Condition: Named, Properties: {BucketName: !Ref Name}}
  Topic: {Type: 'AWS::SNS::Topic'}
Outputs:
  Arn: {Value: !GetAtt Topic.TopicArn, Description: The topic, Export: {Name: topic}}
  Name: {Value: !Ref Bucket, Condition: Named}
"""
    )
    assert (read.version, read.description) == ("2010-09-09", "A bucket")
    interface = {"ParameterGroups": [{"Label": {"default": "Names"}, "Parameters": ["Name"]}]}
    assert read.metadata == {"AWS::CloudFormation::Interface": interface}
    assert [parameter.key for parameter in read.parameters] == ["Zone", "Name"]
    assert read.conditions == {"Named": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Name"}, ""]}]}}
    assert read.resources == (Resource("Bucket", "AWS::S3::Bucket", "Named"), Resource("Topic", "AWS::SNS::Topic"))
    assert read.outputs == (OutputDeclaration("Arn", "The topic", "topic"), OutputDeclaration("Name"))


def test_what_a_template_leaves_out_is_none_or_empty() -> None:
    """Semantics 2.5: version, description and metadata entries are only there if the template has them."""
    bare = read()
    assert (bare.version, bare.description, bare.metadata, bare.capabilities_reason) == (None, None, None, None)
    assert (bare.parameters, bare.rules, bare.outputs, bare.transforms, bare.capabilities) == ((), {}, (), (), ())


def test_a_parameter_carries_all_that_it_declares_as_text() -> None:
    """Semantics 2.5: every bound is a string on the wire."""
    body = {
        **{"Type": "String", "Default": "abc", "NoEcho": True, "Description": "d", "AllowedValues": ["abc", 5, True]},
        **{"AllowedPattern": "[a-z]+", "ConstraintDescription": "c", "MinLength": 1, "MaxLength": "9"},
        **{"MinValue": -1.5, "MaxValue": 10},
    }
    assert read(Parameters={"P": body}).parameters == (
        Parameter(
            key="P",
            type="String",
            default="abc",
            no_echo=True,
            description="d",
            allowed_values=("abc", "5", "true"),
            allowed_pattern="[a-z]+",
            constraint_description="c",
            min_length="1",
            max_length="9",
            min_value="-1.5",
            max_value="10",
        ),
    )


@pytest.mark.parametrize(
    ("written", "default"),
    [("010", "010"), ("1.10", "1.10"), ("0x1F", "0x1F"), ("2010-09-09", "2010-09-09"), ("yes", "true"), ("''", "")],
)
def test_a_default_stays_as_it_is_written(written: str, default: str) -> None:
    declaration = f"P: {{Type: String, Default: {written}, AllowedValues: [{written}]}}"
    (parameter,) = template.read(f"Resources: {{B: {{Type: X}}}}\nParameters: {{{declaration}}}").parameters
    assert (parameter.default, parameter.allowed_values) == (default, (default,))


@pytest.mark.parametrize(
    "type_",
    [
        *("String", "Number", "CommaDelimitedList", "List<Number>", "List<String>", "AWS::EC2::KeyPair::KeyName"),
        *("AWS::Route53::HostedZone::Id", "List<AWS::EC2::Subnet::Id>", "AWS::SSM::Parameter::Name"),
        *("AWS::SSM::Parameter::Value<String>", "AWS::SSM::Parameter::Value<List<AWS::EC2::Image::Id>>"),
    ],
)
def test_every_type_of_parameter_is_read_verbatim(type_: str) -> None:
    """Semantics 6.4."""
    (parameter,) = read(Parameters={"P": {"Type": type_}}).parameters
    assert parameter.type == type_


@pytest.mark.parametrize(
    ("declaration", "problem"),
    [
        ({"Type": "Strin"}, "Template format error: Unrecognized parameter type: Strin"),
        (
            {"Default": "x"},
            "Template format error: [/Parameters/P] Every Parameters object must contain a Type member.",
        ),
        ("String", "Template format error: [/Parameters/P] Every Parameters member must be a map."),
        ({"Type": "String", "Properties": {}}, "Invalid template parameter property 'Properties'"),
        ({"Type": "String", "Default": ["a"]}, "Template format error: Every Default member must be a string."),
        ({"Type": "String", "Default": {"Ref": "X"}}, "Template format error: Every Default member must be a string."),
        ({"Type": "String", "AllowedValues": "a"}, "Every AllowedValues member must be a list"),
        ({"Type": "String", "MinLength": "one"}, "Every MinLength member must be a number"),
        ({"Type": "String", "AllowedPattern": "(a"}, "Parameter 'P' AllowedPattern must be a valid regular expression"),
    ],
)
def test_a_parameter_that_is_not_declared_properly_is_refused(declaration: object, problem: str) -> None:
    assert problem in refusal(Parameters={"P": declaration})


def test_a_default_that_breaks_its_own_constraint_is_left_to_the_launch() -> None:
    """An empty default that nobody may leave is a habit of template authors."""
    (parameter,) = read(Parameters={"P": {"Type": "String", "Default": "", "MinLength": 1}}).parameters
    assert parameter.default == ""


@pytest.mark.parametrize(
    ("sections", "problem"),
    [
        ({"Resources": {}}, "Template format error: At least one Resources member must be defined."),
        ({"Resources": []}, "Resources must be a map"),
        ({"Outputs": "x"}, "Outputs must be a map"),
        ({"Resource": {}, "X": 1}, "Invalid template property or properties [Resource, X]"),
        (
            {"Resources": {"B": {"Properties": {}}}},
            "Template format error: [/Resources/B] Every Resources object must contain a Type member.",
        ),
        ({"Resources": {"B": "x"}}, "Every Resources member must be a map"),
        ({"Resources": {"B": {"Type": ["x"]}}}, "Every Type member must be a string. [/Resources/B/Type]"),
        ({"Resources": {"B": {"Type": "X", "Foo": 1}}}, "Invalid template resource property 'Foo'"),
        ({"Resources": {"a-b": {"Type": "X"}}}, "Template format error: Resource name 'a-b' is non alphanumeric."),
        ({"Parameters": {"a_b": {"Type": "String"}}}, "Parameter name 'a_b' is non alphanumeric."),
        ({"Outputs": {"a_b": {"Value": "x"}}}, "Template format error: Outputs name 'a_b' is non alphanumeric."),
        ({"Outputs": {"O": {}}}, "Every Outputs member must contain a Value object"),
        ({"Outputs": {"O": {"Value": "x", "Description": []}}}, "Every Description member must be a string."),
        ({"AWSTemplateFormatVersion": "2012-01-01"}, "unsupported value for AWSTemplateFormatVersion."),
        ({"Description": {}}, "Every Description member must be a string."),
        ({"Description": "d" * 1025}, "'Description' length is greater than 1024."),
        (
            {"Outputs": {"O": {"Value": "x", "Description": "d" * 1025}}},
            "[/Outputs/O/Description] 'Description' length is greater than 1024.",
        ),
        ({"Rules": {"R": {}}}, "[/Rules] Rule 'R' must have a list of at least one object as Assertions."),
        ({"Resources": {"Fn::ForEach::X": []}}, "Resource name 'Fn::ForEach::X' is non alphanumeric."),
    ],
)
def test_a_template_that_is_not_built_properly_is_refused(sections: dict[str, object], problem: str) -> None:
    assert problem in refusal(**sections)


@pytest.mark.parametrize(
    ("section", "member", "most"),
    [("Parameters", {"Type": "String"}, 200), ("Resources", {"Type": "X"}, 500), ("Outputs", {"Value": "x"}, 200)],
)
def test_cloudformations_limits_hold(section: str, member: object, most: int) -> None:
    read(**{section: {f"M{number}": member for number in range(most)}})
    problem = refusal(**{section: {f"M{number}": member for number in range(most + 1)}})
    text = f"Number of {section.lower()}, {most + 1}, is greater than maximum allowed, {most}"
    assert problem == f"Template format error: {text}"


def test_an_export_whose_name_is_made_by_a_function_shows_the_function() -> None:
    (output,) = read(Outputs={"O": {"Value": "x", "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-o"}}}}).outputs
    assert output.export == '{"Fn::Sub": "${AWS::StackName}-o"}'


def test_the_rules_of_a_template_are_json() -> None:
    rules = {"R": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "P"}, "1"]}, "AssertDescription": "one"}]}}
    assert read(Rules=rules).rules == rules


@pytest.mark.parametrize(
    ("sections", "transforms"),
    [
        ({"Transform": "AWS::Serverless-2016-10-31"}, ("AWS::Serverless-2016-10-31",)),
        ({"Transform": ["A", {"Name": "B", "Parameters": {}}]}, ("A", "B")),
        ({"Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}}, ("AWS::Include",)),
        ({"Metadata": {"Fn::Transform": {"Name": "Count"}}}, ("Count",)),
    ],
)
def test_the_macros_of_a_template_are_named(sections: dict[str, object], transforms: tuple[str, ...]) -> None:
    assert read(**sections).transforms == transforms


def test_a_macro_may_bring_its_own_sections_and_members() -> None:
    loop = {"Fn::ForEach::Topics": ["Name", ["A"], {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]}
    expanded = read(Transform="AWS::LanguageExtensions", Globals={}, Resources={**loop, "B": {"Type": "X", "Loop": 1}})
    assert expanded.resources == (Resource("B", "X"),)


def test_the_same_text_is_read_once() -> None:
    text = json.dumps({"Resources": BUCKET, "Description": "read once"})
    assert template.read(text) is template.read(text)
