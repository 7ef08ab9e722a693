"""One order, from taking the product's lock to the answer: init, plan, apply."""

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from uuid import uuid4

import msgspec

from launchpath.domain import secret, terraform_module
from launchpath.domain.record import Event, RecordType
from launchpath.domain.template import Template
from launchpath.domain.template_tree import TemplateError
from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.remembered import MadeOf, of_nothing
from launchpath.engines.terraform import credentials, folder, state, variables
from launchpath.engines.terraform.commands import Commands, Place, Unfinished
from launchpath.engines.terraform.credentials import RoleRefused
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.step import Exit
from launchpath.engines.terraform.watch import ANSWER, MODULE, STATE, Answer, LockLost, Run, Watch, conclude

#: Seconds between two tries to take a lock.
_WAIT = 0.5


class Module(MadeOf):
    """What was applied, or is to be."""

    __slots__ = ()

    def lay_out(self, room: Folder, known: str | None) -> Template:
        """Fill a run's folder with it and with the state `known`; what it declares. Raises TemplateError."""
        content = terraform_module.read(self.archive)
        values = variables.values(content.parameters, self.parameters)
        room.fill(terraform_module.files(self.archive), values, known)
        return content

    def hidden(self, content: Template) -> tuple[str, ...]:
        return secret.secrets(content.parameters, self.parameters)


class Carrying:
    """An order that is carried out."""

    def __init__(self, place: Place, order: Order) -> None:
        self._place, self._order = place, order
        self._holder = f"{socket.gethostname()}-{uuid4().hex}"
        self._watch: Watch | None = None
        self._commands: Commands | None = None
        self._cancelled = False

    def events(self) -> tuple[Event, ...]:
        """What has happened so far."""
        return self._watch.story.events(over=False) if self._watch else ()

    def cancel(self) -> None:
        """End it in order, and let that be its end."""
        self._cancelled = True
        if self._commands is not None:
            self._commands.cancelled = True

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
            if self._commands is None or not self._commands.abandoned:
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
            return of_nothing(order)
        module = Module(order.archive, order.parameters)
        if terminates:
            module = Module.read(known[MODULE])
        with folder.opened(self._place.runs) as room:
            try:
                return self._run(room, module, known.get(STATE), before)
            except (TemplateError, RoleRefused) as refusal:
                return self._watched(room, self._told(), before).end(_refused(order, before, str(refusal)))

    def _told(self, hidden: tuple[str, ...] = (), descriptions: Mapping[str, str] | None = None) -> Run:
        order = self._order
        return Run(
            product_id=order.provisioned_product_id,
            record_id=order.record_id,
            holder=self._holder,
            type=order.type,
            hidden=hidden,
            descriptions=descriptions or {},
            minutes=self._place.settings.patience,
        )

    def _watched(self, room: Folder, run: Run, before: state.State) -> Watch:
        self._watch = Watch(self._place.memory, room, run, before.serial)
        return self._watch

    def _run(self, room: Folder, module: Module, known: str | None, before: state.State) -> Progress:
        content = module.lay_out(room, known)
        run = self._told(module.hidden(content), {one.key: one.description for one in content.outputs})
        room.run.write_bytes(msgspec.json.encode(run))
        watch = self._watched(room, run, before)
        given = credentials.of(self._order, self._place.settings.external_id)
        commands = self._commands = Commands(self._place, room, watch, given)
        commands.cancelled = self._cancelled
        ended = commands.prepare(destroys=self._order.type is RecordType.TERMINATE)
        if ended.status == 0 and not commands.cancelled:
            ended = self._apply(watch, commands, module)
        elif commands.cancelled:
            ended = Exit(1, "asked")
        return watch.end(conclude(run, watch.story, watch.state(), ended))

    def _apply(self, watch: Watch, commands: Commands, module: Module) -> Exit:
        watch.save(**{MODULE: module.written()})
        try:
            return commands.apply()
        except Unfinished:
            watch.keep()
            raise


def _refused(order: Order, before: state.State, reason: str) -> Progress:
    stands = order.type is not RecordType.TERMINATE and bool(before.resources)
    return Progress(state=State.FAILED, reason=reason, stands=stands, physical_id=before.lineage or None)
