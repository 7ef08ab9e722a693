"""Who asks: the engine as itself, or an order's launch role, assumed for that order alone (semantics 2.6, 6.1)."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, DeferredRefreshableCredentials
from botocore.exceptions import ProfileNotFound
from botocore.parsers import ResponseParserError

from launchpath.engines import fence
from launchpath.engines.base import Order
from launchpath.engines.cloudformation.settings import PREFIX, Settings
from launchpath.engines.loader import EngineMisconfigured
from launchpath.engines.recent import Recent

#: Seconds until a connection must stand.
_CONNECT = 5
#: How many clients are kept: one for each order in flight that has a launch role, and a few of the engine's own.
_CLIENTS = 200
#: How many calls one client may make at once.
_CONNECTIONS = 50
#: What the engine's own sessions are called in AWS's logs; a launch role's are called as the record.
_OWN_SESSION = "launchpath"


@dataclass(frozen=True, slots=True)
class Role:
    arn: str
    session: str


#: Roles that are assumed one by means of the other; who asks is the last one.
Chain = tuple[Role, ...]


class Identities:
    """Clients of AWS, each with the credentials of whoever shall ask. Several threads may use it."""

    def __init__(self, settings: Settings) -> None:
        """Raises EngineMisconfigured if there is no such profile."""
        # At DEBUG, botocore writes whole requests into the log, with the values of NoEcho parameters.
        logging.getLogger("botocore").setLevel(logging.INFO)
        self._settings = settings
        self._own: Chain = (Role(settings.role_arn, _OWN_SESSION),) if settings.role_arn else ()
        self._clients: Recent[tuple[str, str, Chain], Any] = Recent(_CLIENTS)
        self._making = threading.RLock()
        self._session = botocore.session.Session(profile=settings.profile)
        try:
            self._session.get_scoped_config()
        except ProfileNotFound as error:
            raise EngineMisconfigured(
                f"{PREFIX}PROFILE is of no use: {error}. Name a profile that AWS's configuration files have."
            ) from error

    def own(self, service: str, region: str) -> Any:
        """A client that asks as the engine itself."""
        return self._client(service, region, self._own)

    def of(self, order: Order) -> Any:
        """A CloudFormation client that asks as the order's launch role; without one, as the engine itself."""
        return self._client("cloudformation", order.region, self._chain(order))

    def forget(self, order: Order) -> None:
        """Its launch role is needed no more."""
        if order.launch_role_arn:
            self._clients.drop(("cloudformation", order.region, self._chain(order)))

    def _chain(self, order: Order) -> Chain:
        role = order.launch_role_arn
        return (*self._own, Role(role, order.record_id)) if role else self._own

    def _client(self, service: str, region: str, chain: Chain) -> Any:
        key = (service, region, chain)
        # A session of botocore may not make two clients at once.
        with self._making:
            client = self._clients.get(key)
            if client is None:
                client = self._session_of(chain, region).create_client(
                    service, region_name=region, endpoint_url=self._settings.endpoint, config=self._config()
                )
                client.meta.events.register("before-parse.*.*", _check)
                client.meta.events.register("before-send.*.*", fence.check)
                self._clients.put(key, client)
            return client

    def _session_of(self, chain: Chain, region: str) -> botocore.session.Session:
        if not chain:
            return self._session
        session = botocore.session.Session(profile=self._settings.profile)
        # The models of the services are read once for all.
        session.register_component("data_loader", self._session.get_component("data_loader"))
        before = self._client("sts", region, chain[:-1])
        provider = _Assumed(before, chain[-1], self._settings.external_id)
        session.register_component("credential_provider", CredentialResolver([provider]))
        return session

    def _config(self) -> Config:
        return Config(
            connect_timeout=min(_CONNECT, self._settings.timeout),
            read_timeout=self._settings.timeout,
            max_pool_connections=_CONNECTIONS,
            retries={"mode": "standard", "total_max_attempts": self._settings.attempts},
            s3={"addressing_style": "path"},
        )


def _check(operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
    """Take nothing for an answer that isn't one, such as the page of a proxy; botocore would take it for an empty one.

    Raises ResponseParserError.
    """
    queried = operation_model.metadata.get("protocol") == "query"
    if queried and response_dict["status_code"] < 300:
        expected = f"{operation_model.name}Response"
        if expected.encode() not in response_dict["body"]:
            raise ResponseParserError(f"what came is no {expected}")


class _Assumed(CredentialProvider):  # type: ignore[misc]  # botocore has no types
    """The credentials of a role, assumed when they are first needed and again shortly before they expire."""

    METHOD = "launchpath-assumed-role"

    def __init__(self, sts: Any, role: Role, external_id: str | None) -> None:
        super().__init__()
        self._sts = sts
        self._request = {"RoleArn": role.arn, "RoleSessionName": role.session}
        if external_id:
            self._request["ExternalId"] = external_id

    def load(self) -> DeferredRefreshableCredentials:
        return DeferredRefreshableCredentials(self._assume, self.METHOD)

    def _assume(self) -> dict[str, str]:
        given = self._sts.assume_role(**self._request)["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }
