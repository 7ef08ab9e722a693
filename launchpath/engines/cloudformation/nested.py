"""Why a nested stack failed: the first real cause inside it, in the place of a mere hint at it."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from launchpath.engines.cloudformation import faults
from launchpath.engines.cloudformation.stack import PAGES, Listed, begins, is_cause, is_of_stack, is_stack

#: CloudFormation itself advises against more; whoever nests deeper gets the cause at that depth.
_DEEPEST = 5


def explained(client: Any, events: Listed, known: Mapping[str, str]) -> dict[str, str]:
    """By the id of each event that tells of a nested stack's failure: what failed inside. `known`: told before."""
    failed = [event for event in events if _is_nested_failure(event)]
    return {event["EventId"]: known.get(event["EventId"]) or _cause(client, event, 1) for event in failed}


def _is_nested_failure(event: Mapping[str, Any]) -> bool:
    is_other = event.get("PhysicalResourceId") != event["StackId"]
    return is_other and is_stack(event) and is_cause(event) and bool(event.get("PhysicalResourceId"))


def _cause(client: Any, failure: Mapping[str, Any], depth: int) -> str:
    try:
        happened = list(_operation(client, failure))
    except ClientError as refusal:
        if faults.is_passing(refusal):
            raise
        # It may be gone for long, or none of our business; then the hint has to do.
        return ""
    inside = [event for event in reversed(happened) if is_cause(event) and not is_of_stack(event, event["StackId"])]
    if not inside:
        return ""
    first = inside[0]
    deeper = _cause(client, first, depth + 1) if _is_nested_failure(first) and depth < _DEEPEST else ""
    return deeper or f"{first['LogicalResourceId']} ({first['ResourceType']}): {first['ResourceStatusReason']}"


def _operation(client: Any, failure: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nested stack's events of the operation that ended in this failure, newest first."""
    nested = failure["PhysicalResourceId"]
    pages = client.get_paginator("describe_stack_events").paginate(StackName=nested)
    for page in islice(pages, PAGES):
        for event in page["StackEvents"]:
            # Later ones are of the rollback.
            if event["Timestamp"] <= failure["Timestamp"]:
                yield event
                if begins(event, nested):
                    return
