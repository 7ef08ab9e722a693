"""What users, groups and roles have in common on the command line: list, show, disable, enable, delete."""

from typing import Any

import click

from launchpath.cli.directory import Directory, changing, directory_options, reading
from launchpath.cli.options import json_option
from launchpath.cli.output import Answer, moment, say, show_list, show_one
from launchpath.domain import identity
from launchpath.domain.identity import Identity, IdentityError, Kind
from launchpath.store import access_keys, identities, policies


def create(directory: Directory, kind: Kind, name: str) -> Identity:
    """Make an identity. Raises IdentityError."""
    identity.check_name(kind, name)
    if same := identities.named(directory.tx, directory.account, kind, name):
        raise IdentityError(f"There is a {kind} {same.name} already. Names differ in more than case and path.")
    arn = directory.arn(kind, name)
    identities.add(directory.tx, arn=arn, account=directory.account, kind=kind, name=name, now=directory.now)
    return directory.get(kind, name)


def described(directory: Directory, one: Identity) -> Answer:
    """All there is to say of an identity."""
    tx = directory.tx
    answer = dict(summarized(one)) | {"Arn": one.arn, "Id": one.unique_id}
    if one.kind is Kind.USER:
        answer["Groups"] = identities.groups_of(tx, one.arn)
        answer["AccessKeys"] = [
            key.id + (" (disabled)" if key.disabled else "") for key in access_keys.list_all(tx, one.arn)
        ]
    elif one.kind is Kind.GROUP:
        answer["Users"] = identities.members_of(tx, one.arn)
    else:
        trust = identities.trust_of(tx, one.arn)
        answer |= {"Trusts": trust.principals, "ExternalId": trust.external_id}
    return answer | {"Policies": policies.attached(tx, [one.arn])}


def summarized(one: Identity) -> Answer:
    """An identity in a list."""
    state = {} if one.kind is Kind.GROUP else {"Disabled": one.disabled}
    return {"Name": one.name, **state, "Created": moment(one.created_at)}


def add_to(group: click.Group, kind: Kind) -> None:
    """Give a group of commands those that all kinds of identities have."""
    group.add_command(_list(kind))
    group.add_command(_show(kind))
    group.add_command(_delete(kind))
    if kind is not Kind.GROUP:
        group.add_command(_switch(kind, "disable", disabled=True))
        group.add_command(_switch(kind, "enable", disabled=False))


def _list(kind: Kind) -> click.Command:
    @click.command("list", help=f"List all {kind}s.")
    @json_option
    @directory_options
    def command(json: bool, **settings: Any) -> None:
        with reading(settings) as directory:
            found = [summarized(one) for one in identities.list_all(directory.tx, directory.account, kind)]
        show_list(found, f"There is no {kind} yet. Make one with `launchpath {kind} create`.", as_json=json)

    return command


def _show(kind: Kind) -> click.Command:
    @click.command("show", help=f"Show a {kind}, and all that belongs to it.")
    @click.argument("name")
    @json_option
    @directory_options
    def command(name: str, json: bool, **settings: Any) -> None:
        with reading(settings) as directory:
            found = described(directory, directory.get(kind, name))
        show_one(found, as_json=json)

    return command


def _switch(kind: Kind, verb: str, *, disabled: bool) -> click.Command:
    what = "Refuse every request" if disabled else "Answer again the requests"

    @click.command(verb, help=f"{what} of a {kind}, from the next one on.")
    @click.argument("name")
    @json_option
    @directory_options
    def command(name: str, json: bool, **settings: Any) -> None:
        with changing(settings, f"{verb}_{kind}".title().replace("_", ""), name=name) as directory:
            identities.set_disabled(directory.tx, directory.get(kind, name).arn, disabled)
            answer = described(directory, directory.get(kind, name))
        say(f"The {kind} {answer['Name']} is {verb}d.", answer, as_json=json)

    return command


def _delete(kind: Kind) -> click.Command:
    @click.command("delete", help=f"Delete a {kind} with all that belongs to it. What was launched stays.")
    @click.argument("name")
    @json_option
    @directory_options
    def command(name: str, json: bool, **settings: Any) -> None:
        with changing(settings, f"Delete{kind.title()}", name=name) as directory:
            one = directory.get(kind, name)
            identities.remove(directory.tx, one)
        say(f"The {kind} {one.name} is deleted.", {"Name": one.name, "Arn": one.arn}, as_json=json)

    return command
