"""What the commands that launch, update and terminate ask people for, as the API wants it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from launchpath.cli.options import option

Command = TypeVar("Command", bound=Callable[..., Any])


def param_option(command: Command) -> Command:
    """`--param`, as often as there are values to give."""
    help_text = "A parameter's value; KEY alone: it is asked for, and not shown. Repeat it for each."
    return option("--param", metavar="KEY=VALUE", multiple=True, help=help_text)(command)


def tag_option(command: Command) -> Command:
    """`--tag`, as often as there are tags to give."""
    return option("--tag", metavar="KEY=VALUE", multiple=True, help="A tag. Repeat it for each.")(command)


def person(data: Path) -> str:
    """Who launches where the environment does not say: the data folder's developer, if it has one."""
    return "developer" if (data / "developer.env").exists() else "admin"


def parameters(given: Sequence[str]) -> list[dict[str, str]]:
    """`--param` as ProvisioningParameters."""
    return [{"Key": key, "Value": value} for key, value in map(_pair, given)]


def tags(given: Sequence[str]) -> list[dict[str, str]]:
    """`--tag` as Tags."""
    for one in given:
        if "=" not in one:
            raise click.BadParameter(f"{one} must be written KEY=VALUE.", param_hint="--tag")
    return [{"Key": key, "Value": value} for key, value in map(_pair, given)]


def _pair(given: str) -> tuple[str, str]:
    key, equals, value = given.partition("=")
    if not key:
        raise click.BadParameter(f"{given} must be written KEY=VALUE.")
    return key, value if equals else str(click.prompt(key, hide_input=True, default="", show_default=False, err=True))


def version_of(offered: Sequence[dict[str, Any]], asked: str | None) -> str:
    """The id of the version that is asked for; None: of the newest that may be launched."""
    if asked is None:
        meant = [one for one in offered if one.get("Guidance") != "DEPRECATED"][-1:]
    else:
        meant = [one for one in offered if asked in (one["Id"], one.get("Name"))]
    if len(meant) == 1:
        return str(meant[0]["Id"])
    names = ", ".join(f"{one.get('Name') or ''} ({one['Id']})".strip() for one in offered) or "none"
    wrong = "More than one version is" if meant else "No version is"
    called = f" called {asked}" if asked else " to be launched"
    raise click.BadParameter(f"{wrong}{called}. There are: {names}.", param_hint="--version")
