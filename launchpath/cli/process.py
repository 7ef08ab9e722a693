"""What the commands that run a process share: their options, their settings as one, and how they end."""

import contextlib
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from launchpath.cli.options import data_option, database_option, database_url, option
from launchpath.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    data_option,
    database_option,
    option("--account", metavar="ID", help="12 digits. [default: that of the first start, else 123456789012]"),
    option("--region", help="What requests are signed for. [default: that of the first start, else us-east-1]"),
    option(
        "--engine",
        metavar="[TYPE=]NAME",
        multiple=True,
        default=["sandbox"],
        help="What provisions: an installed engine, for all that it makes or for a product type; none: nothing. "
        "May be given several times.",
    ),
    option("--most-launches", type=click.IntRange(1), default=200, help="Launches in work at once, in all."),
    option("--most-launches-of-an-account", type=click.IntRange(1), default=100, help="The same, for one account."),
    option("--most-launches-of-a-worker", type=click.IntRange(1), default=100, help="The same, for one worker."),
    option("--patience-hours", type=click.FloatRange(0, min_open=True), default=24, help="A longer launch has failed."),
    option(
        "--log-format", type=click.Choice(["auto", "json", "text"]), default="auto", help="auto: text on a terminal."
    ),
    option("--log-file", type=click.Path(path_type=Path, dir_okay=False), help="File for the log. [default: stderr]"),
)


def process_options(command: Command) -> Command:
    """The options of every command that runs a process."""
    for add in reversed(_OPTIONS):
        command = add(command)
    return command


def config_of(settings: dict[str, Any], **rest: Any) -> Config:
    """These options as settings; wrong ones are refused with the reason."""
    # Only now: `launchpath --help` should be instant.
    from launchpath import installation
    from launchpath.cli.faults import told_in_a_sentence

    account = settings["account"]
    if account is not None and not re.fullmatch("[0-9]{12}", account):
        raise click.BadParameter(f"{account} is not an account id: it must have 12 digits.", param_hint="--account")
    region = settings["region"]
    if region is not None and not re.fullmatch("[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}", region):
        raise click.BadParameter(
            f"{region!r} is not a region: write it as AWS does, such as us-east-1.", param_hint="--region"
        )
    _check_log_file(settings["log_file"], settings["data"])
    config = Config(
        data=settings["data"].absolute(),
        postgresql_url=database_url(settings["database_url"]),
        engines=tuple(settings["engine"]),
        most_launches=settings["most_launches"],
        most_launches_of_an_account=settings["most_launches_of_an_account"],
        most_launches_of_a_worker=settings["most_launches_of_a_worker"],
        patience_hours=settings["patience_hours"],
        **rest,
    )
    given = {name: settings[name] for name in ("account", "region") if settings[name] is not None}
    with told_in_a_sentence():
        known = installation.remembered(config)
    return replace(config, **{**known, **given})


def _check_log_file(log: Path | None, data: Path) -> None:
    """A folder that is not there is a slip of the pen, unless it is the data folder before the first start."""
    if log is not None and not log.parent.exists() and log.parent.absolute() != data.absolute():
        raise click.BadParameter(
            f"Can't write the log to {log}: there is no folder {log.parent}. Make it first, or name another file.",
            param_hint="--log-file",
        )


_told_to_stop = threading.Event()


def _stop(*_: object) -> NoReturn:
    _told_to_stop.set()
    raise KeyboardInterrupt


def _leave() -> None:
    """End, without waiting for threads: what hangs in a library may wait for an engine or a database for ever."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def heed_stop() -> None:
    """Stop if that was asked for: while a library is imported or started, it may have swallowed the interrupt."""
    if _told_to_stop.is_set():
        raise KeyboardInterrupt


@contextlib.contextmanager
def running(settings: dict[str, Any]) -> Iterator[None]:
    """A process that runs until it is told to stop. What keeps it from starting becomes a sentence."""
    from launchpath import logs, tracing
    from launchpath.engines.loader import EngineMisconfigured, EngineNotFound
    from launchpath.first_start import FolderUnusable
    from launchpath.house import CannotServe
    from launchpath.store.vault import VaultError
    from launchpath.tracing import TracesUnavailable

    # Nobody else may read what we write: the database and its journal, the log.
    os.umask(0o077)
    log = settings["log_file"]
    is_new = log is not None and not log.parent.exists()
    try:
        logs.configure(settings["log_format"], log)
    except OSError as fault:
        raise click.ClickException(f"Can't write the log to {log}: {fault.strerror}. Name another file.") from None
    # To be told to stop is no failure, however early it comes.
    with contextlib.suppress(KeyboardInterrupt):
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, _stop)
        try:
            tracing.configure(os.environ)
            yield
        except (
            CannotServe,
            EngineMisconfigured,
            EngineNotFound,
            FolderUnusable,
            TracesUnavailable,
            VaultError,
        ) as fault:
            if log is not None:
                logs.take_away_empty(log, with_folder=is_new)
            raise click.ClickException(str(fault)) from None
        finally:
            tracing.stop()
    if _told_to_stop.is_set():
        # Once the command has said its last.
        click.get_current_context().call_on_close(_leave)
