"""The table that `make bench` prints, and its plot."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tools.install_browser import find


def table(found: Mapping[str, Any]) -> str:
    """Everything that was found, for people."""
    lines = [f"Launchpath benchmarks: {found['machine']}; load {found['load']} at the beginning"]
    for name, tell in (("operations", _operations), ("growth", _growth), ("launches", _pairs), ("footprint", _pairs)):
        if name in found:
            lines += ["", *tell(found[name])]
    if "soak" in found:
        soak = found["soak"]
        lines += ["", f"soak of {soak['requests']:,} mixed requests, MB: {' '.join(map(str, soak['megabytes']))}"]
    return "\n".join(lines)


def _operations(found: Mapping[str, Any]) -> Iterator[str]:
    titles = f"{'of echo':>9}{'by CPU':>8}{'of healthz':>12}{'x moto':>8}{'CPU us':>8}{'bytes':>8}"
    yield f"{'request':<42}{'a second':>9}{titles}"
    ratios = found["ratios"]
    for row in found["rows"]:
        name = row["name"]
        told = [row.get("of_echo", ""), row.get("of_echo_by_cpu", ""), ratios.get(f"{name} / healthz", "")]
        moto = ratios.get(f"{name} / moto", "")
        figures = f"{told[0]:>9}{told[1]:>8}{told[2]:>12}{moto:>8}{row['server_cpu_us']:>8}{row['bytes']:>8}"
        yield f"{name:<42}{row['per_second']:>9}{figures}"


def _growth(found: Mapping[str, Any]) -> Iterator[str]:
    sizes = list(next(iter(found.values()))["server_cpu_us"])
    yield "server CPU per request, us: " + " | ".join(sizes) + " | largest / smallest"
    for name, row in found.items():
        costs = row["server_cpu_us"]
        yield (
            f"{name:<42}" + "".join(f"{costs.get(size, ''):>9}" for size in sizes) + f"{row['largest_of_smallest']:>9}"
        )


def _pairs(found: Mapping[str, Any]) -> Iterator[str]:
    for name, figure in found.items():
        yield f"{name.replace('_', ' '):<42}{figure:>9}"


def write(found: Mapping[str, Any], folder: Path) -> None:
    """The figures, the table and the plot, as files."""
    folder.mkdir(exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(found, indent=2) + "\n")
    (folder / "bench.txt").write_text(table(found) + "\n")
    if "operations" in found:
        _plot(found["operations"]["rows"], folder / "bench.png")


def _plot(rows: list[Mapping[str, Any]], file: Path) -> None:
    """Requests a second as bars: drawn by the browser that the portal's tests use."""
    most = max(row["per_second"] for row in rows)
    bars = "".join(
        f"<tr><td>{escape(row['name'])}<td><div style='width:{700 * row['per_second'] / most:.0f}px;"
        f"background:{'#2563eb' if 'of_echo' in row else '#94a3b8'}'>&nbsp;</div><td>{row['per_second']:,}"
        for row in sorted(rows, key=lambda row: -row["per_second"])
    )
    page = (
        f"<body style='font:14px sans-serif;width:1150px'><h3>Requests a second, one process</h3><table>{bars}</table>"
    )
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page(viewport={"width": 1180, "height": 200})
        shown.set_content(page)
        shown.screenshot(path=file, full_page=True)
        browser.close()
