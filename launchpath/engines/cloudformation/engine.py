"""CloudFormation as an engine: asked to begin an order, then asked how far it is, by whoever happens to ask."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from launchpath.domain.record import RecordType
from launchpath.engines.base import EngineUnavailable, Order, Progress, Standing, State
from launchpath.engines.cloudformation import (
    check,
    faults,
    inventory,
    nested,
    preview,
    progress,
    request,
    stack,
    templates,
)
from launchpath.engines.cloudformation.identity import Identities
from launchpath.engines.cloudformation.settings import Settings
from launchpath.engines.cloudformation.stack import Listed, Stack, Story
from launchpath.engines.cloudformation.templates import NoBucket
from launchpath.engines.offers import Checked, Preview
from launchpath.engines.recent import Recent

_FINAL = (State.SUCCEEDED, State.FAILED)
#: CloudFormation's answer to an update that would change nothing.
_NOTHING_TO_DO = "No updates are to be performed"
#: Part of every state in which CloudFormation refuses to begin another operation for the time being.
_BUSY = "_IN_PROGRESS"
#: How many orders and stacks are kept in mind: without it there would be a few calls more and a word less.
_REMEMBERED = 5_000
#: How many orders' answers and events are; those of a large stack weigh a megabyte.
_STORIES = 200


_log = logging.getLogger(__name__)


class CloudFormation:
    """The README in this folder explains it.

    Everything that matters is remembered by CloudFormation: an order's events bear its record's id. So any process
    may go on with any order.
    """

    makes = "CFN_STACK"

    def __init__(self, settings: Settings) -> None:
        """Raises EngineMisconfigured."""
        self._settings = settings
        self._identities = Identities(settings)
        #: By record: how it ended, whether this process has begun it, and its events so far.
        self._answers: Recent[str, Progress] = Recent(_STORIES)
        self._begun: Recent[str, bool] = Recent(_REMEMBERED)
        self._listed: Recent[str, Listed] = Recent(_STORIES)
        #: By record: what failed inside of nested stacks.
        self._explained: Recent[str, dict[str, str]] = Recent(_STORIES)
        self._previews: Recent[str, Preview] = Recent(_STORIES)
        #: By provisioned product: its stack's ARN, under which it is found even when it has been deleted.
        self._stacks: Recent[str, str] = Recent(_REMEMBERED)

    def start(self, order: Order) -> None:
        """Begin it, unless it has begun. Raises EngineUnavailable."""
        self.poll(order)

    def poll(self, order: Order) -> Progress:
        """How far it is; one that has not begun is begun. Raises EngineUnavailable."""
        answer = self._answers.get(order.record_id)
        if answer is None:
            answer = self._ask(order)
            if answer.state in _FINAL:
                self._answers.put(order.record_id, answer)
                self._listed.drop(order.record_id)
                self._explained.drop(order.record_id)
                self._identities.forget(order)
        return answer

    def cancel(self, order: Order) -> None:
        """Stop what still runs of it. Raises EngineUnavailable."""
        try:
            client = self._identities.of(order)
            there, answer = self._look(client, order)
            if there is not None and answer is not None and answer.state is State.RUNNING:
                _stop(client, order, there)
        except faults.CallFailed as fault:
            if faults.is_passing(fault):
                raise EngineUnavailable(faults.reason(fault)) from fault
            _log.warning("not cancelled", extra={"record_id": order.record_id, "reason": faults.reason(fault)})
        self._identities.forget(order)

    def preview(self, order: Order) -> Preview:
        """What it would change, by way of a change set that is removed again. Raises EngineUnavailable."""
        answer = self._previews.get(order.record_id)
        if answer is None:
            answer = self._preview(order)
            if answer.state in _FINAL:
                self._previews.put(order.record_id, answer)
        return answer

    def restore(self, orders: Iterable[Order]) -> None:
        """Stacks outlive every process of ours."""

    def wait_until_ready(self) -> None:
        """There is nothing to wait for."""

    def environment(self) -> Mapping[str, str]:
        """Where a compatible service is; AWS is found without a word."""
        return {"AWS_ENDPOINT_URL": self._settings.endpoint} if self._settings.endpoint else {}

    def close(self) -> None:
        """Nothing was started."""

    def inventory(self, account: str, region: str) -> Iterable[Standing]:
        """The stacks that bear this account's names, as the engine itself sees them. Raises EngineUnavailable."""
        try:
            yield from inventory.stacks(self._identities.own("cloudformation", region), account)
        except faults.CallFailed as fault:
            raise EngineUnavailable(faults.reason(fault)) from fault

    def check(self, account: str, region: str) -> Iterable[Checked]:
        """Whether it has what it needs (`launchpath engine check`)."""
        return check.check(self._identities, self._settings, account, region)

    def _preview(self, order: Order) -> Preview:
        try:
            handed_over = templates.handed_over(order, self._identities, self._settings.bucket)
            return preview.preview(self._identities.of(order), order, handed_over)
        except NoBucket as problem:
            return Preview(state=State.FAILED, reason=str(problem))
        except faults.CallFailed as fault:
            if faults.is_passing(fault):
                raise EngineUnavailable(faults.reason(fault)) from fault
            return Preview(state=State.FAILED, reason=faults.reason(fault))

    def _ask(self, order: Order) -> Progress:
        if order.retain:
            return Progress(state=State.SUCCEEDED, physical_id=self._stacks.get(order.provisioned_product_id))
        try:
            client = self._identities.of(order)
            there, answer = self._look(client, order)
            return answer or self._begin(client, order, there)
        except NoBucket as problem:
            return Progress(state=State.FAILED, reason=str(problem))
        except faults.CallFailed as fault:
            if faults.is_passing(fault):
                raise EngineUnavailable(faults.reason(fault)) from fault
            return Progress(state=State.FAILED, reason=faults.reason(fault))

    def _look(self, client: Any, order: Order) -> tuple[Stack | None, Progress | None]:
        """The product's stack, and how far the order is; None: it has not begun."""
        begun = self._begun.get(order.record_id) is not None
        found = stack.find(client, self._stacks.get(order.provisioned_product_id) or order.stack_name)
        told = Story()
        if found is not None:
            if found.status != stack.REVIEW:
                self._stacks.put(order.provisioned_product_id, found.id)
            told = self._story(client, order, found)
            begun = begun or (order.type is RecordType.PROVISION and request.is_made_for(order, found.tags))
        answer = progress.judge(order, found, told, begun=begun)
        if answer is not None:
            self._begun.put(order.record_id, True)
        return found, answer

    def _story(self, client: Any, order: Order, found: Stack) -> Story:
        events = stack.listed(client, found, order.record_id, self._listed.get(order.record_id) or ())
        self._listed.put(order.record_id, events)
        known = self._explained.get(order.record_id) or {}
        explained = nested.explained(client, events, known)
        if explained != known:
            self._explained.put(order.record_id, explained)
        return stack.story(events, found, order.record_id, explained)

    def _begin(self, client: Any, order: Order, there: Stack | None) -> Progress:
        try:
            self._send(client, order, there)
        except ClientError as refusal:
            if faults.is_passing(refusal):
                raise
            return self._after(client, order, refusal)
        return self._running(order)

    def _send(self, client: Any, order: Order, there: Stack | None) -> None:
        if order.type is RecordType.TERMINATE:
            # Its ARN is no other stack's, should somebody make one of the same name meanwhile.
            client.delete_stack(StackName=there.id if there else order.stack_name, ClientRequestToken=order.record_id)
            return
        if there is not None and there.status == stack.REVIEW:
            client.delete_stack(StackName=there.id)
            raise EngineUnavailable("What is left of a preview has to be removed first.")
        handed_over = templates.handed_over(order, self._identities, self._settings.bucket)
        if order.type is RecordType.PROVISION:
            made = client.create_stack(**request.change(order, order.stack_name, handed_over))
            self._stacks.put(order.provisioned_product_id, made["StackId"])
        else:
            client.update_stack(**request.change(order, there.id if there else order.stack_name, handed_over))

    def _running(self, order: Order) -> Progress:
        self._begun.put(order.record_id, True)
        return Progress(state=State.RUNNING, physical_id=self._stacks.get(order.provisioned_product_id))

    def _after(self, client: Any, order: Order, refusal: ClientError) -> Progress:
        """How far an order is that CloudFormation has refused to begin. Raises EngineUnavailable."""
        there, answer = self._look(client, order)
        if answer is not None:
            # Another worker was quicker, or the answer to our own request had been lost.
            return answer
        if faults.code(refusal) == "TokenAlreadyExistsException":
            return self._running(order)
        if faults.code(refusal) == "ValidationError" and there is not None:
            if _NOTHING_TO_DO in faults.message(refusal):
                return progress.unchanged(there)
            # Its operation may have ended between the refusal and our second look.
            if progress.is_busy(there) or _BUSY in faults.message(refusal):
                raise EngineUnavailable(f"Another operation is running on it: {faults.message(refusal)}")
        return progress.refused(order, there, faults.reason(refusal))


def _stop(client: Any, order: Order, there: Stack) -> None:
    """End a creation by a deletion, since CloudFormation knows nothing else, and an update by its rollback."""
    token = f"{order.record_id}-cancelled"
    if order.type is RecordType.PROVISION and there.status == "CREATE_IN_PROGRESS":
        client.delete_stack(StackName=there.id, ClientRequestToken=token)
    elif order.type is RecordType.UPDATE and there.status == "UPDATE_IN_PROGRESS":
        client.cancel_update_stack(StackName=there.id, ClientRequestToken=token)
