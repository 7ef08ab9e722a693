"""launchpath user: people and programs with keys of their own."""

from typing import Any

import click

from launchpath.cli import identity_commands
from launchpath.cli.directory import changing, directory_options
from launchpath.cli.identity_commands import described
from launchpath.cli.options import json_option
from launchpath.cli.output import say
from launchpath.domain import password
from launchpath.domain.identity import IdentityError, Kind
from launchpath.store import identities, passwords, portal_sessions


@click.group()
def user() -> None:
    """Users: people and programs with access keys of their own.

    \b
    launchpath user create ann
    launchpath policy attach AWSServiceCatalogEndUserFullAccess user/ann
    launchpath key create ann --env-file ann.env         (for programs)
    launchpath user password ann                         (for the portal)

    Then open a portfolio to ann (aws servicecatalog associate-principal-with-portfolio): a policy says what she may
    do, a portfolio what she may see.
    """


identity_commands.add_to(user, Kind.USER)


@user.command()
@click.argument("name")
@json_option
@directory_options
def create(name: str, json: bool, **settings: Any) -> None:
    """Make a user. NAME may have a path before it: team/ann."""
    with changing(settings, "CreateUser", name=name) as directory:
        answer = described(directory, identity_commands.create(directory, Kind.USER, name))
    say(f"The user {name} is made: {answer['Arn']}. A key: `launchpath key create {name}`.", answer, as_json=json)


@user.command("add-to-group")
@click.argument("name")
@click.argument("group")
@json_option
@directory_options
def add_to_group(name: str, group: str, json: bool, **settings: Any) -> None:
    """Put a user into a group."""
    with changing(settings, "AddUserToGroup", name=name, group=group) as directory:
        one, into = directory.get(Kind.USER, name), directory.get(Kind.GROUP, group)
        identities.join(directory.tx, one.arn, into.arn)
        answer = described(directory, one)
    say(f"The user {one.name} is in the group {into.name}.", answer, as_json=json)


@user.command("remove-from-group")
@click.argument("name")
@click.argument("group")
@json_option
@directory_options
def remove_from_group(name: str, group: str, json: bool, **settings: Any) -> None:
    """Take a user out of a group."""
    with changing(settings, "RemoveUserFromGroup", name=name, group=group) as directory:
        one, out_of = directory.get(Kind.USER, name), directory.get(Kind.GROUP, group)
        if out_of.arn not in identities.groups_of(directory.tx, one.arn):
            raise IdentityError(f"The user {one.name} is not in the group {out_of.name}.")
        identities.leave(directory.tx, one.arn, out_of.arn)
        answer = described(directory, one)
    say(f"The user {one.name} is no longer in the group {out_of.name}.", answer, as_json=json)


@user.command("password")
@click.argument("name")
@json_option
@directory_options
def new_password(name: str, json: bool, **settings: Any) -> None:
    """Give a user a new password for the portal, shown this once. Wherever they are signed in, that ends."""
    word = password.generate()
    with changing(settings, "UpdatePassword", name=name) as directory:
        one = directory.get(Kind.USER, name)
        passwords.put(directory.tx, one.arn, word, directory.now)
        portal_sessions.end_all(directory.tx, one.arn)
    say(f"The password of {one.name} is {word}", {"Arn": one.arn, "Password": word}, as_json=json)
