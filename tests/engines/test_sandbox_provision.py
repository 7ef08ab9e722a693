"""What a launch in the sandbox makes, as people who look into it see it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from launchpath.engines.base import Order, State
from launchpath.engines.conformance import Samples, finish, provision, terminate
from launchpath.engines.sandbox.engine import Sandbox

Aws = Callable[[Sandbox, str], Any]


def stack_of(sandbox: Sandbox, aws: Aws, order: Order) -> dict[str, Any]:
    stack: dict[str, Any] = aws(sandbox, "cloudformation").describe_stacks(StackName=order.stack_name)["Stacks"][0]
    return stack


def test_the_stack_bears_the_products_name_and_tags(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    """Semantics 6.1, 6.2."""
    order = provision(samples)
    launched = finish(sandbox, order)
    stack = stack_of(sandbox, aws, order)
    assert stack["StackName"] == f"SC-222233334444-{order.provisioned_product_id}"
    assert {tag["Key"]: tag["Value"] for tag in stack["Tags"]} == order.tags
    assert stack["StackId"] == launched.physical_id


def test_everything_lies_in_the_catalogs_account_and_region(sandbox: Sandbox, samples: Samples) -> None:
    launched = finish(sandbox, provision(samples))
    assert launched.physical_id is not None
    assert launched.physical_id.startswith("arn:aws:cloudformation:eu-west-1:222233334444:stack/SC-222233334444-pp-")


def test_the_stacks_arn_is_handed_out_besides_the_outputs(sandbox: Sandbox, samples: Samples) -> None:
    """Semantics 2.9."""
    launched = finish(sandbox, provision(samples))
    url, arn = launched.outputs
    assert (url.key, url.description) == ("Url", "Where to send messages")
    assert (arn.key, arn.value) == ("CloudformationStackARN", launched.physical_id)
    assert arn.description == "The ARN of the launched Cloudformation Stack"


def test_a_queues_url_can_be_used_with_any_access_key(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    url = finish(sandbox, provision(samples)).outputs[0].value
    assert url.startswith(f"{sandbox.endpoint}/222233334444/SC-222233334444-pp-")
    sqs = aws(sandbox, "sqs")
    sqs.send_message(QueueUrl=url, MessageBody="hello")
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "hello"
    assert sqs.get_queue_url(QueueName=url.rsplit("/", 1)[1])["QueueUrl"] == url


def test_s3_is_at_the_same_endpoint(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    launched = finish(sandbox, provision(samples, BUCKET))
    s3 = aws(sandbox, "s3")
    s3.put_object(Bucket=launched.outputs[0].value, Key="a/b", Body=b"text")
    assert s3.get_object(Bucket=launched.outputs[0].value, Key="a/b")["Body"].read() == b"text"


def test_people_can_watch_every_resource(sandbox: Sandbox, samples: Samples) -> None:
    order = provision(samples)
    events = finish(sandbox, order).events
    stack = ("AWS::CloudFormation::Stack", order.stack_name)
    assert [(event.type, event.resource, event.status) for event in events] == [
        (*stack, "CREATE_IN_PROGRESS"),
        ("AWS::SQS::Queue", "Queue", "CREATE_IN_PROGRESS"),
        ("AWS::SQS::Queue", "Queue", "CREATE_COMPLETE"),
        (*stack, "CREATE_COMPLETE"),
    ]
    assert events[2].reason.startswith(f"{sandbox.endpoint}/222233334444/SC-")


def test_what_a_false_condition_leaves_out_is_not_listed(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, CONDITIONAL)
    finish(sandbox, order)
    listed = aws(sandbox, "cloudformation").describe_stack_resources(StackName=order.stack_name)["StackResources"]
    assert [resource["LogicalResourceId"] for resource in listed] == ["Always"]


def test_conditions_compare_numbers_as_text(sandbox: Sandbox, samples: Samples) -> None:
    launched = finish(sandbox, provision(samples, NUMBERS))
    assert launched.outputs[0].value == "five"


def test_a_lists_default_is_a_list_without_blanks(sandbox: Sandbox, samples: Samples) -> None:
    launched = finish(sandbox, provision(samples, LISTS))
    assert [output.value for output in launched.outputs[:2]] == ["two", "one/two/three"]


def test_outputs_are_texts_and_truth_is_written_small(sandbox: Sandbox, samples: Samples) -> None:
    launched = finish(sandbox, provision(samples, TEXTS))
    assert [output.value for output in launched.outputs[:4]] == ["true", "false", "5", "one,two"]


def test_what_is_put_into_a_text_is_not_read_again(sandbox: Sandbox, samples: Samples) -> None:
    """Fn::Sub: a value that looks like a name in braces stays as it is, and ${!Name} stands for itself."""
    launched = finish(sandbox, provision(samples, BRACES))
    assert [output.value for output in launched.outputs[:2]] == ["a ${Name} b", "${Literal} mine"]


def test_zones_and_address_blocks_are_worked_out(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, NETWORK)
    launched = finish(sandbox, order)
    assert launched.state is State.SUCCEEDED, launched.reason
    subnet = aws(sandbox, "ec2").describe_subnets(SubnetIds=[launched.outputs[0].value])["Subnets"][0]
    assert (subnet["AvailabilityZone"], subnet["CidrBlock"]) == ("eu-west-1b", "10.9.1.0/24")
    labels = {tag["Key"]: tag["Value"] for tag in subnet["Tags"]}
    assert labels["aws:cloudformation:stack-name"] == order.stack_name
    assert labels["team"] == "blue"


def test_a_function_is_made_but_not_run(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    """It would run in the operator's Docker, for whoever reaches the endpoint."""
    launched = finish(sandbox, provision(samples, NAMELESS))
    client = aws(sandbox, "lambda")
    name = launched.outputs[1].value
    assert client.get_function(FunctionName=name)["Configuration"]["Handler"] == "index.handler"
    answer = client.invoke(FunctionName=name)
    assert answer["FunctionError"]
    assert answer["Payload"].read().startswith(b"error running docker")


