"""Stack sets of the fake: their instances, and one operation at a time on them."""

import uuid
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from tests.fake_cloudformation.content import Content, content_of, listed
from tests.fake_cloudformation.stack import now
from tests.fake_cloudformation.wire import Refusal

if TYPE_CHECKING:
    from tests.fake_cloudformation.world import World

#: Rows in one answer.
PAGE = 3


@dataclass
class Operation:
    id: str
    action: str
    places: list[tuple[str, str]]
    members: dict[str, Any]
    created: str = field(default_factory=now)
    looks: int = 0
    status: str = "RUNNING"


@dataclass
class StackSet:
    name: str
    id: str
    content: Content
    roles: dict[str, str]
    instances: dict[tuple[str, str], str] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)


@dataclass
class StackSets:
    world: "World"
    known: dict[str, StackSet] = field(default_factory=dict)

    def create(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["StackSetName"]
        if name in self.known:
            raise Refusal("NameAlreadyExistsException", f"StackSet {name} already exists", 409)
        content = content_of(request, self.world.files, name)
        roles = {key: request.get(key, "") for key in ("AdministrationRoleARN", "ExecutionRoleName")}
        self.known[name] = StackSet(name, f"{name}:{uuid.uuid4()}", content, roles)
        return {"StackSetId": self.known[name].id}

    def describe(self, request: dict[str, Any]) -> dict[str, Any]:
        one = self._known(request)
        arn = f"arn:aws:cloudformation:{self.world.region}:{self.world.account}:stackset/{one.id}"
        told = {"StackSetName": one.name, "StackSetId": one.id, "StackSetARN": arn, "Status": "ACTIVE"}
        return {"StackSet": told}

    def list(self, request: dict[str, Any]) -> dict[str, Any]:
        rows = [{"StackSetName": one.name, "StackSetId": one.id, "Status": "ACTIVE"} for one in self.known.values()]
        return _page(rows, request)

    def delete(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._known(request).instances:
            raise Refusal("StackSetNotEmptyException", "StackSet is not empty", 409)
        del self.known[request["StackSetName"]]
        return {}

    def create_instances(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._begin(request, "CREATE")

    def delete_instances(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._begin(request, "DELETE")

    def update(self, request: dict[str, Any]) -> dict[str, Any]:
        one = self._known(request)
        wanted = content_of(request, self.world.files, one.name)
        answer = self._begin(request, "UPDATE")
        one.content = wanted
        return answer

    def _begin(self, request: dict[str, Any], action: str) -> dict[str, Any]:
        one = self._known(request)
        if any(running.status == "RUNNING" for running in one.operations.values()):
            raise Refusal("OperationInProgressException", f"Another Operation on StackSet {one.id} is in progress", 409)
        if request["OperationId"] in one.operations:
            raise Refusal("OperationIdAlreadyExistsException", "Operation id already exists", 409)
        places = list(product(listed(request, "Accounts"), listed(request, "Regions")))
        one.operations[request["OperationId"]] = Operation(request["OperationId"], action, places, request)
        return {"OperationId": request["OperationId"]}

    def describe_operation(self, request: dict[str, Any]) -> dict[str, Any]:
        one = self._known(request)
        found = self._operation(one, request)
        found.looks += 1
        if found.looks > 1 and found.status == "RUNNING":
            self._end(one, found)
        told = {"OperationId": found.id, "StackSetId": one.id, "Action": found.action, "Status": found.status}
        return {"StackSetOperation": {**told, "CreationTimestamp": found.created}}

    def stop_operation(self, request: dict[str, Any]) -> dict[str, Any]:
        self._operation(self._known(request), request).status = "STOPPED"
        return {}

    def list_results(self, request: dict[str, Any]) -> dict[str, Any]:
        one = self._known(request)
        found = self._operation(one, request)
        rows = [
            {"Account": account, "Region": region, **self._result(one, account, found)}
            for account, region in found.places
        ]
        return _page(rows, request)

    def list_instances(self, request: dict[str, Any]) -> dict[str, Any]:
        one = self._known(request)
        rows = [
            {"StackSetId": one.id, "Account": account, "Region": region, "Status": status}
            for (account, region), status in one.instances.items()
        ]
        return _page(rows, request)

    def _end(self, one: StackSet, found: Operation) -> None:
        ends = self.world.script_of(one.name, "instances", "ok")
        if ends == "hangs":
            return
        found.status = "FAILED" if ends == "fails" else "SUCCEEDED"
        for place in found.places:
            if found.action == "DELETE" and ends == "ok":
                one.instances.pop(place, None)
            else:
                one.instances[place] = "CURRENT" if ends == "ok" else "OUTDATED"

    def _result(self, one: StackSet, account: str, found: Operation) -> dict[str, Any]:
        if found.status != "FAILED":
            return {"Status": found.status}
        first = account == found.places[0][0]
        reason = (
            self.world.script_of(one.name, "reason", "it does not like it")
            if first
            else "Cancelled since failure tolerance has been exceeded"
        )
        return {"Status": "FAILED" if first else "CANCELLED", "StatusReason": reason}

    def _known(self, request: dict[str, Any]) -> StackSet:
        if request["StackSetName"] not in self.known:
            raise Refusal("StackSetNotFoundException", f"StackSet {request['StackSetName']} not found", 404)
        return self.known[request["StackSetName"]]

    def _operation(self, one: StackSet, request: dict[str, Any]) -> Operation:
        if request["OperationId"] not in one.operations:
            raise Refusal("OperationNotFoundException", f"Operation {request['OperationId']} not found", 404)
        return one.operations[request["OperationId"]]


def _page(rows: list[dict[str, Any]], request: dict[str, Any]) -> dict[str, Any]:
    start = int(request.get("NextToken") or 0)
    more = len(rows) > start + PAGE
    return {"Summaries": rows[start : start + PAGE], "NextToken": start + PAGE if more else None}
