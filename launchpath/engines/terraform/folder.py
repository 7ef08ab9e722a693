"""The folder of one run: clean at its start, gone at its end, and nobody else's."""

import fcntl
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from launchpath.domain.archive import File
from launchpath.engines.layout import lay_out

#: Laid over whatever backend the module names (semantics 7.4 knows override files).
_OVERRIDE = "launchpath_override.tf.json"
#: Terraform reads it by itself, after the module's own.
_VALUES = "launchpath.auto.tfvars.json"
_BY_ITSELF = re.compile(r"(?:terraform|.*\.auto)\.tfvars(?:\.json)?|.*\.tfstate(?:\..*)?")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where everything of a run lies. All of it is for our eyes only: the state and the plan hold secrets."""

    root: Path

    @property
    def module(self) -> Path:
        return self.root / "module"

    @property
    def state(self) -> Path:
        return self.root / "terraform.tfstate"

    @property
    def plan(self) -> Path:
        return self.root / "plan"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def alive(self) -> Path:
        """Locked as long as something of the run lives."""
        return self.root / "alive"

    @property
    def run(self) -> Path:
        """What an heir has to know."""
        return self.root / "run.json"

    def log(self, step: str) -> Path:
        return self.root / f"{step}.log"

    def exit(self, step: str) -> Path:
        return self.root / f"{step}.exit"

    def fill(self, files: Mapping[str, File], values: Mapping[str, object], state: str | None) -> None:
        """Lay out the module, its values, and the state that it goes on from."""
        self.home.mkdir(parents=True)
        lay_out(self.module, {path: file for path, file in files.items() if not _is_passed_over(path)})
        backend = {"terraform": {"backend": {"local": {"path": str(self.state)}}}}
        (self.module / _OVERRIDE).write_text(json.dumps(backend))
        (self.module / _VALUES).write_text(json.dumps(values))
        if state is not None:
            self.state.write_text(state)

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


def _is_passed_over(path: str) -> bool:
    """Whether Terraform would take it from the root by itself: values beside those that people were asked for, and
    states that are not ours."""
    name, _, below = path.partition("/")
    return bool(_BY_ITSELF.fullmatch(name)) if not below else name == "terraform.tfstate.d"


@contextmanager
def opened(runs: Path) -> Iterator[Folder]:
    """A folder for a new run, which goes when this is left; if something of it lives on, that removes it."""
    draft, folder = runs / f".{uuid4().hex}", Folder(runs / uuid4().hex)
    draft.mkdir(mode=0o700, parents=True)
    with Folder(draft).alive.open("ab") as alive:
        fcntl.flock(alive, fcntl.LOCK_SH)
        # Whoever clears up sees it from now on, and that it lives.
        draft.rename(folder.root)
        yield folder
    if _is_dead(folder):
        folder.remove()


def dead(runs: Path) -> Iterator[Folder]:
    """What runs left behind of which nothing lives any more."""
    for root in runs.glob("[!.]*"):
        if _is_dead(Folder(root)):
            yield Folder(root)


def _is_dead(folder: Folder) -> bool:
    try:
        with folder.alive.open("ab") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
