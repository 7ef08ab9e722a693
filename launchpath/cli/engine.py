"""launchpath engine: whether an engine has what it needs."""

from dataclasses import replace
from typing import Any

import click

from launchpath import installation
from launchpath.cli.directory import directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.findings import end_with
from launchpath.cli.options import config_of, json_option, option
from launchpath.doctor.engine_check import check as findings_of


@click.group()
def engine() -> None:
    """Engines: what carries launches out.

    \b
    launchpath engine check cloudformation
    """


@engine.command()
@click.argument("name")
@option("--account", metavar="ID", help="The catalog's account. [default: that of the first start]")
@option("--region", help="The catalog's region. [default: that of the first start]")
@json_option
@directory_options
def check(name: str, account: str | None, region: str | None, json: bool, **settings: Any) -> None:
    """Say whether the engine NAME is installed, rightly configured and let in, and what is to be mended.

    It is asked as a server with the same environment would ask it; no server and no catalog are needed. The exit
    status is 1 when it would not work.
    """
    config = config_of(settings)
    given = {name: value for name, value in (("account", account), ("region", region)) if value}
    known: dict[str, Any] = {**installation.remembered(config), **given}
    with told_in_a_sentence():
        end_with(findings_of(name, replace(config, **known)), as_json=json)
