"""launchpath policy: IAM policy documents, and who has them."""

import json as documents
from typing import Any, BinaryIO

import click

from launchpath.cli.directory import changing, directory_options, reading
from launchpath.cli.options import json_option
from launchpath.cli.output import say, show_list
from launchpath.domain import identity, policy_actions, policy_document
from launchpath.domain.identity import IdentityError
from launchpath.domain.managed_policy import MANAGED
from launchpath.store import policies


@click.group()
def policy() -> None:
    """Policies: IAM documents that say what users, groups and roles may do.

    \b
    launchpath policy list
    launchpath policy put look-only look-only.json
    launchpath policy attach look-only group/developers

    AWS's four managed policies for Service Catalog are there under their names.
    """


@policy.command("list")
@json_option
@directory_options
def list_policies(json: bool, **settings: Any) -> None:
    """List all policies, and who has them."""
    with reading(settings) as directory:
        found = [
            {
                "Name": name,
                "ManagedByAws": name in MANAGED,
                "AttachedTo": policies.attached_to(directory.tx, directory.account, name),
            }
            for name in policies.names(directory.tx, directory.account)
        ]
    show_list(found, "There is no policy.", as_json=json)


@policy.command()
@click.argument("name")
@directory_options
def show(name: str, **settings: Any) -> None:
    """Show the document of a policy, in JSON."""
    with reading(settings) as directory:
        document = policies.get(directory.tx, directory.account, name)
    click.echo(documents.dumps(document, indent=2))


@policy.command()
@click.argument("name")
@click.argument("file", type=click.File("rb"))
@json_option
@directory_options
def put(name: str, file: BinaryIO, json: bool, **settings: Any) -> None:
    """Keep the document in FILE (- reads it from the standard input) as a policy, in place of an earlier one."""
    with changing(settings, "PutPolicy", name=name) as directory:
        identity.check_policy_name(name)
        document = policy_document.read(file.read())
        policies.put(directory.tx, directory.account, name, document, directory.now)
    _warn_of_unknown_actions(document)
    say(f"The policy {name} is kept.", {"Name": name, "Document": document}, as_json=json)


def _warn_of_unknown_actions(document: dict[str, Any]) -> None:
    # Only now: other commands have no need of all that the house does.
    from launchpath.operations import ACTIONS

    for action, nearest in policy_actions.unknown(document, ACTIONS):
        meant = f" Did you mean {nearest}?" if nearest else ""
        click.echo(
            f"Warning: there is no action {action}: the policy says nothing about any request by it.{meant}", err=True
        )


@policy.command()
@click.argument("name")
@json_option
@directory_options
def delete(name: str, json: bool, **settings: Any) -> None:
    """Delete a policy that nobody has any more."""
    with changing(settings, "DeletePolicy", name=name) as directory:
        policies.remove(directory.tx, directory.account, name)
    say(f"The policy {name} is deleted.", {"Name": name}, as_json=json)


@policy.command()
@click.argument("name")
@click.argument("who")
@json_option
@directory_options
def attach(name: str, who: str, json: bool, **settings: Any) -> None:
    """Give a policy to WHO: user/NAME, group/NAME, role/NAME, or an ARN."""
    with changing(settings, "AttachPolicy", name=name, who=who) as directory:
        policies.get(directory.tx, directory.account, name)
        one = directory.named(who)
        policies.attach(directory.tx, one.arn, name)
    say(f"The {one.kind} {one.name} has the policy {name}.", {"Name": name, "Arn": one.arn}, as_json=json)


@policy.command()
@click.argument("name")
@click.argument("who")
@json_option
@directory_options
def detach(name: str, who: str, json: bool, **settings: Any) -> None:
    """Take a policy from WHO: user/NAME, group/NAME, role/NAME, or an ARN."""
    with changing(settings, "DetachPolicy", name=name, who=who) as directory:
        one = directory.named(who)
        if name not in policies.attached(directory.tx, [one.arn]):
            raise IdentityError(f"The {one.kind} {one.name} does not have the policy {name}.")
        policies.detach(directory.tx, one.arn, name)
    say(f"The {one.kind} {one.name} no longer has the policy {name}.", {"Name": name, "Arn": one.arn}, as_json=json)
