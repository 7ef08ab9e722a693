"""One order as CloudFormation calls, and what came of it. Nothing here knows that it is a sandbox that answers."""

import logging
import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, ParamValidationError
from botocore.parsers import ResponseParserError

from launchpath.domain.record import Output, RecordType
from launchpath.engines.base import Event, Order, Progress, State

#: Seconds that one operation may take; everything in the sandbox happens within the call.
PATIENCE = 120

#: What a call ends in whose process has gone.
Broken = (ConnectionError, HTTPClientError, ResponseParserError)

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_GOOD_ENDS = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"}
#: A stack in one of these runs nothing that a person could use.
_DEAD_ENDS = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED"}


def connect(endpoint: str, region: str) -> Any:
    """A CloudFormation client that depends on nothing in the environment of this process."""
    # At DEBUG, botocore writes whole requests into the log, with the values of NoEcho parameters.
    logging.getLogger("botocore").setLevel(logging.INFO)
    nothing: tuple[None, None, None, None] = (None, None, None, None)
    session = botocore.session.Session(
        {
            "profile": nothing,
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
            "ca_bundle": nothing,
        }
    )
    return session.create_client(
        "cloudformation",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",  # noqa: S106 - nobody checks it
        # No proxy and no retries: it is our own process, and a repeat must be our decision.
        config=Config(proxies={}, retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=PATIENCE),
    )


def carry_out(client: Any, order: Order) -> Progress:
    """Do what `order` says and tell how it ended. Raises Broken, or ReadTimeoutError among them."""
    try:
        return _STEPS[order.type](client, order)
    except ParamValidationError as error:
        return Progress(state=State.FAILED, reason=str(error))
    except ClientError as error:
        return Progress(
            state=State.FAILED,
            reason=_refusal(error),
            gone=order.type is not RecordType.PROVISION and not _runs(client, order),
        )


def _provision(client: Any, order: Order) -> Progress:
    answer = client.create_stack(**_request(order))
    return _outcome(client, order, answer["StackId"])


def _update(client: Any, order: Order) -> Progress:
    answer = client.update_stack(**_request(order))
    return _outcome(client, order, answer["StackId"])


def _terminate(client: Any, order: Order) -> Progress:
    stack = _find(client, order)
    if order.retain or stack is None:
        return Progress(state=State.SUCCEEDED, physical_id=stack["StackId"] if stack else None)
    role = {"RoleARN": order.launch_role_arn} if order.launch_role_arn else {}
    client.delete_stack(StackName=order.stack_name, ClientRequestToken=order.record_id, **role)
    return _outcome(client, order, stack["StackId"])


_STEPS: dict[RecordType, Callable[[Any, Order], Progress]] = {
    RecordType.PROVISION: _provision,
    RecordType.UPDATE: _update,
    RecordType.TERMINATE: _terminate,
}


def _request(order: Order) -> dict[str, Any]:
    request = {
        "StackName": order.stack_name,
        "TemplateBody": order.template,
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in order.parameters.items()],
        "Tags": [{"Key": key, "Value": value} for key, value in order.tags.items()],
        "NotificationARNs": list(order.notification_arns),
        "Capabilities": _CAPABILITIES,
        "ClientRequestToken": order.record_id,
    }
    return {**request, "RoleARN": order.launch_role_arn} if order.launch_role_arn else request


def _outcome(client: Any, order: Order, stack_id: str) -> Progress:
    stack = client.describe_stacks(StackName=stack_id)["Stacks"][0]
    succeeded = stack["StackStatus"] in _GOOD_ENDS
    deleted = stack["StackStatus"] == "DELETE_COMPLETE"
    return Progress(
        state=State.SUCCEEDED if succeeded else State.FAILED,
        reason=""
        if succeeded
        else stack.get("StackStatusReason") or f"The stack is in the state {stack['StackStatus']}.",
        physical_id=stack_id,
        outputs=_outputs(stack) if succeeded and not deleted else (),
        events=_events(client, stack_id, order.record_id),
    )


def _outputs(stack: dict[str, Any]) -> tuple[Output, ...]:
    own = (
        Output(output["OutputKey"], output.get("OutputValue", ""), output.get("Description") or "")
        for output in stack.get("Outputs", ())
    )
    # Every product hands out its stack besides (semantics 2.9).
    arn = Output("CloudformationStackARN", stack["StackId"], "The ARN of the launched Cloudformation Stack")
    return (*own, arn)


def _events(client: Any, stack_id: str, token: str) -> tuple[Event, ...]:
    newest_first = client.describe_stack_events(StackName=stack_id)["StackEvents"]
    return tuple(_event(event) for event in reversed(newest_first) if event.get("ClientRequestToken") == token)


def _event(event: dict[str, Any]) -> Event:
    # Where there is nothing to explain, people want to know what it is called.
    named = event["ResourceStatus"].endswith("_COMPLETE")
    return Event(
        at=int(event["Timestamp"].timestamp() * 1000),
        resource=event["LogicalResourceId"],
        type=event["ResourceType"],
        status=event["ResourceStatus"],
        reason=event.get("ResourceStatusReason") or (event.get("PhysicalResourceId", "") if named else ""),
    )


def _find(client: Any, order: Order) -> dict[str, Any] | None:
    try:
        stack: dict[str, Any] = client.describe_stacks(StackName=order.stack_name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return stack


def _runs(client: Any, order: Order) -> bool:
    stack = _find(client, order)
    return stack is not None and stack["StackStatus"] not in _DEAD_ENDS


def _refusal(error: ClientError) -> str:
    """As Service Catalog hands CloudFormation's refusals on, with two blanks (semantics 3.4)."""
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    status = error.response["ResponseMetadata"].get("HTTPStatusCode", 400)
    return (
        f"AmazonCloudFormationException  {message} (Service: AmazonCloudFormation; "
        f"Status Code: {status}; Error Code: {code}; Request ID: {uuid4()})"
    )
