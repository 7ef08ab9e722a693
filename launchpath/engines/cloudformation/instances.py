"""The instances of a stack set, and the operations on them, as CloudFormation tells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from launchpath.domain.record import Event, Output, RecordType
from launchpath.domain.stack_set import Instance
from launchpath.engines.base import Order, Progress, State
from launchpath.engines.cloudformation import faults

#: What an event of an instance is an event of.
_KIND = "AWS::CloudFormation::StackInstance"
_STATES = {
    "RUNNING": State.RUNNING,
    "QUEUED": State.RUNNING,
    "STOPPING": State.ROLLING_BACK,
    "SUCCEEDED": State.SUCCEEDED,
}


def operation(client: Any, order: Order) -> Mapping[str, Any] | None:
    """The order's operation; None: it has not begun."""
    try:
        found = client.describe_stack_set_operation(StackSetName=order.stack_name, OperationId=order.record_id)
    except ClientError as refusal:
        if faults.code(refusal) == "OperationNotFoundException":
            return None
        raise
    told: Mapping[str, Any] = found["StackSetOperation"]
    return told


def state_of(operation: Mapping[str, Any]) -> State:
    return _STATES.get(operation["Status"], State.FAILED)


def target(order: Order) -> dict[str, Any]:
    """Where the order wants instances, and how many at once."""
    wanted = order.stack_set
    accounts, regions = (wanted.accounts, wanted.regions) if wanted else ((), ())
    return _on(order, accounts, regions)


def existing(client: Any, order: Order) -> dict[str, Any]:
    """What of that there is already, for an update of the stack set; without any, it alone is updated."""
    standing = {(one.account, one.region) for one in listed(client, order)}
    whole = target(order)
    accounts = [one for one in whole["Accounts"] if any(account == one for account, _ in standing)]
    regions = [one for one in whole["Regions"] if any(region == one for _, region in standing)]
    if not accounts or not regions:
        del whole["Accounts"], whole["Regions"]
        return whole
    return {**whole, "Accounts": accounts, "Regions": regions}


def all_of(order: Order, standing: Sequence[Instance]) -> dict[str, Any]:
    """All that stand."""
    accounts = list(dict.fromkeys(one.account for one in standing))
    return _on(order, accounts, list(dict.fromkeys(one.region for one in standing)))


def _on(order: Order, accounts: Sequence[str], regions: Sequence[str]) -> dict[str, Any]:
    preferences = dict(order.stack_set.preferences) if order.stack_set else {}
    return {
        "StackSetName": order.stack_name,
        "Accounts": list(accounts),
        "Regions": list(regions),
        "OperationId": order.record_id,
        **({"OperationPreferences": preferences} if preferences else {}),
    }


def listed(client: Any, order: Order) -> tuple[Instance, ...]:
    """All instances."""
    pages = client.get_paginator("list_stack_instances").paginate(StackSetName=order.stack_name)
    return tuple(Instance(one["Account"], one["Region"], one["Status"]) for page in pages for one in page["Summaries"])


def progress(client: Any, order: Order, operation: Mapping[str, Any] | None) -> Progress:
    """How far the order's operation is; None: it was begun this moment."""
    if operation is None:
        return Progress(state=State.RUNNING)
    state = state_of(operation)
    results = list(_results(client, order))
    arn = str(operation.get("StackSetId") or order.stack_name)
    return Progress(
        state=state,
        reason=_why(operation, results) if state is State.FAILED else "",
        physical_id=arn,
        outputs=_outputs(order, arn) if state is State.SUCCEEDED else (),
        events=tuple(_event(operation, one) for one in results),
        instances=listed(client, order),
    )


def _outputs(order: Order, arn: str) -> tuple[Output, ...]:
    """A stack set hands out nothing of its instances'."""
    if order.type is RecordType.TERMINATE:
        return ()
    return (Output("CloudformationStackSetARN", arn, "The ARN of the launched Cloudformation StackSet"),)


def _results(client: Any, order: Order) -> Iterator[Mapping[str, Any]]:
    """What became of each instance."""
    pages = client.get_paginator("list_stack_set_operation_results").paginate(
        StackSetName=order.stack_name, OperationId=order.record_id
    )
    for page in pages:
        yield from page["Summaries"]


def _why(operation: Mapping[str, Any], results: Sequence[Mapping[str, Any]]) -> str:
    """The first instance that failed by itself, and why; the others were called off because of it."""
    for one in results:
        if one["Status"] == "FAILED":
            return f"{_name(one)}: {one.get('StatusReason') or 'no reason was given'}"
    said = operation.get("StatusReason")
    return said or f"The operation on the stack set ended as {operation['Status']}."


def _name(result: Mapping[str, Any]) -> str:
    return f"{result.get('Account')}/{result.get('Region')}"


def _event(operation: Mapping[str, Any], result: Mapping[str, Any]) -> Event:
    return Event(
        at=int(operation["CreationTimestamp"].timestamp() * 1000),
        resource=_name(result),
        type=_KIND,
        status=result["Status"],
        reason=result.get("StatusReason") or "",
    )
