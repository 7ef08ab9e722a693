"""What was looked at, told line by line, or as JSON at the end; the exit status says whether all is well."""

from collections.abc import Iterable, Mapping
from typing import NoReturn

from rich.console import Console
from rich.text import Text

from launchpath.cli.output import show_one
from launchpath.doctor import Finding, State

_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.PROBLEM: "red"}


def end_with(findings: Iterable[Finding], *, as_json: bool) -> NoReturn:
    """Tell each finding as it comes, then end the command: with 1 when something does not work."""
    told = []
    for finding in findings:
        told.append(finding)
        if not as_json:
            _show(finding)
    ill = any(finding.state is State.PROBLEM for finding in told)
    if as_json:
        show_one({"Well": not ill, "Findings": list(map(_told, told))}, as_json=True)
    raise SystemExit(1 if ill else 0)


def _told(finding: Finding) -> Mapping[str, str]:
    return {
        "Check": finding.check,
        "State": finding.state.value,
        "Found": finding.found,
        "Mend": finding.mend,
    }


def _show(finding: Finding) -> None:
    line = Text(f"{finding.state.value:9}", style=_COLOURS[finding.state])
    line.append(f"{finding.check:11} {finding.found}", style="not bold default")
    console = Console(highlight=False)
    console.print(line, soft_wrap=True)
    if finding.mend:
        console.print(Text(f"{'':21}{finding.mend}", style="bold"), soft_wrap=True)
