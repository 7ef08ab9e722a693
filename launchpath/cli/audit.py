"""launchpath audit: who asked for what change, when, and how it ended."""

import json as encoding
import re
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import click

from launchpath import installation
from launchpath.call import now
from launchpath.cli.directory import directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.options import config_of, json_option, option
from launchpath.cli.output import Answer, moment, show_list
from launchpath.domain import time_span
from launchpath.store import audit as store
from launchpath.store.audit import REFUSED, Line, Wanted
from launchpath.store.database import Database

#: Seconds between two looks for new lines.
_LOOK_EVERY = 0.5

#: So many numbers may be taken by transactions that are still open when a greater number is seen already.
_OVERLAP = 1_000

_AGO = re.compile(r"([0-9]{1,6})([smhd])")
_MILLISECONDS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


class Moment(click.ParamType[int]):
    """A time in the past: 30m, 2h, 7d ago, or an ISO 8601 date such as 2026-11-23T07:15, in UTC if it says no other."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """In milliseconds since the epoch."""
        if ago := _AGO.fullmatch(value):
            return now() - int(ago[1]) * _MILLISECONDS[ago[2]]
        span = time_span.read(value)
        if span is None:
            self.fail(f"{value!r} is no time: write 30m, 2h or 7d, or a date such as 2026-11-23T07:15.", param, ctx)
        return span[0]


@click.command()
@option("--since", type=Moment(), metavar="TIME", help="Lines since 30m, 2h, 7d ago, or since a date (ISO 8601).")
@option("--caller", metavar="TEXT", help="Lines whose caller has this in its ARN.")
@option("--operation", metavar="NAME", help="Lines of this operation, such as ProvisionProduct.")
@option("--outcome", metavar="CODE", help=f"OK, the code of an error, or `{REFUSED}` for every error.")
@option("--request-id", metavar="ID", help="Lines of this request.")
@option("--limit", type=click.IntRange(1), default=100, help="The newest lines, so many at most.")
@option("--follow", is_flag=True, help="Go on with the lines that are added, until Ctrl-C.")
@json_option
@directory_options
def audit(limit: int, follow: bool, json: bool, **settings: Any) -> None:
    """Read the audit: who asked for what change, when, and how it ended; and what was refused.

    Launchpath takes no line away. With --json --follow, each line is a JSON document of its own.
    """
    names = ("since", "caller", "operation", "outcome", "request_id")
    wanted = Wanted(**{name: settings[name] for name in names})
    with told_in_a_sentence(), installation.opened(config_of(settings)) as opened:
        if not follow:
            with opened.database.read() as tx:
                found = store.newest(tx, wanted, limit)
            _show([line for _, line in found], as_json=json)
            return
        for line in _followed(opened.database, wanted, limit):
            click.echo(encoding.dumps(_told(line)) if json else _on_a_line(line))


def _show(lines: list[Line], *, as_json: bool) -> None:
    if lines and not as_json and not sys.stdout.isatty():
        # For grep and the like: nothing that only makes a line longer.
        click.echo("\n".join(map(_on_a_line, lines)))
        return
    answers = [_told(line) if as_json else _in_columns(line) for line in lines]
    show_list(answers, "Nothing of that kind is on record.", as_json=as_json)


def _followed(database: Database, wanted: Wanted, limit: int) -> Iterator[Line]:
    """The newest lines, and then each that is added."""
    with database.read() as tx:
        found = store.newest(tx, wanted, limit)
        start = max(store.last(tx) - _OVERLAP, 0)
        seen = _numbers(store.after(tx, wanted, start))
    while True:
        yield from (line for _, line in found)
        time.sleep(_LOOK_EVERY)
        with database.read() as tx:
            recent = store.after(tx, wanted, start)
        found = [(number, line) for number, line in recent if number not in seen]
        start = max(start, max(_numbers(recent), default=0) - _OVERLAP)
        seen = _numbers(recent)


def _numbers(lines: Iterable[tuple[int, Line]]) -> set[int]:
    return {number for number, _ in lines}


def _told(line: Line) -> Answer:
    return {
        "Time": moment(line.at),
        "Caller": line.caller,
        "Operation": line.operation,
        "Outcome": line.outcome,
        "Subjects": dict(line.subjects),
        "RequestId": line.request_id,
        "Account": line.account,
    }


def _in_columns(line: Line) -> Answer:
    """For people: without the long ids that only programs read."""
    told = dict(_told(line))
    told["Subjects"] = " ".join(f"{name}={value}" for name, value in line.subjects.items())
    return {name: told[name] for name in ("Time", "Caller", "Operation", "Outcome", "Subjects")}


def _on_a_line(line: Line) -> str:
    return "  ".join(filter(None, _in_columns(line).values()))
