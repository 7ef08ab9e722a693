"""Run it: python -m tests.crash --kills 200 --at-once 5."""

import argparse
import itertools
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from tests.crash.houses import House, killed_server, killed_workers, one_process
from tests.crash.matrix import Cell, Figures, cells, run
from tests.crash.moments import ANSWERS, BOUNDARIES
from tests.fake_cloudformation import Fake, running
from tests.postgresql import PostgreSQL

#: Opens an installation of one form in a folder.
Make = Callable[[Path, Fake], AbstractContextManager[House]]

#: How the kills are shared out, of ten.
SHARES = {"server on SQLite": 4, "worker on PostgreSQL": 4, "server on PostgreSQL": 2}


def crash(kills: int, at_once: int) -> dict[str, Figures]:
    """Kill this often; the figures of each form."""
    with ExitStack() as stack, ThreadPoolExecutor(at_once) as hands:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="launchpath-crash-")))
        database = PostgreSQL(folder / "postgresql")
        stack.callback(database.close)
        forms: dict[str, Make] = {
            "server on SQLite": one_process,
            "worker on PostgreSQL": lambda where, fake: killed_workers(where, fake, database.fresh()),
            "server on PostgreSQL": lambda where, fake: killed_server(where, fake, database.fresh()),
        }
        numbers = itertools.count()
        busy = [
            (form, hands.submit(_one, forms[form], folder / f"{next(numbers)}", planned, form))
            for form, share in SHARES.items()
            for planned in _split(form, kills * share // 10, max(1, at_once * share // 10))
        ]
        figures = {form: Figures() for form in SHARES}
        for form, work in busy:
            figures[form] += work.result()
        return figures


def _split(form: str, kills: int, parts: int) -> list[list[Cell]]:
    moments = ANSWERS if form == "server on PostgreSQL" else BOUNDARIES
    planned = list(itertools.islice(cells(moments), kills))
    return [planned[part::parts] for part in range(parts)]


def _one(make: Make, folder: Path, planned: list[Cell], form: str) -> Figures:
    folder.mkdir()
    with running() as fake, make(folder, fake) as house:
        return run(house, fake, planned, form)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.crash")
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--at-once", type=int, default=5, help="installations that are killed side by side")
    given = arguments.parse_args()
    figures = crash(given.kills, given.at_once)
    for form, one in figures.items():
        print(f"{form}: {one}")
    total = sum(figures.values(), Figures())
    print(f"in all: {total}", *total.losses, sep="\n")
    sys.exit(bool(total.losses) or total.kills < given.kills)


if __name__ == "__main__":
    main()
