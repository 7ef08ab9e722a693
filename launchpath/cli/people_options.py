"""How people of the portal reach it and sign in to it: the options, and what they say together."""

import ipaddress
from collections.abc import Callable
from typing import Any, TypeVar

import click

from launchpath.cli.options import is_address, option
from launchpath.config import Oidc

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    option(
        "--trusted-proxy",
        metavar="ADDRESS",
        multiple=True,
        help="A proxy, or a network of them, that is believed who asks and whether over https. May be given several "
        "times. [default: none]",
    ),
    option("--public-url", metavar="URL", help="Where people reach the portal. [default: as they ask for it]"),
    option("--oidc-issuer", metavar="URL", help="An OpenID Connect provider that people sign in with."),
    option("--oidc-client-id", metavar="ID", help="What we are called there."),
    option("--oidc-client-secret", metavar="SECRET", help="Give it as a variable. [default: a public client]"),
    option("--oidc-name", default="single sign-on", help="What the button says after Continue with."),
    option("--oidc-scopes", default="openid profile email", help="What we ask for."),
    option("--oidc-name-claim", default="preferred_username", help="The claim with a person's name."),
    option("--oidc-groups-claim", default="groups", help="The claim with the names of a person's groups."),
)


def people_options(command: Command) -> Command:
    """The options of a command that serves the portal."""
    for add in reversed(_OPTIONS):
        command = add(command)
    return command


def public_url(settings: dict[str, Any]) -> str | None:
    url: str | None = settings["public_url"]
    if url is not None and not is_address(url):
        raise click.BadParameter(
            "It must be an address such as https://catalog.example.com.", param_hint="--public-url"
        )
    return url


def trusted_proxies(settings: dict[str, Any]) -> tuple[str, ...]:
    """Whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    for one in settings["trusted_proxy"]:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise click.BadParameter(
                f"{one!r} must be an address such as 10.0.0.7, or a network such as 10.0.0.0/24.",
                param_hint="--trusted-proxy",
            ) from None
    return tuple(settings["trusted_proxy"])


def oidc(settings: dict[str, Any]) -> Oidc | None:
    """The identity provider, if one is named; half of one is refused."""
    issuer, client_id = settings["oidc_issuer"], settings["oidc_client_id"]
    if issuer is None and client_id is None:
        return None
    if issuer is None or client_id is None:
        raise click.UsageError("An identity provider needs both --oidc-issuer and --oidc-client-id.")
    if not is_address(issuer):
        raise click.BadParameter("It must be an address such as https://id.example.com.", param_hint="--oidc-issuer")
    return Oidc(
        issuer=issuer,
        client_id=client_id,
        client_secret=settings["oidc_client_secret"],
        name=settings["oidc_name"],
        scopes=settings["oidc_scopes"],
        name_claim=settings["oidc_name_claim"],
        groups_claim=settings["oidc_groups_claim"],
    )
