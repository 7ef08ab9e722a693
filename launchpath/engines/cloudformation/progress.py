"""How far an order is: what the state of its stack means for it (semantics 6.3), and why it failed."""

from collections.abc import Iterator
from typing import Final

from launchpath.domain.record import Event, Output, RecordType
from launchpath.engines.base import Order, Progress, State
from launchpath.engines.cloudformation.stack import REVIEW, STACK, Stack, Story, is_left_off

_GOAL: Final = {
    RecordType.PROVISION: "CREATE_COMPLETE",
    RecordType.UPDATE: "UPDATE_COMPLETE",
    RecordType.TERMINATE: "DELETE_COMPLETE",
}
#: A stack in one of these runs nothing that a person could use; an update of it is refused.
_DEAD: Final = frozenset({"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "DELETE_COMPLETE"})


def judge(order: Order, stack: Stack | None, story: Story, *, begun: bool) -> Progress | None:
    """How far `order` is; None: it has not begun. `begun`: something else than its story says that it has."""
    if stack is None or stack.status == "DELETE_COMPLETE":
        if order.type is RecordType.TERMINATE:
            return _progress(State.SUCCEEDED, stack, story)
        return _vanished(order, stack, story) if begun or story.steps else None
    if stack.status == REVIEW or (not story.steps and not (begun and _may_come_from(order, stack))):
        return None
    status = _status(stack, story)
    state = _state(order, stack, story, status)
    if state is State.RUNNING:
        return _progress(state, stack, story)
    if state is State.SUCCEEDED:
        return _progress(state, stack, story, outputs=_outputs(stack))
    gone = order.type is RecordType.UPDATE and is_dead(stack)
    return _progress(state, stack, story, reason=_why(order, stack, story, status), gone=gone)


def unchanged(stack: Stack) -> Progress:
    """An update that found nothing to change has succeeded (semantics 6.3)."""
    return _progress(State.SUCCEEDED, stack, Story(), outputs=_outputs(stack))


def refused(order: Order, stack: Stack | None, reason: str) -> Progress:
    """What CloudFormation, or what stands before it, has refused for good."""
    if order.type is RecordType.PROVISION:
        # A stack that stands in the way is none of ours.
        return Progress(state=State.FAILED, reason=reason)
    gone = order.type is RecordType.UPDATE and is_dead(stack)
    return _progress(State.FAILED, stack, Story(), reason=reason, gone=gone)


def is_busy(stack: Stack | None) -> bool:
    """Whether an operation is running on it, whoever's."""
    return stack is not None and _runs(stack.status)


def is_dead(stack: Stack | None) -> bool:
    """Whether no earlier state runs any more."""
    return stack is None or stack.status in _DEAD


def _runs(status: str) -> bool:
    return status.endswith("_IN_PROGRESS")


def _may_come_from(order: Order, stack: Stack) -> bool:
    """Whether the stack's state can be the order's doing, where the events don't tell. A repeated deletion is free."""
    if order.type is RecordType.UPDATE:
        return stack.status.startswith("UPDATE_")
    return order.type is RecordType.PROVISION


def _status(stack: Stack, story: Story) -> str:
    """How far the order has brought the stack, whatever others have made of it since."""
    if not story.steps or story.latest is None:
        return stack.status
    last = story.steps[-1].status
    # Somebody else may have ended it, by a cancellation, say.
    return story.latest.status if _runs(last) else last


def _state(order: Order, stack: Stack, story: Story, status: str) -> State:
    if _runs(status):
        undone = "ROLLBACK" in status and bool(story.steps) and order.type is not RecordType.TERMINATE
        return State.ROLLING_BACK if undone else State.RUNNING
    if _runs(stack.status):
        # The next operation is running already; what there is to hand out is seen when it has ended.
        return State.RUNNING
    # What somebody has updated meanwhile had been created.
    created = order.type is RecordType.PROVISION and status.startswith("UPDATE_")
    return State.SUCCEEDED if created or status == _GOAL[order.type] else State.FAILED


def _progress(
    state: State,
    stack: Stack | None,
    story: Story,
    *,
    reason: str = "",
    outputs: tuple[Output, ...] = (),
    gone: bool = False,
) -> Progress:
    return Progress(
        state=state,
        reason=reason,
        physical_id=stack.id if stack else None,
        outputs=outputs,
        gone=gone,
        events=story.events,
    )


def _outputs(stack: Stack) -> tuple[Output, ...]:
    """The template's outputs, and the stack's ARN besides (semantics 2.9)."""
    arn = Output("CloudformationStackARN", stack.id, "The ARN of the launched Cloudformation Stack")
    return (*stack.outputs, arn)


def _vanished(order: Order, stack: Stack | None, story: Story) -> Progress:
    doing = "created" if order.type is RecordType.PROVISION else "updated"
    reason = f"Stack {order.stack_name} does not exist any more: it was deleted from outside while it was {doing}."
    return _progress(State.FAILED, stack, story, reason=reason, gone=True)


def _why(order: Order, stack: Stack, story: Story, status: str) -> str:
    """The stack's reason, and what was wrong with which resource; then why the rollback failed, if it did."""
    deletes = order.type is RecordType.TERMINATE
    said = [step.reason for step in story.steps if step.reason and not _is_harmless(step.status)]
    parts = [*said[:1], *_causes(story, every=deletes), *said[1:]]
    if not parts and story.latest is not None and story.latest.status == status:
        parts = [story.latest.reason]
    whole = " ".join(dict.fromkeys(part.strip() for part in parts if part))
    return whole or stack.reason or f"Stack {order.stack_name} is in the state {status}."


def _is_harmless(step: str) -> bool:
    return "ROLLBACK" not in step and not step.endswith("_FAILED")


def _causes(story: Story, *, every: bool) -> Iterator[str]:
    """The resources that failed by themselves; of a creation or an update, the first: the others follow from it."""
    failed = [one for one in story.events if one.status.endswith("_FAILED") and not _is_step(one, story)]
    real = [one for one in failed if one.reason and not is_left_off(one.reason)] or failed
    for one in real if every else real[:1]:
        yield f"{one.resource} ({one.type}): {one.reason}".strip()


def _is_step(event: Event, story: Story) -> bool:
    return event.type == STACK and event in story.steps
