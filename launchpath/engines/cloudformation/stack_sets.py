"""CloudFormation's stack sets as an engine: a product stands in several accounts and regions (semantics 6.5)."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from launchpath.domain.record import RecordType
from launchpath.domain.stack_set import TYPE
from launchpath.engines.base import EngineUnavailable, Order, Progress, Standing, State
from launchpath.engines.cloudformation import check, faults, instances, inventory, request, templates
from launchpath.engines.cloudformation import settings as own
from launchpath.engines.cloudformation.identity import Identities
from launchpath.engines.cloudformation.settings import Settings
from launchpath.engines.cloudformation.templates import NoBucket
from launchpath.engines.loader import EngineSettings
from launchpath.engines.offers import Checked
from launchpath.engines.recent import Recent

#: Known without opening the engine.
MAKES = TYPE

_FINAL = (State.SUCCEEDED, State.FAILED)
_ANSWERS = 5_000
#: Another operation runs on the stack set, or ours has begun meanwhile: look again.
_BUSY = ("OperationInProgressException", "OperationIdAlreadyExistsException", "StaleRequestException")


def create(settings: EngineSettings) -> "StackSets":
    """The engine as the environment configures it. Raises EngineMisconfigured."""
    return StackSets(own.read(os.environ))


class StackSets:
    """The README in this folder explains it. Each order is one operation, whose id is the record's."""

    makes = TYPE

    def __init__(self, settings: Settings) -> None:
        """Raises EngineMisconfigured."""
        self._settings = settings
        self._identities = Identities(settings)
        self._answers: Recent[str, Progress] = Recent(_ANSWERS)

    def start(self, order: Order) -> None:
        """Begin it, unless it has begun. Raises EngineUnavailable."""
        self.poll(order)

    def poll(self, order: Order) -> Progress:
        """How far it is; one that has not begun is begun. Raises EngineUnavailable."""
        answer = self._answers.get(order.record_id)
        if answer is None:
            answer = Progress(state=State.SUCCEEDED) if order.retain else self._ask(order)
            if answer.state in _FINAL:
                self._answers.put(order.record_id, answer)
        return answer

    def cancel(self, order: Order) -> None:
        """Stop its operation; what was done in the meantime stays. Raises EngineUnavailable."""
        client = self._client(order)
        try:
            operation = instances.operation(client, order) if _stack_set(client, order) else None
            if operation and instances.state_of(operation) is State.RUNNING:
                client.stop_stack_set_operation(StackSetName=order.stack_name, OperationId=order.record_id)
        except faults.CallFailed as fault:
            if faults.is_passing(fault):
                raise EngineUnavailable(faults.reason(fault)) from fault

    def restore(self, orders: Iterable[Order]) -> None:
        """Stack sets outlive every process of ours."""

    def wait_until_ready(self) -> None:
        """There is nothing to wait for."""

    def environment(self) -> Mapping[str, str]:
        """Where a compatible service is; AWS is found without a word."""
        return {"AWS_ENDPOINT_URL": self._settings.endpoint} if self._settings.endpoint else {}

    def close(self) -> None:
        """Nothing was started."""

    def inventory(self, account: str, region: str) -> Iterable[Standing]:
        """The stack sets that bear this account's names, as the engine itself sees them. Raises EngineUnavailable."""
        try:
            yield from inventory.stack_sets(self._identities.own("cloudformation", region), account)
        except faults.CallFailed as fault:
            raise EngineUnavailable(faults.reason(fault)) from fault

    def check(self, account: str, region: str) -> Iterable[Checked]:
        """Whether it has what it needs (`launchpath engine check`)."""
        return check.check(self._identities, self._settings, account, region)

    def _client(self, order: Order) -> Any:
        return self._identities.own("cloudformation", order.region)

    def _ask(self, order: Order) -> Progress:
        try:
            return _STEPS[order.type](self, self._client(order), order)
        except NoBucket as problem:
            return Progress(state=State.FAILED, reason=str(problem))
        except faults.CallFailed as fault:
            if faults.is_passing(fault) or faults.code(fault) in _BUSY:
                raise EngineUnavailable(faults.reason(fault)) from fault
            return Progress(state=State.FAILED, reason=faults.reason(fault))

    def _provision(self, client: Any, order: Order) -> Progress:
        there = _stack_set(client, order)
        if there is None:
            client.create_stack_set(**self._members(order), ClientRequestToken=order.record_id)
        operation = instances.operation(client, order)
        if operation is None:
            client.create_stack_instances(**instances.target(order))
        return instances.progress(client, order, operation)

    def _update(self, client: Any, order: Order) -> Progress:
        if _stack_set(client, order) is None:
            return Progress(state=State.FAILED, reason=f"Stack set {order.stack_name} does not exist.", gone=True)
        operation = instances.operation(client, order)
        if operation is None:
            self._begin_update(client, order)
        return instances.progress(client, order, operation)

    def _begin_update(self, client: Any, order: Order) -> None:
        """CREATE and DELETE leave the stack set's template and values alone (semantics 4.8)."""
        kind = order.stack_set.operation if order.stack_set else "UPDATE"
        if kind == "CREATE":
            client.create_stack_instances(**instances.target(order))
        elif kind == "DELETE":
            client.delete_stack_instances(**instances.target(order), RetainStacks=False)
        else:
            client.update_stack_set(**self._members(order) | instances.existing(client, order))

    def _terminate(self, client: Any, order: Order) -> Progress:
        there = _stack_set(client, order)
        if there is None:
            return Progress(state=State.SUCCEEDED)
        standing = instances.listed(client, order)
        if not standing:
            client.delete_stack_set(StackSetName=order.stack_name)
            return Progress(state=State.SUCCEEDED, physical_id=there["StackSetARN"], instances=())
        operation = instances.operation(client, order)
        if operation is None:
            client.delete_stack_instances(**instances.all_of(order, standing), RetainStacks=False)
        answer = instances.progress(client, order, operation)
        # Succeeded with something left: somebody has added an instance meanwhile.
        return Progress(state=State.RUNNING) if answer.state is State.SUCCEEDED else answer

    def _members(self, order: Order) -> dict[str, Any]:
        """An order as members of CreateStackSet and UpdateStackSet."""
        change = request.change(
            order, order.stack_name, templates.handed_over(order, self._identities, self._settings.bucket)
        )
        for foreign in ("StackName", "NotificationARNs", "ClientRequestToken"):
            del change[foreign]
        roles = order.stack_set
        named = {"AdministrationRoleARN": roles.admin_role, "ExecutionRoleName": roles.execution_role} if roles else {}
        return {"StackSetName": order.stack_name, **change, **named}


_STEPS: dict[RecordType, Callable[[StackSets, Any, Order], Progress]] = {
    RecordType.PROVISION: StackSets._provision,
    RecordType.UPDATE: StackSets._update,
    RecordType.TERMINATE: StackSets._terminate,
}


def _stack_set(client: Any, order: Order) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = client.describe_stack_set(StackSetName=order.stack_name)["StackSet"]
    except ClientError as refusal:
        if faults.code(refusal) == "StackSetNotFoundException":
            return None
        raise
    return None if found["Status"] == "DELETED" else found
