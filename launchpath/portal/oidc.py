"""Signing in with an identity provider: what we ask of it, and what it tells."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from launchpath.config import Oidc


class ProviderFault(Exception):
    """The provider can't be reached, or what it says can't be believed; the text says which."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What binds a sign-in to the browser that began it: derived from that browser's own secret, kept nowhere."""

    secret: str
    salt: str

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """PKCE's code verifier, which the provider learns of only when the code is exchanged."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        return hmac.new(self.secret.encode(), f"oidc {purpose} {self.salt}".encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Person:
    """For whom the provider vouches."""

    subject: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider, as the operator names it."""

    settings: Oidc

    def address(self, flow: Flow, state: str, redirect_uri: str) -> str:
        """Where to send the browser. Raises ProviderFault."""
        # Only now: a server of which nobody asks this should not wait for the libraries at its start.
        from launchpath.portal.oidc_conversation import Conversation

        return Conversation(self.settings, flow, redirect_uri).address(state)

    def person(self, flow: Flow, code: str, redirect_uri: str) -> Person:
        """For whom a code is. Raises ProviderFault."""
        from launchpath.portal.oidc_conversation import Conversation

        return Conversation(self.settings, flow, redirect_uri).person(code)
