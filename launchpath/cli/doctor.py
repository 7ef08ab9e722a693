"""launchpath doctor: whether an installation is well, with the command that mends what is not."""

from contextlib import closing
from dataclasses import replace
from typing import Any

import click

from launchpath import installation
from launchpath.call import now
from launchpath.cli.directory import Directory, directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.findings import end_with
from launchpath.cli.options import config_of, json_option, option
from launchpath.config import Config
from launchpath.doctor import Patient, examine
from launchpath.work.durable import tables
from launchpath.work.durable.queue import Queue


@click.command()
@option("--engine", metavar="NAME", multiple=True, help="The engines to look at. [default: those of the last start]")
@option("--mend", is_flag=True, help="Hand operations in again that no worker would take.")
@json_option
@directory_options
def doctor(engine: tuple[str, ...], mend: bool, json: bool, **settings: Any) -> None:
    """Say whether the installation is well, and with each problem the command that mends it.

    Looked at are the disk, the database and its form, the secret key, the clock, the engine and what stands in its
    world, the workers and what they have in hand. Servers and workers may run meanwhile, or not. The exit status is 1
    when something does not work.
    """
    config = config_of(settings)
    with told_in_a_sentence():
        known: dict[str, Any] = {**installation.remembered(config)}
        config = replace(config, **known)
        if mend:
            _mend(config)
        end_with(examine(Patient(config, engine)), as_json=json)


def _mend(config: Config) -> None:
    with installation.opened(config) as opened, closing(Queue(opened.database)) as queue, opened.database.write() as tx:
        directory = Directory(installation=opened, tx=tx, now=now())
        lost = tables.abandoned(tx)
        queue.hand_in_again(tx, lost)
        for record_id in lost:
            directory.note("HandInAgain", {"record_id": record_id})
            click.echo(f"{record_id} is handed in again.", err=True)
