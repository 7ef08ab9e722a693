"""What an order would change, by way of a change set: it is made, read, and removed again."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from launchpath.domain.record import RecordType
from launchpath.engines.base import Order, State
from launchpath.engines.cloudformation import faults, request, stack
from launchpath.engines.cloudformation.stack import Stack
from launchpath.engines.offers import Change, Detail, Preview

#: What CloudFormation says of a change set that would change nothing; it calls that a failure.
_NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")


def preview(client: Any, order: Order, handed_over: Mapping[str, str]) -> Preview:
    """How far it is; one that is not there yet is begun. Raises CallFailed."""
    there = stack.find(client, order.stack_name)
    found = _find(client, order) if there is not None else None
    if found is None:
        _begin(client, order, handed_over)
        return Preview(state=State.RUNNING)
    if found["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
        return Preview(state=State.RUNNING)
    answer = _read(client, order, found)
    _remove(client, order, there)
    return answer


def _name(order: Order) -> str:
    return f"launchpath-{order.record_id}"


def _find(client: Any, order: Order) -> Mapping[str, Any] | None:
    """The first page of the order's change set."""
    try:
        found: Mapping[str, Any] = client.describe_change_set(StackName=order.stack_name, ChangeSetName=_name(order))
    except ClientError as refusal:
        if faults.code(refusal) == "ChangeSetNotFound":
            return None
        raise
    return None if found["Status"] == "DELETE_COMPLETE" else found


def _begin(client: Any, order: Order, handed_over: Mapping[str, str]) -> None:
    members = request.change(order, order.stack_name, handed_over)
    token = members.pop("ClientRequestToken")
    kind = "CREATE" if order.type is RecordType.PROVISION else "UPDATE"
    client.create_change_set(**members, ChangeSetName=_name(order), ChangeSetType=kind, ClientToken=token)


def _read(client: Any, order: Order, found: Mapping[str, Any]) -> Preview:
    if found["Status"] == "CREATE_COMPLETE":
        return Preview(state=State.SUCCEEDED, changes=tuple(_changes(client, order, found)))
    reason = found.get("StatusReason") or f"The change set is in the state {found['Status']}."
    if any(text in reason for text in _NOTHING_TO_DO):
        return Preview(state=State.SUCCEEDED)
    return Preview(state=State.FAILED, reason=reason)


def _changes(client: Any, order: Order, found: Mapping[str, Any]) -> Iterator[Change]:
    while True:
        for one in found.get("Changes") or ():
            if "ResourceChange" in one:
                yield _change(one["ResourceChange"])
        if not found.get("NextToken"):
            return
        found = client.describe_change_set(
            StackName=order.stack_name, ChangeSetName=_name(order), NextToken=found["NextToken"]
        )


def _change(told: Mapping[str, Any]) -> Change:
    return Change(
        action=told["Action"].upper(),
        resource=told["LogicalResourceId"],
        type=told.get("ResourceType") or "",
        physical_id=told.get("PhysicalResourceId") or "",
        replacement=(told.get("Replacement") or "").upper(),
        scope=tuple(one.upper() for one in told.get("Scope") or ()),
        details=tuple(_detail(one) for one in told.get("Details") or ()),
    )


def _detail(told: Mapping[str, Any]) -> Detail:
    target = told.get("Target") or {}
    return Detail(
        attribute=(target.get("Attribute") or "").upper(),
        name=target.get("Name") or "",
        requires_recreation=(target.get("RequiresRecreation") or "").upper(),
        evaluation=(told.get("Evaluation") or "").upper(),
        causing_entity=told.get("CausingEntity") or "",
    )


def _remove(client: Any, order: Order, there: Stack | None) -> None:
    """The change set, and the empty stack that one for a launch stands in."""
    client.delete_change_set(StackName=order.stack_name, ChangeSetName=_name(order))
    if there is not None and there.status == stack.REVIEW:
        client.delete_stack(StackName=there.id)