def test_every_resource_has_a_name(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, NAMELESS)
    launched = finish(sandbox, order)
    listed = aws(sandbox, "cloudformation").describe_stack_resources(StackName=order.stack_name)["StackResources"]
    names = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in listed}
    assert names["Bus"] == launched.outputs[0].value == f"{order.stack_name}-bus"
    assert all(names.values())


def test_a_subnet_group_may_be_named_in_a_database(sandbox: Sandbox, samples: Samples) -> None:
    group = finish(sandbox, provision(samples, SUBNET_GROUP))
    order = provision(samples, DATABASE.replace("GROUP", group.outputs[0].value))
    launched = finish(sandbox, order)
    assert launched.state is State.SUCCEEDED, launched.reason


def test_a_stack_within_a_stack_is_made(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples, nested(sandbox, aws, samples.good))
    launched = finish(sandbox, order)
    assert launched.state is State.SUCCEEDED, launched.reason
    assert launched.outputs[0].value.startswith(sandbox.endpoint)
    assert finish(sandbox, terminate(order)).state is State.SUCCEEDED
    assert names_of_stacks(sandbox, aws, order.stack_name) == []


def test_a_stack_within_a_stack_that_fails_takes_the_outer_one_along(
    sandbox: Sandbox, aws: Aws, samples: Samples
) -> None:
    order = provision(samples, nested(sandbox, aws, samples.fails_to_create))
    failed = finish(sandbox, order)
    assert failed.reason.startswith("The following resource(s) failed to create: [Inner]. Embedded stack arn:")
    assert failed.reason.endswith("failed to create: [Broken]. Could not find DLQ for arn:aws:sqs:eu-west-1:1:****")
    assert names_of_stacks(sandbox, aws, order.stack_name) == [order.stack_name]


def nested(sandbox: Sandbox, aws: Aws, template: str) -> str:
    s3, bucket = aws(sandbox, "s3"), f"templates-{uuid4()}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=bucket, Key="inner.yaml", Body=template.encode())
    return NESTED.replace("BUCKET", bucket)


def names_of_stacks(sandbox: Sandbox, aws: Aws, beginning: str) -> list[str]:
    pages = aws(sandbox, "cloudformation").get_paginator("describe_stacks").paginate()
    return [
        stack["StackName"] for page in pages for stack in page["Stacks"] if stack["StackName"].startswith(beginning)
    ]


