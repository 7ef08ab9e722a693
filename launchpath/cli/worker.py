"""launchpath worker: a process that carries launches out and answers nothing."""

import signal
from typing import Any

import click

from launchpath.cli.process import config_of, process_options, running


@click.command()
@process_options
def worker(**settings: Any) -> None:
    """Carry launches out, beside other workers, for the API processes that share the database.

    Needs PostgreSQL (--database-url): SQLite is for one process, and `launchpath serve` works itself. All processes
    need the same secret key: the data folder's secret.key, or LAUNCHPATH_SECRET_KEY.
    """
    config = config_of(settings)
    if config.postgresql_url is None:
        raise click.UsageError(
            "On SQLite there is one process for everything: `launchpath serve` carries launches out itself. "
            "For separate workers, name a PostgreSQL database with --database-url."
        )
    with running(settings):
        from launchpath.worker import Worker

        with Worker(config):
            signal.pause()
