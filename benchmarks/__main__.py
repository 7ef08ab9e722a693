"""`make bench`: builds catalogs, starts real servers, asks them over keep-alive sockets, and tells what was found.

All is taken in interleaved rounds on one machine: read the ratios, not the absolute numbers.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import footprint, growth, launches, machine, operations, report, servers

RESULTS = Path(__file__).parent / "results"
SUBJECTS = ("operations", "growth", "launches", "footprint", "soak")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller catalogs and fewer rounds: about two minutes")
    parser.add_argument("--data", type=Path, help="keep the catalogs here, for the next run")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    parser.add_argument("subjects", nargs="*", default=SUBJECTS[:4], metavar="SUBJECT", help=", ".join(SUBJECTS))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="launchpath-bench-") as name:
        folder = given.data or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        found: dict[str, Any] = {"machine": machine.describe(), "load": round(os.getloadavg()[0], 1)}
        for subject in given.subjects:
            begun = time.monotonic()
            found[subject] = _measures(folder, quick=given.quick)[subject]()
            print(f"{subject}: {time.monotonic() - begun:.0f} s", flush=True)
            # At once: the next subject may fail.
            report.write(found, given.results)
    print(report.table(found))


def _measures(folder: Path, *, quick: bool) -> dict[str, Callable[[], dict[str, Any]]]:
    def small() -> Path:
        return servers.seeded(folder / "10000-20000", 10_000, 20_000)

    rounds = 2 if quick else 5
    return {
        "operations": lambda: operations.measure(small(), rounds, 600 if quick else 2_000),
        "growth": lambda: growth.measure(folder, growth.QUICK if quick else growth.FULL, rounds, 100 if quick else 300),
        "launches": lambda: launches.measure(folder, 1 if quick else 3, 100 if quick else 400),
        "footprint": lambda: footprint.measure(small(), 1 if quick else 3),
        "soak": lambda: footprint.soak(small(), 20_000 if quick else 200_000),
    }


if __name__ == "__main__":
    main()
