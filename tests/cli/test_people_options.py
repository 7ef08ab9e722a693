"""The options with which people reach the portal and sign in to it: what makes no sense is refused, with the reason."""

import pytest
from click.testing import CliRunner

from launchpath.cli import main

ISSUER, CLIENT = ("--oidc-issuer", "https://id.example.com"), ("--oidc-client-id", "launchpath")

REFUSED = {
    "no client": (ISSUER, "needs both --oidc-issuer and --oidc-client-id"),
    "no issuer": (CLIENT, "needs both --oidc-issuer and --oidc-client-id"),
    "no address": (
        (*CLIENT, "--oidc-issuer", "id.example.com"),
        "It must be an address such as https://id.example.com",
    ),
    "no proxy": (("--trusted-proxy", "proxy.example.com"), "'proxy.example.com' must be an address such as 10.0.0.7"),
    "any proxy": (("--trusted-proxy", "*"), "'*' must be an address such as 10.0.0.7"),
    "no place": (("--public-url", "catalog"), "It must be an address such as https://catalog.example.com"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_refused_before_anything_starts(case: str) -> None:
    options, text = REFUSED[case]
    done = CliRunner().invoke(main, ["serve", "--port", "0", *options])
    assert done.exit_code == 2
    assert text in " ".join(done.output.split())
