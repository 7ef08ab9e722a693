"""The crash matrix: which operation is interrupted when, and the verdict after each kill."""

import contextlib
import itertools
import random
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from botocore.exceptions import BotoCoreError, ClientError

from tests.crash.houses import House
from tests.crash.moments import CHANGE, Reach, Scene, any_time
from tests.fake_cloudformation import Fake
from tests.promises import Promises
from tests.running import Overdue

#: How often something overdue gets another start. Each has a minute.
_PATIENCE = 5


@dataclass(frozen=True)
class Cell:
    """One kill to come."""

    kind: str
    moment: str
    reach: Reach


@dataclass
class Figures:
    """What came of it."""

    kills: int = 0
    requests: int = 0
    #: Seconds from each kill to the end of everything accepted.
    recovered: list[float] = field(default_factory=list)
    #: Kills after which somebody lost patience, and had everything in the end: the machine was busy.
    slow: int = 0
    losses: list[str] = field(default_factory=list)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.kills + other.kills,
            self.requests + other.requests,
            self.recovered + other.recovered,
            self.slow + other.slow,
            self.losses + other.losses,
        )

    def __str__(self) -> str:
        slowest = max(self.recovered, default=0)
        median = sorted(self.recovered)[len(self.recovered) // 2] if self.recovered else 0
        return (
            f"kills {self.kills}, requests {self.requests}, losses {len(self.losses)}, "
            f"slow {self.slow}, recovery median {median:.1f} s, slowest {slowest:.1f} s"
        )


def cells(moments: Mapping[str, Reach]) -> Iterator[Cell]:
    """Each of these moments for every operation, then a random one for each, without end."""
    while True:
        yield from (Cell(kind, name, reach) for kind, (name, reach) in itertools.product(CHANGE, moments.items()))
        yield from (Cell(kind, "any time", any_time) for kind in CHANGE)


def interrupt(house: House, promises: Promises, fake: Fake, cell: Cell) -> float:
    """Kill at this moment, and see that every promise is kept; the seconds that took."""
    scene = Scene(cell.kind, promises, fake, promises.ready_for(cell.kind))
    record = cell.reach(scene)
    since = time.monotonic()
    house.kill(record)
    scene.close()
    fake.script("*", polls=random.choice((0, 1)), ms=0)
    promises.check()
    return time.monotonic() - since


def run(house: House, fake: Fake, planned: list[Cell], form: str) -> Figures:
    """Go through these cells; a loss ends nothing, and is told."""
    figures, promises = Figures(), Promises(house.server, fake)
    for cell in planned:
        name = f"{form}: {cell.kind}, {cell.moment}"
        try:
            figures.recovered.append(interrupt(house, promises, fake, cell))
            print(f"{name}: kept", flush=True)
        except Exception as fault:
            if _is_only_slow(fault) and _kept_in_the_end(house, promises, fake):
                figures.slow += 1
                print(f"{name}: kept late ({fault!r:.200})", flush=True)
            else:
                figures.losses.append(f"{name}: {fault!r:.2000}")
                print(figures.losses[-1], flush=True)
                # What is left of it must not count twice.
                figures.requests += promises.newly_asked()
                promises = _anew(house, fake)
        figures.kills += 1
        figures.requests += promises.newly_asked()
    promises.check_again()
    return figures


def _is_only_slow(fault: Exception) -> bool:
    """Whether it says that something has not come about so far, and not that something wrong has."""
    return isinstance(fault, (Overdue, BotoCoreError, ClientError, subprocess.TimeoutExpired))


def _kept_in_the_end(house: House, promises: Promises, fake: Fake) -> bool:
    """Whether all is as promised after all, given another start and a few minutes."""
    fake.script("*", polls=1, ms=0)
    for _ in range(_PATIENCE):
        try:
            house.kill({"RecordId": ""})
            promises.check()
        except Exception as fault:
            if not _is_only_slow(fault):
                return False
        else:
            return True
    return False


def _anew(house: House, fake: Fake) -> Promises:
    """Go on with a clean slate, as soon as the house is there again."""
    for _ in range(_PATIENCE):
        with contextlib.suppress(Overdue, BotoCoreError, ClientError):
            house.kill({"RecordId": ""})
            return Promises(house.server, fake)
    raise Overdue("the house does not come back")
