"""What commands answer: a table for people, JSON for scripts."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Wide enough for any ARN where no terminal says how wide it is.
_WIDTH_OF_A_FILE = 300

Answer = Mapping[str, Any]


def moment(milliseconds: int) -> str:
    """A moment as people and programs can read it."""
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def show_list(answers: Sequence[Answer], nothing: str, *, as_json: bool) -> None:
    """One row for each answer; `nothing`: the sentence for none."""
    if as_json:
        click.echo(json.dumps(answers, indent=2))
    elif not answers:
        click.echo(nothing)
    else:
        table = Table(*answers[0], box=SIMPLE_HEAD, header_style="bold")
        for answer in answers:
            table.add_row(*map(_cell, answer.values()))
        _console().print(table)


def show_one(answer: Answer, *, as_json: bool) -> None:
    """One line for each fact."""
    if as_json:
        click.echo(json.dumps(answer, indent=2))
    else:
        table = Table.grid("", "", padding=(0, 2))
        for name, value in answer.items():
            table.add_row(Text(name, style="bold"), _cell(value))
        _console().print(table)


def say(sentence: str, answer: Answer, *, as_json: bool) -> None:
    """What was done: a sentence, or for scripts what came of it."""
    click.echo(json.dumps(answer, indent=2) if as_json else sentence)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH_OF_A_FILE)


def _cell(value: object) -> Text:
    """A fact in words; never more than its own text, whatever it holds."""
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, (list, tuple)):
        return Text("\n".join(map(str, value)) or "-")
    return Text("-" if value is None else str(value))
