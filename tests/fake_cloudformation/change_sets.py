"""Change sets of the fake: what a template would change, and the empty stacks that those for a launch stand in."""

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fake_cloudformation.content import Content, content_of
from tests.fake_cloudformation.stack import Stack, Step, now
from tests.fake_cloudformation.wire import Refusal

if TYPE_CHECKING:
    from tests.fake_cloudformation.world import World

_NOTHING = "The submitted information didn't contain changes. Submit different information to create a change set."
#: Changes in one answer.
PAGE = 2


@dataclass
class ChangeSets:
    world: "World"
    #: By the id of the stack and the name of the change set.
    known: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def create(self, request: dict[str, Any]) -> dict[str, Any]:
        stack = self.world.find(request["StackName"])
        wanted = content_of(request, self.world.files, request["StackName"])
        if request["ChangeSetType"] == "CREATE":
            if stack is not None and stack.status != "REVIEW_IN_PROGRESS":
                raise Refusal("ValidationError", f"Stack [{stack.name}] already exists and cannot be created again")
            stack = stack or self._empty(request["StackName"], wanted)
            changes = [_change("Add", name, kind) for name, kind in wanted.resources.items()]
        else:
            stack = self.world.living_stack(request["StackName"])
            changes = list(_changes(stack, wanted))
        arn = f"arn:aws:cloudformation:{self.world.region}:{self.world.account}:changeSet/{uuid.uuid4()}"
        self.known[stack.id, request["ChangeSetName"]] = {"id": arn, "changes": changes, "looks": 0}
        return {"Id": arn, "StackId": stack.id}

    def describe(self, request: dict[str, Any]) -> dict[str, Any]:
        stack, found = self._found(request)
        found["looks"] += 1
        first = int(request.get("NextToken") or 0)
        changes = found["changes"]
        status, reason = ("CREATE_COMPLETE", None) if changes else ("FAILED", _NOTHING)
        if found["looks"] == 1:
            status, reason, changes = "CREATE_IN_PROGRESS", None, []
        return {
            "ChangeSetName": request["ChangeSetName"],
            "ChangeSetId": found["id"],
            "StackId": stack.id,
            "StackName": stack.name,
            "Status": status,
            "StatusReason": reason,
            "Changes": changes[first : first + PAGE],
            "NextToken": first + PAGE if len(changes) > first + PAGE else None,
        }

    def delete(self, request: dict[str, Any]) -> dict[str, Any]:
        stack, _ = self._found(request)
        del self.known[stack.id, request["ChangeSetName"]]
        return {}

    def _found(self, request: dict[str, Any]) -> tuple[Stack, dict[str, Any]]:
        stack = self.world.living_stack(request["StackName"])
        found = self.known.get((stack.id, request["ChangeSetName"]))
        if found is None:
            raise Refusal("ChangeSetNotFound", f"ChangeSet [{request['ChangeSetName']}] does not exist", 404)
        return stack, found

    def _empty(self, name: str, wanted: Content) -> Stack:
        arn = f"arn:aws:cloudformation:{self.world.region}:{self.world.account}:stack/{name}/{uuid.uuid4()}"
        stack = Stack(name=name, id=arn, content=wanted, created=now())
        self.world.stacks.append(stack)
        stack.begin("preview", "", [Step([("", "REVIEW_IN_PROGRESS", "User Initiated")])])
        return stack


def _changes(stack: Stack, wanted: Content) -> Any:
    before, after = stack.content.resources, wanted.resources
    for name, kind in after.items():
        if name not in before:
            yield _change("Add", name, kind)
        elif wanted != stack.content:
            yield _change("Modify", name, kind, stack.physical(name))
    for name, kind in before.items():
        if name not in after:
            yield _change("Remove", name, kind, stack.physical(name))


def _change(action: str, name: str, kind: str, physical: str | None = None) -> dict[str, Any]:
    target = {"Attribute": "Properties", "Name": "Colour", "RequiresRecreation": "Never"}
    modified = {
        "Replacement": "False",
        "Scope": ["Properties"],
        "Details": [{"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}],
    }
    return {
        "Type": "Resource",
        "ResourceChange": {
            "Action": action,
            "LogicalResourceId": name,
            "PhysicalResourceId": physical,
            "ResourceType": kind,
            **(modified if action == "Modify" else {}),
        },
    }
