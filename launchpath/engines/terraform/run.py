"""One order, from taking the product's lock to the answer: init, plan, apply."""

import fcntl
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import msgspec

from launchpath.domain import secret, terraform_module
from launchpath.domain.record import Event, RecordType
from launchpath.domain.template_tree import TemplateError
from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.memory import Memory
from launchpath.engines.terraform import credentials, folder, inheritance, state, variables
from launchpath.engines.terraform.credentials import RoleRefused
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.settings import Settings
from launchpath.engines.terraform.step import Exit, Limits, Step
from launchpath.engines.terraform.watch import ANSWER, MODULE, STATE, Answer, LockLost, Run, Watch, conclude

log = logging.getLogger("launchpath.engines.terraform")

#: Seconds between two looks at what runs, and between two tries to take a lock.
_LOOK, _WAIT = 0.05, 0.5
#: Seconds without a word from the database after which Terraform is told to end: the lock may be another's soon.
_CUT_OFF = 10.0
#: What init and plan may need; they change nothing, and are begun anew after a crash.
_PREPARING = Limits(patience=1800, grace=10)


class Unfinished(Exception):
    """The order has to be begun anew: this process stops, or has lost it."""


@dataclass(frozen=True, slots=True)
class Module:
    """What was applied, or is to be: a termination needs it again."""

    archive: bytes
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where orders are carried out."""

    settings: Settings
    memory: Memory
    #: The engine's own folder.
    data: Path
    is_closing: Callable[[], bool]

    @property
    def runs(self) -> Path:
        return self.data / "runs"

    @property
    def plugins(self) -> Path:
        return self.data / "plugins"


class Carrying:
    """An order that is carried out."""

    def __init__(self, place: Place, order: Order) -> None:
        self._place, self._order = place, order
        self._holder = f"{socket.gethostname()}-{uuid4().hex}"
        self._watch: Watch | None = None
        self._abandoned = False

    def events(self) -> tuple[Event, ...]:
        """What has happened so far."""
        return self._watch.story.events(over=False) if self._watch else ()

    def carry_out(self) -> Progress:
        """Do it, unless it has been done. Raises Unfinished and EngineUnavailable."""
        memory, product = self._place.memory, self._order.provisioned_product_id
        while not memory.take(product, self._holder):
            if self._place.is_closing():
                raise Unfinished("The engine is stopped.")
            time.sleep(_WAIT)
        try:
            known = memory.newest(product)
            return self._answered(known) or self._do(known)
        except LockLost:
            raise Unfinished("Another worker has taken the product over.") from None
        finally:
            if not self._abandoned:
                with suppress(EngineUnavailable):
                    memory.release(product, self._holder)

    def _answered(self, known: Mapping[str, str]) -> Progress | None:
        """The answer that a worker or its heir has written down."""
        if ANSWER not in known:
            return None
        answer = msgspec.json.decode(known[ANSWER], type=Answer)
        return answer.progress if answer.record_id == self._order.record_id else None

    def _do(self, known: Mapping[str, str]) -> Progress:
        order, before = self._order, state.read(known.get(STATE, "")) or state.State()
        terminates = order.type is RecordType.TERMINATE
        if order.retain or (terminates and not before.resources):
            if not order.retain:
                self._place.memory.forget(order.provisioned_product_id, self._holder)
            return Progress(state=State.SUCCEEDED, physical_id=before.lineage or None)
        if order.type is RecordType.UPDATE and not known:
            reason = f"Nothing is known of {order.provisioned_product_name}: there is nothing that could be updated."
            return Progress(state=State.FAILED, reason=reason, gone=True)
        module = Module(order.archive, order.parameters)
        if terminates:
            module = msgspec.json.decode(known[MODULE], type=Module)
        with folder.opened(self._place.runs) as room:
            try:
                return self._run(room, module, known.get(STATE), before)
            except (TemplateError, RoleRefused) as refusal:
                return self._watched(room, self._told(), before).end(_refused(order, before, str(refusal)))

    def _told(self, **rest: object) -> Run:
        order = self._order
        return Run(
            product_id=order.provisioned_product_id,
            record_id=order.record_id,
            holder=self._holder,
            type=order.type,
            minutes=self._place.settings.patience,
            **rest,  # type: ignore[arg-type]
        )

    def _watched(self, room: Folder, run: Run, before: state.State) -> Watch:
        self._watch = Watch(self._place.memory, room, run, before.serial)
        return self._watch

    def _run(self, room: Folder, module: Module, text: str | None, before: state.State) -> Progress:
        content = terraform_module.read(module.archive)
        run = self._told(
            hidden=secret.secrets(content.parameters, module.parameters),
            descriptions={one.key: one.description for one in content.outputs},
        )
        values = variables.values(content.parameters, module.parameters)
        environment = self._environment(room)
        room.fill(terraform_module.files(module.archive), values, text)
        room.run.write_bytes(msgspec.json.encode(run))
        watch = self._watched(room, run, before)
        for step in (self._init, self._plan):
            ended = step(room, environment, watch)
            if ended.status != 0:
                return watch.end(conclude(run, watch.story, before, ended))
        watch.save(**{MODULE: msgspec.json.encode(module).decode()})
        ended = self._apply(room, environment, watch)
        return watch.end(conclude(run, watch.story, watch.state(), ended))

    def _environment(self, room: Folder) -> dict[str, str]:
        settings = self._place.settings
        self._place.plugins.mkdir(mode=0o700, parents=True, exist_ok=True)
        configuration = {"TF_CLI_CONFIG_FILE": settings.cli_config} if settings.cli_config else {}
        return {
            **credentials.of(self._order, settings.external_id),
            "HOME": str(room.home),
            **settings.environment(os.environ),
            **configuration,
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
            "TF_PLUGIN_CACHE_DIR": str(self._place.plugins),
            # Modules without a lock file would load every provider anew.
            "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        }

    def _init(self, room: Folder, environment: Mapping[str, str], watch: Watch) -> Exit:
        with self._cache(watch):
            return self._step(room, "init", ["-no-color"], environment, watch)

    @contextmanager
    def _cache(self, watch: Watch) -> Iterator[None]:
        """The shared cache of providers, which Terraform lets one at a time write into."""
        with (self._place.plugins / ".lock").open("ab") as turn:
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                self._check_closing()
                watch.look("init")
                time.sleep(_LOOK)
            yield

    def _plan(self, room: Folder, environment: Mapping[str, str], watch: Watch) -> Exit:
        destroy = ["-destroy"] if self._order.type is RecordType.TERMINATE else []
        return self._step(room, "plan", ["-json", "-lock=false", f"-out={room.plan}", *destroy], environment, watch)

    def _apply(self, room: Folder, environment: Mapping[str, str], watch: Watch) -> Exit:
        return self._step(
            room, inheritance.STEP, ["-json", "-lock=false", "-auto-approve", str(room.plan)], environment, watch
        )

    def _step(self, room: Folder, name: str, options: list[str], environment: Mapping[str, str], watch: Watch) -> Exit:
        """Have Terraform do one thing, and see to the end of it. Raises Unfinished."""
        self._check_closing()
        settings, applies = self._place.settings, name == inheritance.STEP
        limits = Limits(patience=settings.patience * 60, grace=settings.grace) if applies else _PREPARING
        step = Step(room, name, [settings.binary, name, "-input=false", *options], environment, limits)
        step.start(self._place.memory.heir(inheritance.FUNCTION, str(room.root)) if applies else None)
        heard = time.monotonic()
        while (ended := step.exit()) is None:
            step.beat()
            with suppress(EngineUnavailable):
                self._look(watch, step)
                heard = time.monotonic()
            if self._place.is_closing() or time.monotonic() - heard > _CUT_OFF:
                step.interrupt()
            time.sleep(_LOOK)
        watch.look(name, over=True)
        # Whatever it was told, it may have come to its end.
        if ended.status != 0 and ended.why in ("asked", "alone", "lost"):
            raise Unfinished("Terraform was interrupted, and goes on at the next try.")
        return ended

    def _look(self, watch: Watch, step: Step) -> None:
        try:
            watch.look(step.name)
        except LockLost:
            step.interrupt()
            self._abandoned = True
            step.abandon()
            raise

    def _check_closing(self) -> None:
        if self._place.is_closing():
            raise Unfinished("The engine is stopped.")


def _refused(order: Order, before: state.State, reason: str) -> Progress:
    stands = order.type is RecordType.PROVISION and bool(before.resources)
    return Progress(state=State.FAILED, reason=reason, stands=stands, physical_id=before.lineage or None)
