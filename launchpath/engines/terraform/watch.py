"""Who has a run in charge, a worker or its heir: keeps its lock alive, saves each state, and says how it ended."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from launchpath.domain.record import RecordType
from launchpath.engines.base import EngineUnavailable, Progress
from launchpath.engines.base import State as Far
from launchpath.engines.memory import Memory
from launchpath.engines.terraform import state
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.state import State
from launchpath.engines.terraform.step import Exit, Log
from launchpath.engines.terraform.story import Story

log = logging.getLogger("launchpath.engines.terraform")

#: Documents of a product: Terraform's state; the module and the values that were applied last; the last answer.
STATE, MODULE, ANSWER = "state", "module", "answer"

#: Seconds between two signs of life of a lock.
_RENEW = 3.0


#: Seconds between two tries to reach the database.
_AGAIN = 1.0


class LockLost(Exception):
    """Another has the product now: nothing may be written about it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What has to be known of a run by whoever has it in charge."""

    product_id: str
    record_id: str
    holder: str
    type: RecordType
    #: What nobody may read: the values of sensitive variables.
    hidden: tuple[str, ...] = field(default=(), repr=False)
    #: Of the outputs.
    descriptions: Mapping[str, str] = field(default_factory=dict)
    #: How long Terraform gets, to be told when it was too long.
    minutes: float = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer about a product."""

    record_id: str
    progress: Progress


class Watch:
    """One run under one eye."""

    def __init__(self, memory: Memory, folder: Folder, run: Run, saved: int = -1) -> None:
        """`saved`: the serial of the state that is known to be in memory."""
        self._memory, self._folder, self._run = memory, folder, run
        self.story = Story(run.hidden)
        self._logs: dict[str, Log] = {}
        self._renewed = time.monotonic()
        self._seen: tuple[int, int] | None = None
        self._saved = saved

    def look(self, step: str, *, over: bool = False) -> None:
        """Hear what the step says, save its state, renew the lock. Raises LockLost and EngineUnavailable."""
        log = self._logs.setdefault(step, Log(self._folder.log(step)))
        self.story.hear(step, log.fresh(to_the_end=over))
        self._save_state()
        if time.monotonic() - self._renewed > _RENEW:
            self._check(self._memory.renew(self._run.product_id, self._run.holder))

    def save(self, **documents: str) -> None:
        """Keep documents of this run. Raises LockLost and EngineUnavailable."""
        run = self._run
        self._check(self._memory.save(run.product_id, run.holder, run.record_id, documents))

    def end(self, progress: Progress) -> Progress:
        """Keep the answer, or, if nothing is left, nothing; waits for the database. Raises LockLost."""
        self.keep()
        run = self._run
        if run.type is RecordType.TERMINATE and progress.state is Far.SUCCEEDED:
            _insist(lambda: self._check(self._memory.forget(run.product_id, run.holder)))
        else:
            answer = msgspec.json.encode(Answer(run.record_id, progress)).decode()
            _insist(lambda: self.save(**{ANSWER: answer}))
        return progress

    def keep(self) -> None:
        """Keep the last state: nobody else has it. Waits for the database. Raises LockLost."""
        _insist(self._save_state)

    def state(self) -> State:
        """What stands, as Terraform wrote it last."""
        return state.read(self._text()) or State()

    def _save_state(self) -> None:
        stamp = self._stamp()
        if stamp is None or stamp == self._seen:
            return
        text = self._text()
        found = state.read(text)
        # A file that is just being written is no state yet: it is looked at again.
        if found is not None:
            if found.serial != self._saved:
                self.save(**{STATE: text})
                self._saved = found.serial
            self._seen = stamp

    def _check(self, held: bool) -> None:
        if not held:
            raise LockLost
        self._renewed = time.monotonic()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._folder.state.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

    def _text(self) -> str:
        try:
            return self._folder.state.read_text(errors="replace")
        except FileNotFoundError:
            return ""


def _insist(step: Callable[[], None]) -> None:
    """Do it, as soon as the database can be reached."""
    while True:
        try:
            return step()
        except EngineUnavailable as fault:
            log.warning("a state waits for the database", extra={"reason": str(fault)[:200]})
            time.sleep(_AGAIN)


def conclude(run: Run, story: Story, after: State, ended: Exit) -> Progress:
    """What the end of a run means for its order (semantics 7.3)."""
    succeeded = ended.status == 0
    terminated = run.type is RecordType.TERMINATE
    return Progress(
        state=Far.SUCCEEDED if succeeded else Far.FAILED,
        reason="" if succeeded else _reason(run, story, ended),
        physical_id=after.lineage or None,
        outputs=state.outputs(after, run.descriptions) if succeeded and not terminated else (),
        stands=not (succeeded or terminated) and bool(after.resources),
        events=story.events(over=True),
    )


def _reason(run: Run, story: Story, ended: Exit) -> str:
    said = story.reason()
    if ended.why == "asked":
        return f"It was cancelled. {said}".strip()
    if ended.why == "timeout":
        return f"Terraform did not end within {run.minutes:g} minutes, and was interrupted. {said}".strip()
    return said or f"Terraform ended with status {ended.status}, and did not say why."
