"""What is said between us and an identity provider: OpenID Connect, the code flow with PKCE, state and nonce."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from launchpath.config import Oidc
from launchpath.portal.oidc import Flow, Person, ProviderFault

#: What an ID token may be signed with: never a secret that both sides know, never nothing.
_ALGORITHMS = [f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)]
#: Seconds that the provider's clock may differ from ours, and that it may take to answer.
_LEEWAY, _PATIENCE = 60, 10

#: What comes of an answer that never came, or is not of the form that it must have.
_NO_ANSWER = (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One sign-in. What the provider says of itself is asked each time: sign-ins are rare, and its keys change."""

    settings: Oidc
    flow: Flow
    redirect_uri: str

    def address(self, state: str) -> str:
        """Where to send the browser. Raises ProviderFault."""
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._metadata(client)["authorization_endpoint"],
                state=state,
                nonce=self.flow.nonce,
                code_verifier=self.flow.verifier,
            )
        return str(address)

    def person(self, code: str) -> Person:
        """For whom a code is. Raises ProviderFault."""
        with self._client() as client:
            try:
                metadata = self._metadata(client)
                client.token_endpoint_auth_method = self._method(metadata)
                token = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=self.flow.verifier)
                claims = self._proved(client, metadata, token)
                return self._told(self._completed(client, metadata, claims))
            except (AuthlibBaseError, JoseError) as fault:
                raise ProviderFault(f"The identity provider's answer can't be believed: {fault}.") from None
            except _NO_ANSWER as fault:
                raise ProviderFault(f"The identity provider's answer is none: {fault!r}.") from None

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret,
            redirect_uri=self.redirect_uri,
            scope=self.settings.scopes,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )

    def _metadata(self, client: OAuth2Client) -> Mapping[str, Any]:
        """What the provider says of itself."""
        address = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            metadata = _page(client, address)
            named = metadata["issuer"]
        except _NO_ANSWER as fault:
            raise ProviderFault(f"The identity provider can't be asked at {address}: {fault!r}.") from None
        if named != self.settings.issuer:
            raise ProviderFault(f"The identity provider calls itself {named}, not {self.settings.issuer}.")
        return metadata

    def _method(self, metadata: Mapping[str, Any]) -> str:
        """How we prove to the provider who we are."""
        if self.settings.client_secret is None:
            return "none"
        known = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"

    def _proved(self, client: OAuth2Client, metadata: Mapping[str, Any], token: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the ID token says: signed by the provider, for us, now, and for this sign-in."""
        keys = KeySet.import_key_set(_page(client, metadata["jwks_uri"]))  # type: ignore[arg-type]
        proved = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
        settings = self.settings
        claims = CodeIDToken(
            proved.claims,
            proved.header,
            {
                "iss": {"essential": True, "value": settings.issuer},
                "aud": {"essential": True, "value": settings.client_id},
            },
            {"nonce": self.flow.nonce, "client_id": settings.client_id, "access_token": token["access_token"]},
        )
        claims.validate(leeway=_LEEWAY)
        return dict(claims)

    def _completed(
        self, client: OAuth2Client, metadata: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """With what only the provider's page about the user tells."""
        is_whole = self.settings.groups_claim in claims and self.settings.name_claim in claims
        if is_whole or "userinfo_endpoint" not in metadata:
            return claims
        more = client.get(metadata["userinfo_endpoint"]).raise_for_status().json()
        if more["sub"] != claims["sub"]:
            raise ValueError("it speaks of somebody else")
        return {**more, **claims}

    def _told(self, claims: Mapping[str, Any]) -> Person:
        name = claims.get(self.settings.name_claim) or claims.get("email") or claims["sub"]
        groups = claims.get(self.settings.groups_claim) or ()
        groups = (groups,) if isinstance(groups, str) else groups
        # Keycloak's groups begin with a slash.
        return Person(str(claims["sub"]), str(name), tuple(str(one).strip("/") for one in groups))


def _page(client: OAuth2Client, address: str) -> Mapping[str, Any]:
    """What stands at an address for everybody."""
    page: Mapping[str, Any] = client.request("GET", address, withhold_token=True).raise_for_status().json()
    return page
