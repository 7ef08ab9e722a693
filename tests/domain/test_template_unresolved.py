"""References that lead nowhere: the template is published, the launch is refused (semantics 3.4)."""

import pytest

from launchpath.domain import template

BUCKET = "Resources:\n  Bucket: {Type: 'AWS::S3::Bucket'}\n"


def unresolved(text: str, **values: str) -> str | None:
    return template.unresolved(template.read(text), values)


#: The template of the Terraform provider's acceptance tests, in short.
CONDITIONAL = """
Parameters:
  LeaveMeEmpty: {Type: String}
Conditions:
  IsEmptyParameter: !Equals [!Ref LeaveMeEmpty, '']
Resources:
  MyVPC: {Type: 'AWS::EC2::VPC', Condition: IsEmptyParameter}
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: !If [IsEmptyParameter, !Ref MyVPC, none]}
Outputs:
  VpcID: {Value: !Ref MyVPC}
"""


def test_an_output_of_a_resource_that_is_made_is_resolved() -> None:
    assert unresolved(CONDITIONAL, LeaveMeEmpty="") is None


def test_an_output_of_a_resource_that_a_condition_leaves_out_is_refused_verbatim() -> None:
    text = unresolved(CONDITIONAL, LeaveMeEmpty="NotEmpty")
    assert text == "Unresolved resource dependencies [MyVPC] in the Outputs block of the template"


def test_an_output_with_the_same_condition_is_left_out_too() -> None:
    text = CONDITIONAL.replace("Value: !Ref MyVPC", "Value: !Ref MyVPC, Condition: IsEmptyParameter")
    assert unresolved(text, LeaveMeEmpty="NotEmpty") is None


def test_a_condition_that_only_the_stack_could_decide_leaves_its_resource_in() -> None:
    text = CONDITIONAL.replace("Type: String", "Type: 'AWS::SSM::Parameter::Value<String>'")
    assert unresolved(text, LeaveMeEmpty="/a/name") is None


def with_properties(properties: str) -> str:
    return (
        f"Parameters: {{P: {{Type: String}}}}\n{BUCKET}  Topic: {{Type: 'AWS::SNS::Topic', Properties: {properties}}}\n"
    )


IN_RESOURCES = "Unresolved resource dependencies [{}] in the Resources block of the template"


@pytest.mark.parametrize(
    ("properties", "refusal"),
    [
        ("{A: !Ref P, B: !Ref Bucket, C: !Ref 'AWS::Region', D: !GetAtt Bucket.Arn}", None),
        ("{A: !Sub '${P} ${Bucket} ${Bucket.Arn} ${AWS::StackName} ${!NotThis}'}", None),
        ("{A: !Sub ['${Own}', {Own: !Ref P}]}", None),
        ("{A: {Statement: {Effect: Allow, Condition: {StringEquals: x}}}}", None),
        ("{A: !Ref Nope, B: [!Ref Other, !Ref Nope]}", IN_RESOURCES.format("Nope, Other")),
        ("{A: !Sub '${Nope}-x'}", IN_RESOURCES.format("Nope")),
        ("{A: !Sub ['${Own}', {Own: !Ref Nope}]}", IN_RESOURCES.format("Nope")),
        ("{A: !GetAtt Nope.Arn}", "Template error: instance of Fn::GetAtt references undefined resource Nope"),
        ("{A: !GetAtt P.Arn}", "Template error: instance of Fn::GetAtt references undefined resource P"),
        (
            "{A: !Sub '${Nope.Arn}'}",
            "Template error: instance of Fn::Sub references invalid resource attribute Nope.Arn",
        ),
        ("{A: !If [Nope, a, b]}", "Template error: unresolved condition dependency Nope in Fn::If"),
    ],
)
def test_a_resource_may_refer_to_what_the_template_has(properties: str, refusal: str | None) -> None:
    assert unresolved(with_properties(properties), P="x") == refusal


@pytest.mark.parametrize(
    ("sections", "refusal"),
    [
        (
            "Outputs: {O: {Value: !Ref Nope}}",
            "Unresolved resource dependencies [Nope] in the Outputs block of the template",
        ),
        (
            "Outputs: {O: {Value: x, Condition: Nope}}",
            "Template format error: Unresolved condition dependency Nope in the Outputs block of the template",
        ),
        (
            "Conditions: {C: !Equals [!Ref Bucket, x]}",
            "Template format error: Unresolved dependencies [Bucket]. "
            "Cannot reference resources in the Conditions block of the template",
        ),
        (
            "Conditions: {C: !Not [!Condition Nope]}",
            "Template error: unresolved condition dependency Nope in Condition",
        ),
        ("Conditions: {C: !Equals [!Ref AWS::Region, eu-west-1]}", None),
    ],
)
def test_outputs_and_conditions_may_refer_to_what_the_template_has(sections: str, refusal: str | None) -> None:
    assert unresolved(f"{BUCKET}{sections}") == refusal


def test_a_resource_s_condition_must_be_declared() -> None:
    text = "Template format error: Unresolved condition dependency Nope in the Resources block of the template"
    assert unresolved("Resources: {B: {Type: X, Condition: Nope}}") == text


def test_a_resource_may_not_wait_for_one_that_is_not_declared() -> None:
    assert unresolved("Resources: {B: {Type: X, DependsOn: [Zed]}}") == IN_RESOURCES.format("Zed")


@pytest.mark.parametrize(
    "resources",
    [
        "{A: {Type: X, DependsOn: B}, B: {Type: X, Properties: {P: !GetAtt A.Arn}}, C: {Type: X, DependsOn: A}}",
        "{C: {Type: X}, A: {Type: X, DependsOn: [B, C]}, B: {Type: X, Properties: {P: !Sub '${A}'}}}",
    ],
)
def test_resources_that_wait_for_one_another_are_refused(resources: str) -> None:
    assert unresolved(f"Resources: {resources}") == "Circular dependency between resources: [A, B]"


def test_a_circle_that_a_condition_opens_is_none() -> None:
    text = (
        "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, x]}\n"
        "Resources: {A: {Type: X, Properties: {P: !If [C, !Ref B, '']}}, B: {Type: X, Properties: {P: !Ref A}}}"
    )
    assert unresolved(text, P="y") is None
    assert unresolved(text, P="x") == "Circular dependency between resources: [A, B]"


def test_what_a_macro_will_add_is_not_missed() -> None:
    """SAM makes the role of a function; nothing in the template declares it."""
    text = "Transform: AWS::Serverless-2016-10-31\nResources: {F: {Type: 'AWS::Serverless::Function'}}\n"
    assert unresolved(text + "Outputs: {O: {Value: !GetAtt FRole.Arn}}") is None
