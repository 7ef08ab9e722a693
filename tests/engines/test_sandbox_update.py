"""An update in the sandbox changes what the new template or the new values ask for, and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from launchpath.engines.base import Order, Progress, State
from launchpath.engines.conformance import Samples, finish, provision, update
from launchpath.engines.sandbox.engine import Sandbox

Aws = Callable[[Sandbox, str], Any]


def launch(sandbox: Sandbox, samples: Samples, template: str, values: Mapping[str, str]) -> tuple[Order, Progress]:
    order = replace(provision(samples, template), parameters=values)
    progress = finish(sandbox, order)
    assert progress.state is State.SUCCEEDED, progress.reason
    return order, progress


def give(sandbox: Sandbox, order: Order, values: Mapping[str, str]) -> Progress:
    """The same template with other values."""
    progress = finish(sandbox, replace(update(order, order.template), parameters=values))
    assert progress.state is State.SUCCEEDED, progress.reason
    return progress


def outputs(progress: Progress) -> dict[str, str]:
    return {output.key: output.value for output in progress.outputs}


def test_a_value_inside_a_text_changes_the_resource(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order, _ = launch(sandbox, samples, IN_A_TEXT, {"Name": "before"})
    give(sandbox, order, {"Name": "after"})
    value = aws(sandbox, "ssm").get_parameter(Name="/in-a-text")["Parameter"]["Value"]
    assert value == "it is after"


def test_a_condition_that_comes_true_makes_its_resource(sandbox: Sandbox, samples: Samples) -> None:
    order, before = launch(sandbox, samples, SWITCH, {"Both": "no"})
    after = give(sandbox, order, {"Both": "yes"})
    assert outputs(before).keys() == {"First", "CloudformationStackARN"}
    assert outputs(after).keys() == {"First", "Second", "CloudformationStackARN"}
    assert outputs(after)["First"] == outputs(before)["First"]


def test_a_condition_that_ceases_removes_its_resource(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order, before = launch(sandbox, samples, SWITCH, {"Both": "yes"})
    after = give(sandbox, order, {"Both": "no"})
    assert [event.status for event in after.events if event.resource == "Second"] == ["DELETE_COMPLETE"]
    listed = aws(sandbox, "sqs").list_queues(QueueNamePrefix=outputs(before)["Second"].rsplit("/", 1)[1])
    assert "QueueUrls" not in listed


def test_a_type_that_cannot_be_changed_is_replaced_with_all_that_hangs_on_it(
    sandbox: Sandbox, aws: Aws, samples: Samples
) -> None:
    order, before = launch(sandbox, samples, CHAIN, {"Days": "7"})
    after = give(sandbox, order, {"Days": "30"})
    assert outputs(after)["Key"] != outputs(before)["Key"]
    alias = aws(sandbox, "ssm").get_parameter(Name="/key-of-chain")["Parameter"]["Value"]
    assert alias == outputs(after)["Key"]


def test_what_the_update_does_not_touch_is_left_alone(sandbox: Sandbox, samples: Samples) -> None:
    order, _ = launch(sandbox, samples, SWITCH, {"Both": "no"})
    after = give(sandbox, order, {"Both": "yes"})
    assert "First" not in {event.resource for event in after.events}


def test_new_tags_and_topics_take_the_place_of_the_old(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order, _ = launch(sandbox, samples, SWITCH, {"Both": "no"})
    topic = aws(sandbox, "sns").create_topic(Name="later")["TopicArn"]
    changed = replace(update(order, order.template), tags={"team": "red"}, notification_arns=(topic,))
    finish(sandbox, changed)
    stack = aws(sandbox, "cloudformation").describe_stacks(StackName=order.stack_name)["Stacks"][0]
    assert stack["Tags"] == [{"Key": "team", "Value": "red"}]
    assert stack["NotificationARNs"] == [topic]


def test_a_value_that_is_left_out_falls_back_to_the_default(sandbox: Sandbox, samples: Samples) -> None:
    """Semantics section 14, number 11."""
    order, _ = launch(sandbox, samples, SWITCH, {"Both": "yes"})
    assert "Second" not in outputs(give(sandbox, order, {}))


IN_A_TEXT = """
Parameters:
  Name: {Type: String}
Resources:
  Parameter:
    Type: AWS::SSM::Parameter
    Properties: {Name: /in-a-text, Type: String, Value: !Sub "it is ${Name}"}
"""
SWITCH = """
Parameters:
  Both: {Type: String, Default: "no"}
Conditions:
  HasSecond: !Equals [!Ref Both, "yes"]
Resources:
  First: {Type: AWS::SQS::Queue}
  Second: {Type: AWS::SQS::Queue, Condition: HasSecond}
Outputs:
  First: {Value: !Ref First}
  Second: {Value: !Ref Second, Condition: HasSecond}
"""
#: A key cannot be changed by moto; the parameter names it.
CHAIN = """
Parameters:
  Days: {Type: String}
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      Description: !Sub "for ${Days} days"
      KeyPolicy: {Version: "2012-10-17", Statement: []}
  Name:
    Type: AWS::SSM::Parameter
    Properties: {Name: /key-of-chain, Type: String, Value: !Ref Key}
Outputs:
  Key: {Value: !Ref Key}
"""
