"""All stacks of the fake, and the operations of CloudFormation and STS on them. Not for two threads at once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from tests.fake_cloudformation import nested
from tests.fake_cloudformation.change_sets import ChangeSets
from tests.fake_cloudformation.content import Content, behaviour, content_of
from tests.fake_cloudformation.stack import Stack, Step, cancelling, change, creation, deletion, now
from tests.fake_cloudformation.stack_sets import StackSets
from tests.fake_cloudformation.wire import Refusal

#: From here a stack can be updated.
_UPDATABLE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"}
_UNDELETABLE = {
    *("UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"),
    *("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
}
_WHY = "Resource handler returned message: it does not like it"
#: Rows of DescribeStackEvents and DescribeStacks in one answer.
PAGE = 7


@dataclass
class World:
    #: Every stack ever made, oldest first.
    stacks: list[Stack] = field(default_factory=list)
    scripts: list[dict[str, Any]] = field(default_factory=list)
    #: What was PUT, by path.
    files: dict[str, bytes] = field(default_factory=dict)
    roles: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Sessions of roles: by access key id, the ARN, the session token and when it ends.
    sessions: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)
    #: What each token was used for: the operation and the stack.
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: remembered, forgotten or unknown.
    tokens_are: str = "remembered"
    account: str = "123456789012"
    region: str = "us-east-1"

    def __post_init__(self) -> None:
        self.change_sets = ChangeSets(self)
        self.stack_sets = StackSets(self)

    def perform(self, operation: str, request: dict[str, Any]) -> dict[str, Any] | None:
        """Answer a request. Raises Refusal."""
        operations: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
            "CreateStack": self.create_stack,
            "UpdateStack": self.update_stack,
            "DeleteStack": self.delete_stack,
            "DescribeStacks": self.describe_stacks,
            "DescribeStackEvents": self.describe_stack_events,
            "DescribeStackResources": self.describe_stack_resources,
            "ListStacks": self.list_stacks,
            "CancelUpdateStack": self.cancel_update_stack,
            "CreateChangeSet": self.change_sets.create,
            "DescribeChangeSet": self.change_sets.describe,
            "DeleteChangeSet": self.change_sets.delete,
            "CreateStackSet": self.stack_sets.create,
            "ListStackSets": self.stack_sets.list,
            "DescribeStackSet": self.stack_sets.describe,
            "UpdateStackSet": self.stack_sets.update,
            "DeleteStackSet": self.stack_sets.delete,
            "CreateStackInstances": self.stack_sets.create_instances,
            "DeleteStackInstances": self.stack_sets.delete_instances,
            "ListStackInstances": self.stack_sets.list_instances,
            "DescribeStackSetOperation": self.stack_sets.describe_operation,
            "StopStackSetOperation": self.stack_sets.stop_operation,
            "ListStackSetOperationResults": self.stack_sets.list_results,
            "AssumeRole": self.assume_role,
            "GetCallerIdentity": self.get_caller_identity,
            "PutObject": self.put_object,
        }
        if operation not in operations:
            raise Refusal("InvalidAction", f"Could not find operation {operation}")
        for stack in self.stacks:
            self.move(stack)
        return operations[operation](request)

    # --- Changes -----------------------------------------------------------------------------------------------------

    def create_stack(self, request: dict[str, Any]) -> dict[str, Any]:
        if done := self._done("CreateStack", request):
            return {"StackId": done}
        name = request["StackName"]
        if self.find(name):
            raise Refusal("AlreadyExistsException", f"Stack [{name}] already exists")
        content = content_of(request, self.files, name)
        arn = f"arn:aws:cloudformation:{self.region}:{self.account}:stack/{name}/{uuid.uuid4()}"
        stack = Stack(name=name, id=arn, content=content, created=now())
        self.stacks.append(stack)
        ends, why = self._script(stack, "create", "ok"), self._script(stack, "reason", _WHY)
        if inside := nested.make(self, stack):
            ends, why = "rolls_back", inside
        self._carry_out("CreateStack", request, stack, creation(stack, ends, why))
        return {"StackId": arn}

    def update_stack(self, request: dict[str, Any]) -> dict[str, Any]:
        if done := self._done("UpdateStack", request):
            return {"StackId": done}
        stack = self.living_stack(request["StackName"])
        if stack.status not in _UPDATABLE:
            raise Refusal("ValidationError", f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
        wanted = content_of(request, self.files, stack.name)
        if wanted == stack.content:
            raise Refusal("ValidationError", "No updates are to be performed.")
        self._update(request, stack, wanted)
        return {"StackId": stack.id}

    def _update(self, request: dict[str, Any], stack: Stack, wanted: Content) -> None:
        own = behaviour(wanted.template)
        ends = own.get("update") or self._script(stack, "update", "ok")
        why = own.get("reason") or self._script(stack, "reason", _WHY)
        self._carry_out("UpdateStack", request, stack, change(stack, ends, why, wanted))

    def delete_stack(self, request: dict[str, Any]) -> None:
        if self._done("DeleteStack", request):
            return
        stack = self.find(request["StackName"])
        if stack is None or not stack.living or stack.status == "DELETE_IN_PROGRESS":
            return
        if stack.status in _UNDELETABLE:
            raise Refusal("ValidationError", f"Stack [{stack.id}] cannot be deleted while in status {stack.status}")
        ends = "empty" if stack.status == "REVIEW_IN_PROGRESS" else self._script(stack, "delete", "ok")
        self._carry_out("DeleteStack", request, stack, deletion(stack, ends))

    def cancel_update_stack(self, request: dict[str, Any]) -> None:
        stack = self.living_stack(request["StackName"])
        if stack.status != "UPDATE_IN_PROGRESS":
            raise Refusal("ValidationError", "CancelUpdateStack cannot be called from current stack status")
        self._carry_out("CancelUpdateStack", request, stack, cancelling(stack))

    def _carry_out(self, kind: str, request: dict[str, Any], stack: Stack, steps: list[Step]) -> None:
        token = "" if self.tokens_are == "unknown" else request.get("ClientRequestToken", "")
        if self.tokens_are == "remembered" and token:
            self.tokens[token] = (kind, stack.id)
        stack.begin(kind, token, steps)
        self.move(stack)

    def _done(self, operation: str, request: dict[str, Any]) -> str | None:
        """The stack that a repeated request has already been carried out on."""
        known = self.tokens.get(request.get("ClientRequestToken", ""))
        if known and known[0] != operation:
            raise Refusal("TokenAlreadyExistsException", "A client request token already exists.")
        return known[1] if known else None

    # --- Looks -------------------------------------------------------------------------------------------------------

    def describe_stacks(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request.get("StackName")
        if name is None:
            living = [_described(stack) for stack in self.stacks if stack.living]
            return _page("Stacks", living, request)
        stack = self.find(name)
        if stack is None:
            raise Refusal("ValidationError", f"Stack with id {name} does not exist")
        stack.polls += 1
        self.move(stack)
        return {"Stacks": [_described(stack)]}

    def describe_stack_events(self, request: dict[str, Any]) -> dict[str, Any]:
        return _page("StackEvents", self._known(request).events[::-1], request, key="EventId")

    def describe_stack_resources(self, request: dict[str, Any]) -> dict[str, Any]:
        stack = self._known(request)
        return {
            "StackResources": [
                {
                    "StackName": stack.name,
                    "StackId": stack.id,
                    "LogicalResourceId": name,
                    "PhysicalResourceId": stack.physical(name),
                    "ResourceType": kind,
                    "Timestamp": stack.updated or stack.created,
                    "ResourceStatus": next(
                        one["ResourceStatus"] for one in stack.events[::-1] if one["LogicalResourceId"] == name
                    ),
                }
                for name, kind in stack.content.resources.items()
                if any(one["LogicalResourceId"] == name for one in stack.events)
            ]
        }

    def list_stacks(self, request: dict[str, Any]) -> dict[str, Any]:
        wanted = request.get("StackStatusFilter") or []
        found = [_summary(stack) for stack in self.stacks if not wanted or stack.status in wanted]
        return _page("StackSummaries", found, request)

    def assume_role(self, request: dict[str, Any]) -> dict[str, Any]:
        arn, session = request["RoleArn"], request["RoleSessionName"]
        role = {"trusted": True, "external_id": None, "seconds": 3600} | self.roles.get(arn, {})
        if not role["trusted"] or role["external_id"] not in (None, request.get("ExternalId")):
            text = f"User: {request['_caller']} is not authorized to perform: sts:AssumeRole on resource: {arn}"
            raise Refusal("AccessDenied", text, 403)
        key, token = f"ASIA{uuid.uuid4().hex[:16].upper()}", uuid.uuid4().hex
        assumed = arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + f"/{session}"
        ends = datetime.now(UTC) + timedelta(seconds=role["seconds"])
        self.sessions[key] = (assumed, token, ends)
        credentials = {"AccessKeyId": key, "SecretAccessKey": uuid.uuid4().hex, "SessionToken": token}
        return {
            "Credentials": {**credentials, "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ")},
            "AssumedRoleUser": {"AssumedRoleId": f"AROAFAKE:{session}", "Arn": assumed},
        }

    def get_caller_identity(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"Arn": request["_caller"], "UserId": "AIDAFAKE", "Account": self.account}

    def put_object(self, request: dict[str, Any]) -> None:
        self.files[request["StackName"]] = request["_body"]

    # --- Somebody else's doing ---------------------------------------------------------------------------------------

    def outside(self, name: str, what: str) -> None:
        stack = self.find(name)
        assert stack is not None, f"there is no stack {name}"
        self.move(stack)
        if what == "vanish":
            stack.begin("outside", "", [Step([("", "DELETE_COMPLETE", "User Initiated")])])
        elif what == "delete":
            stack.begin("outside", "somebody", deletion(stack, self._script(stack, "delete", "ok")))
        elif what == "cancel":
            stack.begin("outside", "somebody", cancelling(stack))
        else:
            stack.begin("outside", "somebody", change(stack, "ok", "", stack.content))

    def move(self, stack: Stack) -> None:
        if stack.steps:
            stack.move(self._script(stack, "polls", 1), self._script(stack, "ms", 0))

    def find(self, name: str) -> Stack | None:
        """The living stack of that name, or the stack of that ARN, deleted or not."""
        return next((one for one in self.stacks if one.id == name or (one.name == name and one.living)), None)

    def living_stack(self, name: str) -> Stack:
        stack = self.find(name)
        if stack is None or not stack.living:
            raise Refusal("ValidationError", f"Stack [{name}] does not exist")
        return stack

    def _known(self, request: dict[str, Any]) -> Stack:
        stack = self.find(request["StackName"])
        if stack is None:
            raise Refusal("ValidationError", f"Stack [{request['StackName']}] does not exist")
        return stack

    def _script(self, stack: Stack, what: str, otherwise: Any) -> Any:
        """What the latest script that speaks of this stack says, else its own template."""
        return self.script_of(stack.name, what, behaviour(stack.content.template).get(what, otherwise))

    def script_of(self, name: str, what: str, otherwise: Any) -> Any:
        """What the latest script that speaks of this name says."""
        for script in reversed(self.scripts):
            if what in script and fnmatchcase(name, script["match"]):
                return script[what]
        return otherwise


def _described(stack: Stack) -> dict[str, Any]:
    return {
        **_summary(stack),
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in stack.content.shown.items()],
        "Outputs": [
            {"OutputKey": key, "OutputValue": value, "Description": description or None}
            for key, (value, description) in stack.content.outputs.items()
            if stack.living and stack.status not in ("CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE")
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in stack.content.tags.items()],
        "NotificationARNs": stack.content.topics,
        "DisableRollback": "false",
    }


def _summary(stack: Stack) -> dict[str, Any]:
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "CreationTime": stack.created,
        "LastUpdatedTime": stack.updated,
        "DeletionTime": stack.deleted,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason or None,
    }


def _page(name: str, rows: list[dict[str, Any]], request: dict[str, Any], key: str = "StackId") -> dict[str, Any]:
    after = request.get("NextToken")
    start = next(place for place, row in enumerate(rows) if row[key] == after) + 1 if after else 0
    shown = rows[start : start + PAGE]
    return {name: shown, "NextToken": shown[-1][key] if len(rows) > start + PAGE else None}
