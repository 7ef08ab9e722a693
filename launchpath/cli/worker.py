"""launchpath worker: a process that carries launches out and answers nothing."""

import signal
from typing import Any

import click

from launchpath.cli.options import option
from launchpath.cli.process import config_of, process_options, running


@click.command()
@option("--metrics-listen", metavar="HOST:PORT", help="Address to serve GET /metrics on. [default: none]")
@process_options
def worker(**settings: Any) -> None:
    """Carry launches out, beside other workers, for the API processes that share the database.

    Needs PostgreSQL (--database-url): SQLite is for one process, and `launchpath serve` works itself. All processes
    need the same secret key: the data folder's secret.key, or LAUNCHPATH_SECRET_KEY.
    """
    config = config_of(settings, metrics_address=_address(settings["metrics_listen"]))
    if config.postgresql_url is None:
        raise click.UsageError(
            "On SQLite there is one process for everything: `launchpath serve` carries launches out itself. "
            "For separate workers, name a PostgreSQL database with --database-url."
        )
    with running(settings):
        from launchpath.worker import Worker

        with Worker(config):
            signal.pause()


def _address(given: str | None) -> tuple[str, int] | None:
    if given is None:
        return None
    host, _, port = given.rpartition(":")
    if not host or not port.isdecimal():
        raise click.BadParameter(f"{given} is not HOST:PORT, such as 127.0.0.1:9464.", param_hint="--metrics-listen")
    return host.strip("[]"), int(port)
