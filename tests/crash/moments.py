"""The moments at which a process is killed: every boundary between two steps of an operation, and any other."""

import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.fake_cloudformation import Fake
from tests.promises import Promises
from tests.running import wait_for

#: What the engine asks for to carry an operation out.
CHANGE = {"provision": "CreateStack", "update": "UpdateStack", "terminate": "DeleteStack"}

#: Asks for the operation; returns the record once the moment has come.
Reach = Callable[["Scene"], dict[str, Any]]

_FOREVER = 3_600_000


@dataclass
class Scene:
    """One operation that will be interrupted."""

    kind: str
    promises: Promises
    fake: Fake
    #: What is updated or terminated.
    launched: dict[str, Any] | None
    _insisting: Future[Any] | None = None

    def ask(self) -> dict[str, Any]:
        return self.promises.ask(self.kind, self.launched)

    def insist(self) -> None:
        """Ask, beside what happens next, until there is an answer."""
        with_one_hand = ThreadPoolExecutor(1)
        self._insisting = with_one_hand.submit(self.promises.insist, self.kind, self.launched)
        with_one_hand.shutdown(wait=False)

    def close(self) -> None:
        """Wait until every request has its answer."""
        if self._insisting:
            self._insisting.result()

    def calls(self, operation: str) -> int:
        return len(self.fake.calls(operation))

    def hold(self, operation: str, where: str, times: int = 1) -> None:
        """Let the next call hang `before` or `after` its effect."""
        self.fake.fault(operation, f"hang_{where}", times=times, seconds=120)


def accepted(scene: Scene) -> dict[str, Any]:
    """The client has its answer, and that may be all."""
    return scene.ask()


def in_hand(scene: Scene) -> dict[str, Any]:
    """The record is IN_PROGRESS."""
    return _once(scene, scene.ask(), "CREATED")


def ended(scene: Scene) -> dict[str, Any]:
    """The record has ended; the queue may not know yet."""
    return _once(scene, scene.ask(), "CREATED", "IN_PROGRESS")


def at_call(operation: str, where: str) -> Reach:
    """The engine's first call of this operation, or of its change, is held."""

    def reach(scene: Scene) -> dict[str, Any]:
        name = operation or CHANGE[scene.kind]
        before = scene.calls(name)
        scene.hold(name, where)
        record = scene.ask()
        wait_for(lambda: scene.calls(name) > before, lambda: f"nobody calls {name}")
        return record

    return reach


def at_last_look(where: str) -> Reach:
    """The stack is complete, and who looks at it is held: the record does not know."""

    def reach(scene: Scene) -> dict[str, Any]:
        scene.fake.script("*", polls=1, ms=_FOREVER)
        changes = scene.calls(CHANGE[scene.kind])
        record = scene.ask()
        wait_for(lambda: scene.calls(CHANGE[scene.kind]) > changes, lambda: "the change is not begun")
        looks = scene.calls("DescribeStackEvents")
        scene.hold("DescribeStackEvents", where)
        scene.fake.script("*", polls=0, ms=0)
        wait_for(lambda: scene.calls("DescribeStackEvents") > looks, lambda: "nobody looks")
        return record

    return reach


def between_looks(scene: Scene) -> dict[str, Any]:
    """The stack is on its way, and the worker waits for its next turn."""
    scene.fake.script("*", polls=1, ms=_FOREVER)
    changes = scene.calls(CHANGE[scene.kind])
    record = scene.ask()
    wait_for(lambda: scene.calls(CHANGE[scene.kind]) > changes, lambda: "the change is not begun")
    time.sleep(random.uniform(0.2, 0.6))
    return record


def any_time(scene: Scene) -> dict[str, Any]:
    """Whatever happens to be done just then, for this operation and two launches beside it."""
    scene.fake.script("*", polls=1, ms=random.choice((0, 30, 100)))
    record = scene.ask()
    for _ in range(2):
        scene.promises.ask("provision")
    time.sleep(random.uniform(0, 1.2))
    return record


def asking(scene: Scene) -> dict[str, Any]:
    """The request is on its way, or its answer is; the client repeats it."""
    scene.insist()
    time.sleep(random.uniform(0, 0.08))
    return {"RecordId": ""}


#: Every boundary between two steps.
BOUNDARIES: dict[str, Reach] = {
    "asking": asking,
    "accepted": accepted,
    "in hand": in_hand,
    "before the first look": at_call("DescribeStacks", "before"),
    "after the first look": at_call("DescribeStacks", "after"),
    "before the change": at_call("", "before"),
    "after the change": at_call("", "after"),
    "between looks": between_looks,
    "before the last look": at_last_look("before"),
    "after the last look": at_last_look("after"),
    "ended": ended,
}

#: Those at which a process matters that only answers.
ANSWERS: dict[str, Reach] = {"asking": asking, "accepted": accepted, "in hand": in_hand, "ended": ended}


def _once(scene: Scene, record: dict[str, Any], *earlier: str) -> dict[str, Any]:
    """The record, once it is in none of these statuses any more."""
    client = scene.promises.client
    wait_for(lambda: client.describe_record(Id=record["RecordId"])["RecordDetail"]["Status"] not in earlier)
    return record
