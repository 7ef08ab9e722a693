"""What CloudFormation refuses at the call, and in which words (semantics 3.4)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from launchpath.engines.base import Progress, State
from launchpath.engines.conformance import Samples, finish, provision, terminate, update
from launchpath.engines.sandbox.engine import Sandbox

FORM = (
    r"AmazonCloudFormationException  (?P<message>.*) \(Service: AmazonCloudFormation; Status Code: 400; "
    r"Error Code: ValidationError; Request ID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)"
)


def refusal(progress: Progress) -> str:
    """What CloudFormation said, if the whole reason has the service's form."""
    assert progress.state is State.FAILED
    assert progress.physical_id is None
    form = re.fullmatch(FORM, progress.reason, re.DOTALL)
    assert form, progress.reason
    return form["message"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Nothing}}}",
            "Unresolved resource dependencies [Nothing] in the Resources block of the template",
        ),
        (
            "Resources: {Queue: {Type: AWS::SQS::Queue}}\nOutputs: {Url: {Value: !Ref MyVPC}}",
            "Unresolved resource dependencies [MyVPC] in the Outputs block of the template",
        ),
        (
            "Resources: {A: {Type: AWS::SQS::Queue, DependsOn: B}, B: {Type: AWS::SQS::Queue, DependsOn: A}}",
            "Circular dependency between resources: [A, B]",
        ),
        ("Outputs: {A: {Value: b}}", "Template format error: At least one Resources member must be defined."),
        (
            "Resources: {Queue: {Properties: {}}}",
            "Template format error: [/Resources/Queue] Every Resources object must contain a Type member.",
        ),
    ],
)
def test_a_template_that_makes_no_sense_is_refused_in_cloudformations_words(
    sandbox: Sandbox, samples: Samples, template: str, message: str
) -> None:
    assert refusal(finish(sandbox, provision(samples, template))) == message


def test_a_type_that_the_sandbox_cannot_make_is_named(sandbox: Sandbox, samples: Samples) -> None:
    template = "Resources: {A: {Type: AWS::SQS::Queue}, B: {Type: AWS::Braket::Nothing}, C: {Type: Custom::Thing}}"
    said = refusal(finish(sandbox, provision(samples, template)))
    assert said.startswith("Template format error: Unrecognized resource types: [AWS::Braket::Nothing, Custom::Thing]")


def test_a_macro_is_refused_by_name(sandbox: Sandbox, samples: Samples) -> None:
    template = "Transform: AWS::Serverless-2016-10-31\nResources: {A: {Type: AWS::SQS::Queue}}"
    assert "[AWS::Serverless-2016-10-31]" in refusal(finish(sandbox, provision(samples, template)))


def test_a_refused_launch_leaves_no_stack(sandbox: Sandbox, aws: Callable[..., Any], samples: Samples) -> None:
    order = provision(samples, "Resources: {A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Nothing}}}")
    finish(sandbox, order)
    names = [stack["StackName"] for stack in aws(sandbox, "cloudformation").list_stacks()["StackSummaries"]]
    assert order.stack_name not in names
    assert finish(sandbox, terminate(order)).state is State.SUCCEEDED


def test_a_refused_update_changes_nothing(sandbox: Sandbox, samples: Samples) -> None:
    """Semantics 6.3: the previous stack is still there."""
    order = provision(samples)
    before = finish(sandbox, order)
    failed = finish(sandbox, update(order, "Resources: {A: {Type: AWS::Braket::Nothing}}"))
    assert refusal(failed).startswith("Template format error: Unrecognized resource types")
    assert not failed.gone
    assert finish(sandbox, update(order, samples.good)).outputs == before.outputs


def test_an_update_of_a_vanished_stack_says_that_it_is_gone(
    sandbox: Sandbox, aws: Callable[..., Any], samples: Samples
) -> None:
    """Semantics 6.3: deleted outside, noticed at the next operation."""
    order = provision(samples)
    finish(sandbox, order)
    aws(sandbox, "cloudformation").delete_stack(StackName=order.stack_name)
    failed = finish(sandbox, update(order, samples.update))
    assert refusal(failed) == f"Stack [{order.stack_name}] does not exist"
    assert failed.gone


def test_a_template_cannot_run_code(
    sandbox: Sandbox, aws: Callable[..., Any], samples: Samples, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    template = (
        f"Resources: {{A: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{mark}']]}}"
    )
    finish(sandbox, provision(samples, template))
    cloudformation = aws(sandbox, "cloudformation")
    for attempt in (cloudformation.get_template_summary, cloudformation.validate_template):
        with pytest.raises(cloudformation.exceptions.ClientError):
            attempt(TemplateBody=template)
    assert not mark.exists()
