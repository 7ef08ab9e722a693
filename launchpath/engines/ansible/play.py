"""One order: its playbook is played, on ansible-runner."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_runner import Runner
from ansible_runner.config.runner import RunnerConfig

from launchpath.domain import archive, json_schema, secret
from launchpath.domain.archive import File
from launchpath.domain.parameter import Parameter
from launchpath.domain.record import Event, RecordType
from launchpath.engines import leash, remembered
from launchpath.engines.ansible import story
from launchpath.engines.ansible.parameters import declared
from launchpath.engines.base import EngineUnavailable, Order, Progress
from launchpath.engines.layout import lay_out
from launchpath.engines.memory import Hold, Memory
from launchpath.engines.remembered import MadeOf

_PLAYBOOKS = {RecordType.PROVISION: "provision.yml", RecordType.TERMINATE: "terminate.yml"}
_HERE = f"localhost ansible_connection=local ansible_python_interpreter={sys.executable}\n".encode()
#: What a run may see of our environment.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "ANSIBLE_", "RUNNER_", "AWX_", "PYTHON")
#: Seconds between two looks at whether it may go on.
_LOOK = 1


class Play:
    """A local.Run."""

    def __init__(self, order: Order, memory: Memory, folder: Path, is_closing: Callable[[], bool]) -> None:
        self._order, self._memory, self._folder, self._is_closing = order, memory, folder, is_closing
        self._events: list[Event] = []
        self._given_up = False

    def events(self) -> tuple[Event, ...]:
        return tuple(self._events)

    def cancel(self) -> None:
        self._given_up = True

    def carry_out(self) -> Progress:
        """Raises EngineUnavailable: it has to be played again."""
        return remembered.carried_out(self._order, self._memory, declared, self._play)

    def _play(self, made: MadeOf, asked: Sequence[Parameter], hold: Hold) -> Progress:
        hidden, stats, said = secret.secrets(asked, made.parameters), dict[str, Any](), list[str]()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            alive = Path(folder) / "alive"
            alive.touch()

            def heed(event: dict[str, Any]) -> bool:
                self._events.extend(story.events(event, hidden))
                stats.update(event.get("event_data", {}).get("artifact_data") or {})
                said.append(event.get("stdout", "") if event.get("event") == "verbose" else "")
                return False

            def watch() -> bool:
                if self._is_closing() or self._given_up or not hold.is_ours():
                    alive.unlink(missing_ok=True)
                return False

            config = self._config(alive, archive.unpack(made.archive), json_schema.typed(asked, made.parameters))
            status, _ = Runner(config, event_handler=heed, cancel_callback=watch).run()
            if status != "successful" and not alive.exists() and not self._given_up:
                raise EngineUnavailable("The playbook was interrupted, and is played again.")
        return story.progress(self._order, status, stats, self._events, story.fault("\n".join(said), hidden))

    def _config(self, alive: Path, files: Mapping[str, File], values: Mapping[str, object]) -> RunnerConfig:
        """Which playbook is played, with which values, and what it sees."""
        order, folder = self._order, alive.parent
        about = {"id": order.provisioned_product_id, "name": order.provisioned_product_name, "tags": dict(order.tags)}
        told = {**values, "launchpath": about}
        lay_out(folder / "project", files)
        lay_out(folder / "inventory", {"hosts": File(_HERE)})
        lay_out(folder / "env", {"extravars": File(json.dumps(told).encode())})
        playbook = _PLAYBOOKS.get(order.type) or ("update.yml" if "update.yml" in files else "provision.yml")
        config = RunnerConfig(str(folder), playbook=playbook, quiet=True)
        config.prepare()
        config.pexpect_timeout = _LOOK
        config.command = leash.command(alive, config.command)
        config.env = {name: value for name, value in config.env.items() if name.startswith(_PASSED_ON)}
        config.env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return config
