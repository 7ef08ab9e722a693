"""Signing in with an identity provider: OpenID Connect, the authorization code flow with PKCE."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider, as the operator names it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    #: What its button says.
    name: str = "single sign-on"
