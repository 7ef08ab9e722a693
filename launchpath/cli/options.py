"""Options of the command line: each has an environment variable, LAUNCHPATH_ and its name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from launchpath.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])


def option(name: str, **settings: Any) -> Callable[[Command], Command]:
    """`--name`, also read from LAUNCHPATH_NAME; the help shows both, and the default."""
    variable = "LAUNCHPATH_" + name.removeprefix("--").partition("/")[0].replace("-", "_").upper()
    return click.option(name, envvar=variable, show_envvar=True, show_default=True, **settings)


def data_option(command: Command) -> Command:
    """The data folder, which every command that touches an installation needs."""
    help_text = "Folder of the database, the keys and the env files."
    kind = click.Path(path_type=Path, file_okay=False)
    return option("--data", type=kind, default=Path("data"), help=help_text)(command)


def database_option(command: Command) -> Command:
    """The database, for every command that touches an installation."""
    help_text = "postgresql://user@host/name. [default: SQLite in the data folder]"
    return option("--database-url", metavar="URL", help=help_text)(command)


def database_url(given: str | None) -> str | None:
    """The database that `--database-url` names; another one than PostgreSQL is refused with the reason."""
    if given is None:
        return None
    if not given.startswith(("postgresql://", "postgres://")):
        raise click.BadParameter("It must begin with postgresql://.", param_hint="--database-url")
    # Only now: `launchpath --help` should be instant.
    from launchpath.store import database_url as urls

    url = "postgresql://" + given.partition("://")[2]
    try:
        urls.check(url)
    except urls.BadUrl as fault:
        raise click.BadParameter(str(fault), param_hint="--database-url") from None
    return url


def config_of(settings: Mapping[str, Any]) -> Config:
    """The installation that `--data` and `--database-url` name."""
    return Config(data=settings["data"].absolute(), postgresql_url=database_url(settings["database_url"]))


def is_address(url: str) -> bool:
    """Whether it is an http or https address that names a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def json_option(command: Command) -> Command:
    """For commands whose answer a script may want to read."""
    return option("--json", is_flag=True, help="Answer in JSON, for scripts.")(command)