def test_notifications_go_to_the_topics(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    topic = aws(sandbox, "sns").create_topic(Name="watchers")["TopicArn"]
    url = finish(sandbox, provision(samples)).outputs[0].value
    queue_arn = f"arn:aws:sqs:eu-west-1:222233334444:{url.rsplit('/', 1)[1]}"
    aws(sandbox, "sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
    order = replace(provision(samples), notification_arns=(topic,))
    finish(sandbox, order)
    message = aws(sandbox, "sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"]
    assert f"StackName='{order.stack_name}'" in json.loads(message)["Message"]
    assert stack_of(sandbox, aws, order)["NotificationARNs"] == [topic]


def test_a_topic_that_is_not_there_fails_no_launch(sandbox: Sandbox, samples: Samples) -> None:
    nowhere = "arn:aws:sns:eu-west-1:222233334444:nowhere"
    launched = finish(sandbox, replace(provision(samples), notification_arns=(nowhere,)))
    assert launched.state is State.SUCCEEDED, launched.reason


def test_the_launch_role_is_handed_on(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    """Semantics 6.1: the role of a LAUNCH constraint, else the engine's own identity."""
    role = "arn:aws:iam::222233334444:role/launcher"
    with_role, without = replace(provision(samples), launch_role_arn=role), provision(samples)
    finish(sandbox, with_role)
    finish(sandbox, without)
    assert stack_of(sandbox, aws, with_role)["RoleARN"] == role
    assert "RoleARN" not in stack_of(sandbox, aws, without)


def test_nobody_reads_a_noecho_value(sandbox: Sandbox, aws: Aws, samples: Samples) -> None:
    order = provision(samples)
    finish(sandbox, order)
    shown = {one["ParameterKey"]: one["ParameterValue"] for one in stack_of(sandbox, aws, order)["Parameters"]}
    assert shown == {"Name": "orders", "Password": "****"}


def test_a_large_template_with_many_parameters_is_launched(sandbox: Sandbox, samples: Samples) -> None:
    count = 100
    template = {
        "Parameters": {f"P{number}": {"Type": "String"} for number in range(count)},
        "Resources": {
            f"Parameter{number}": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": f"/n/{number}", "Type": "String", "Value": {"Ref": f"P{number}"}},
                "Metadata": {"padding": "x" * 7_000},
            }
            for number in range(count)
        },
        "Outputs": {"Last": {"Value": {"Ref": f"P{count - 1}"}}},
    }
    values = {f"P{number}": f"value-{number}" * 50 for number in range(count)}
    launched = finish(sandbox, replace(provision(samples, json.dumps(template)), parameters=values))
    assert launched.state is State.SUCCEEDED, launched.reason
    assert launched.outputs[0].value == values[f"P{count - 1}"]


BUCKET = """
Resources:
  Bucket: {Type: AWS::S3::Bucket}
Outputs:
  Name: {Value: !Ref Bucket}
"""
CONDITIONAL = """
Parameters:
  Wanted: {Type: String, Default: "no"}
Conditions:
  IsWanted: !Equals [!Ref Wanted, "yes"]
Resources:
  Always: {Type: AWS::SQS::Queue}
  Sometimes: {Type: AWS::SQS::Queue, Condition: IsWanted}
Outputs:
  Url: {Value: !If [IsWanted, !Ref Sometimes, !Ref Always]}
"""
NUMBERS = """
Parameters:
  Count: {Type: Number, Default: 5}
Conditions:
  IsFive: !Equals [!Ref Count, "5"]
Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Count: {Value: !If [IsFive, five, other]}
"""
LISTS = """
Parameters:
  Names: {Type: CommaDelimitedList, Default: "one, two ,three"}
Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Second: {Value: !Select [1, !Ref Names]}
  Joined: {Value: !Join ["/", !Ref Names]}
"""
TEXTS = """
Parameters:
  Names: {Type: CommaDelimitedList, Default: "one,two"}
Conditions:
  Never: !Equals ["1", "2"]
Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Yes: {Value: true}
  "No": {Value: !If [Never, true, false]}
  Number: {Value: 5}
  List: {Value: !Ref Names}
"""
BRACES = """
Parameters:
  Name: {Type: String, Default: never}
  Odd: {Type: String, Default: "${Name}"}
Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Put: {Value: !Sub "a ${Odd} b"}
  Named: {Value: !Sub ["${!Literal} ${Local}", {Local: mine}]}
"""
NETWORK = """
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Network
      AvailabilityZone: !Select [1, !GetAZs {Ref: "AWS::Region"}]
      CidrBlock: !Select [1, !Cidr [!GetAtt Network.CidrBlock, 4, 8]]
Outputs:
  Subnet: {Value: !Ref Subnet}
"""
NAMELESS = """
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: !Sub "${AWS::StackName}-bus"}}
  Function:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !GetAtt Code.Arn, Action: "lambda:InvokeFunction", Principal: events.amazonaws.com}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}
  Code:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "def handler(event, context): return 1"}
Outputs:
  Bus: {Value: !Ref Bus}
  Function: {Value: !Ref Code}
"""
SUBNET_GROUP = """
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.9.1.0/24}}
  Group:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: here, SubnetIds: [!Ref Subnet]}
Outputs:
  Group: {Value: !Ref Group}
"""
DATABASE = """
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.small
      AllocatedStorage: "20"
      MasterUsername: owner
      MasterUserPassword: correct-horse
      DBSubnetGroupName: GROUP
"""
NESTED = """
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://BUCKET.s3.amazonaws.com/inner.yaml
      Parameters: {Name: inner, Password: hush}
Outputs:
  Url: {Value: !GetAtt Inner.Outputs.Url}
"""
