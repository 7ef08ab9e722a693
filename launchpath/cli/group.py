"""launchpath group: users who have policies, and see portfolios, together."""

from typing import Any

import click

from launchpath.cli import identity_commands
from launchpath.cli.directory import changing, directory_options
from launchpath.cli.identity_commands import described
from launchpath.cli.options import json_option
from launchpath.cli.output import say
from launchpath.domain.identity import Kind


@click.group()
def group() -> None:
    """Groups: their users have the group's policies, and see the portfolios that are open to the group.

    \b
    launchpath group create developers
    launchpath user add-to-group ann developers
    """


identity_commands.add_to(group, Kind.GROUP)


@group.command()
@click.argument("name")
@json_option
@directory_options
def create(name: str, json: bool, **settings: Any) -> None:
    """Make a group. NAME may have a path before it: team/developers."""
    with changing(settings, "CreateGroup", name=name) as directory:
        answer = described(directory, identity_commands.create(directory, Kind.GROUP, name))
    say(f"The group {name} is made: {answer['Arn']}.", answer, as_json=json)
