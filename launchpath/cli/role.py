"""launchpath role: what others take on for a while, through STS."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from launchpath.cli import identity_commands
from launchpath.cli.directory import Directory, changing, directory_options
from launchpath.cli.identity_commands import described
from launchpath.cli.options import json_option, option
from launchpath.cli.output import say
from launchpath.domain import identity
from launchpath.domain.identity import Identity, IdentityError, Kind, Trust
from launchpath.store import identities

Command = TypeVar("Command", bound=Callable[..., Any])

#: Stands for all identities of the account that have a policy which allows sts:AssumeRole.
ACCOUNT = "account"


@click.group()
def role() -> None:
    """Roles: others take them on for a while, with temporary keys from STS.

    \b
    launchpath role create deployer --trust user/ann
    launchpath policy attach AWSServiceCatalogEndUserFullAccess role/deployer
    aws sts assume-role --role-arn arn:aws:iam::123456789012:role/deployer --role-session-name today
    """


identity_commands.add_to(role, Kind.ROLE)


def _trust_options(command: Command) -> Command:
    trust = option(
        "--trust",
        multiple=True,
        required=True,
        metavar="WHO",
        help="Who may take it on: user/NAME, role/NAME, an ARN; or `account`: all that a policy allows sts:AssumeRole.",
    )
    external = option("--external-id", metavar="TEXT", help="What they must say when they do (ExternalId).")
    return trust(external(command))


@role.command()
@click.argument("name")
@_trust_options
@json_option
@directory_options
def create(name: str, trust: tuple[str, ...], external_id: str | None, json: bool, **settings: Any) -> None:
    """Make a role. NAME may have a path before it: ops/deployer."""
    with changing(settings, "CreateRole", name=name) as directory:
        made = identity_commands.create(directory, Kind.ROLE, name)
        answer = _trusting(directory, made, trust, external_id)
    say(f"The role {name} is made: {answer['Arn']}.", answer, as_json=json)


@role.command("trust")
@click.argument("name")
@_trust_options
@json_option
@directory_options
def change_trust(name: str, trust: tuple[str, ...], external_id: str | None, json: bool, **settings: Any) -> None:
    """Say anew who may take a role on. Sessions that run go on until they end; disable the role to end them."""
    with changing(settings, "UpdateAssumeRolePolicy", name=name) as directory:
        answer = _trusting(directory, directory.get(Kind.ROLE, name), trust, external_id)
    say(f"The role {answer['Name']} trusts {', '.join(answer['Trusts'])}.", answer, as_json=json)


def _trusting(directory: Directory, one: Identity, who: tuple[str, ...], external_id: str | None) -> Any:
    identity.check_external_id(external_id)
    principals = tuple(dict.fromkeys(_principal(directory, text) for text in who))
    identities.put_trust(directory.tx, one.arn, Trust(principals, external_id))
    return described(directory, one)


def _principal(directory: Directory, text: str) -> str:
    """The ARN that a trust names; IAM's root stands for the account."""
    root = directory.arn(Kind.USER, "").removesuffix("user/") + "root"
    if text in (ACCOUNT, root):
        return root
    found = directory.named(text)
    if found.kind is Kind.GROUP:
        raise IdentityError(
            f"A role can't trust a group. Let it trust the account (--trust {ACCOUNT}), and give the group a policy "
            "that allows sts:AssumeRole."
        )
    return found.arn
