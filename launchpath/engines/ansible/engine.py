"""Ansible as an engine: each order is one run of a playbook, on ansible-runner."""

import base64
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from launchpath.domain import archive
from launchpath.domain.record import Event, RecordType
from launchpath.domain.secret import secrets
from launchpath.engines.ansible import story
from launchpath.engines.ansible.parameters import declared, typed
from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.memory import Memory
from launchpath.engines.offers import ArchiveRefused
from launchpath.engines.recent import Recent

#: Runs at a time, and how many answers are kept in mind.
_RUNS, _ANSWERS = 10, 500
#: The document that tells which archive was played last, with which values.
_APPLIED = "playbooks"
#: What a run may see of our environment.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "ANSIBLE_", "RUNNER_", "AWX_", "PYTHON")


class Ansible:
    """The README in this folder explains it. Playbooks may be played again: that is what makes it so short."""

    makes = "EXTERNAL"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._memory: Memory | None = None
        self._pool = ThreadPoolExecutor(_RUNS, thread_name_prefix="ansible")
        self._turn = threading.Lock()
        self._runs: dict[str, tuple[Future[Progress], list[Event]]] = {}
        self._answers: Recent[str, Progress] = Recent(_ANSWERS)
        self._given_up: set[str] = set()
        self._closed = False

    def remember_in(self, memory: Memory) -> None:
        self._memory = memory

    def start(self, order: Order) -> None:
        """Begin it, unless it has begun."""
        self.poll(order)

    def poll(self, order: Order) -> Progress:
        """How far it is; one that does not run is begun, from the beginning. Raises EngineUnavailable."""
        with self._turn:
            if answer := self._answers.get(order.record_id):
                return answer
            if order.record_id not in self._runs:
                events: list[Event] = []
                self._runs[order.record_id] = (self._pool.submit(self._carry_out, order, events), events)
            future, events = self._runs[order.record_id]
            if not future.done():
                return Progress(state=State.RUNNING, events=tuple(events))
            del self._runs[order.record_id]
            self._answers.put(order.record_id, future.result())
        return future.result()

    def cancel(self, order: Order) -> None:
        """Let its playbook be interrupted."""
        if order.record_id in self._runs:
            self._given_up.add(order.record_id)

    def restore(self, orders: Iterable[Order]) -> None:
        """What playbooks have made outlives every process of ours."""

    def wait_until_ready(self) -> None:
        """There is nothing to wait for."""

    def environment(self) -> Mapping[str, str]:
        return {}

    def close(self) -> None:
        """Interrupt what runs; it is played again later."""
        self._closed = True
        self._pool.shutdown(cancel_futures=True)

    def _carry_out(self, order: Order, events: list[Event]) -> Progress:
        """Play what is to be played, under the product's lock."""
        memory, holder, product = self._memory, uuid4().hex, order.provisioned_product_id
        assert memory is not None  # noqa: S101  given before the first order
        if order.retain:
            return Progress(state=State.SUCCEEDED)
        if not memory.take(product, holder):
            raise EngineUnavailable("Another worker plays it.")
        try:
            order, refusal = _prepared(order, memory.newest(product).get(_APPLIED))
            if refusal is not None:
                return refusal
            if order.type is not RecordType.TERMINATE:
                # Before anything is made: whatever comes of it can be terminated.
                memory.save(product, holder, order.record_id, {_APPLIED: _written(order)})
            answer = self._play(order, events, lambda: memory.renew(product, holder))
            if order.type is RecordType.TERMINATE and answer.state is State.SUCCEEDED:
                memory.forget(product, holder)
            return answer
        finally:
            memory.release(product, holder)

    def _play(self, order: Order, events: list[Event], is_ours: Callable[[], bool]) -> Progress:
        from ansible_runner import Runner
        from ansible_runner.config.runner import RunnerConfig

        asked, files = declared(order.archive), archive.unpack(order.archive)
        hidden = secrets(asked, order.parameters)
        stats: dict[str, Any] = {}
        told = {
            "launchpath": {"id": order.provisioned_product_id, "name": order.provisioned_product_name},
            "tags": dict(order.tags),
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            _write(Path(folder), {f"project/{name}": one.content for name, one in files.items()})
            _write(Path(folder), {"env/extravars": json.dumps(typed(asked, order.parameters) | told).encode()})
            config = RunnerConfig(folder, playbook=_playbook(order, files), inventory=_HERE, quiet=True)
            config.prepare()
            config.env = {name: value for name, value in config.env.items() if name.startswith(_PASSED_ON)}
            config.env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

            def heed(event: dict[str, Any]) -> bool:
                events.extend(story.events(event, hidden))
                stats.update(event.get("event_data", {}).get("artifact_data") or {})
                return False

            def is_over() -> bool:
                return self._closed or order.record_id in self._given_up or not is_ours()

            status, _ = Runner(config, event_handler=heed, cancel_callback=is_over).run()
        if status == "canceled" and order.record_id not in self._given_up:
            raise EngineUnavailable("The playbook was interrupted, and is played again.")
        return story.progress(order, status, stats, events)


_HERE = f"localhost ansible_connection=local ansible_python_interpreter={sys.executable}\n"


def _prepared(order: Order, applied: str | None) -> tuple[Order, Progress | None]:
    """The order with all that is needed to play it, or how it ended already."""
    if order.type is not RecordType.PROVISION and applied is None:
        if order.type is RecordType.TERMINATE:
            return order, Progress(state=State.SUCCEEDED)
        gone = f"{order.provisioned_product_name} was never provisioned, so it can't be updated."
        return order, Progress(state=State.FAILED, reason=gone, gone=True)
    if order.type is RecordType.TERMINATE:
        told = json.loads(str(applied))
        return replace(order, archive=base64.b64decode(told["archive"]), parameters=told["values"]), None
    try:
        declared(order.archive)
    except ArchiveRefused as refusal:
        return order, Progress(state=State.FAILED, reason=str(refusal))
    return order, None


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _written(order: Order) -> str:
    return json.dumps({"archive": base64.b64encode(order.archive).decode(), "values": dict(order.parameters)})


def _playbook(order: Order, files: Mapping[str, object]) -> str:
    if order.type is RecordType.UPDATE:
        return "update.yml" if "update.yml" in files else "provision.yml"
    return "provision.yml" if order.type is RecordType.PROVISION else "terminate.yml"
