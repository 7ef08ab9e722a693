"""What tests tell the fake to do, and what it tells them of what was done."""

from fnmatch import fnmatchcase
from typing import Any

from tests.fake_cloudformation.world import World


class Control:
    """See the package."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._faults: list[dict[str, Any]] = []
        self._calls: list[dict[str, Any]] = []

    def do(self, what: str, told: dict[str, Any]) -> Any:
        orders = {
            "script": lambda **script: self._world.scripts.append(script),
            "fault": lambda **fault: self._faults.append(fault),
            "role": lambda arn, **settings: self._world.roles.update({arn: settings}),
            "tokens": lambda what: setattr(self._world, "tokens_are", what),
            "outside": self._world.outside,
            "stacks": self._stacks,
            "stack_set": self._stack_set,
            "calls": self._found_calls,
        }
        return orders[what](**told)

    def fault_of(self, operation: str, name: str) -> dict[str, Any]:
        """The fault that this call meets; it is used up by that."""
        for fault in self._faults:
            if fault["times"] and fault["operation"] in ("*", operation) and fnmatchcase(name, fault["match"]):
                fault["times"] -= 1
                return fault
        return {"kind": "", "seconds": 0}

    def note(self, operation: str, name: str, request: dict[str, Any], outcome: str) -> None:
        self._calls.append(
            {
                "operation": operation,
                "stack": name,
                "token": request.get("ClientRequestToken"),
                "caller": request.get("_caller"),
                "key": request.get("_key"),
                "members": {key: value for key, value in request.items() if not key.startswith("_")},
                "outcome": outcome,
            }
        )

    def _stacks(self, match: str) -> list[dict[str, Any]]:
        for stack in self._world.stacks:
            self._world.move(stack)
        return [
            {
                "name": stack.name,
                "id": stack.id,
                "status": stack.status,
                "living": stack.living,
                "tags": stack.content.tags,
                "parameters": stack.content.parameters,
                "topics": stack.content.topics,
                "operations": stack.operations,
            }
            for stack in self._world.stacks
            if fnmatchcase(stack.name, match)
        ]

    def _stack_set(self, name: str) -> dict[str, Any] | None:
        found = self._world.stack_sets.known.get(name)
        return found and {
            "instances": sorted([account, region, status] for (account, region), status in found.instances.items()),
            "parameters": found.content.parameters,
            "tags": found.content.tags,
            "operations": [[one.action, one.id, one.status] for one in found.operations.values()],
            **found.roles,
        }

    def _found_calls(self, operation: str, match: str) -> list[dict[str, Any]]:
        return [
            call
            for call in self._calls
            if fnmatchcase(call["operation"], operation) and fnmatchcase(call["stack"], match)
        ]
