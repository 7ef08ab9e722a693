"""Somebody who signs whatever bytes a test wants to send, over one connection that stays open."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from launchpath.api.operations import SIGNING_NAME, TARGET_PREFIX
from launchpath.wire import cbor
from tests.running import PATIENCE

JSON, CBOR = "awsJson1.1", "rpcv2Cbor"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    protocol: str
    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The body as far as it is text; in CBOR too, texts stand as they are."""
        return self.body.decode("utf-8", "replace")

    @property
    def tree(self) -> Any:
        """The document in the body. Raises when there is none."""
        return json.loads(self.body) if self.protocol == JSON else cbor.parse(self.body)

    @property
    def code(self) -> str:
        """The error's code; empty: it is no error."""
        return "" if self.status == 200 else self.tree["__type"].rpartition("#")[2]


class Speaker:
    """A caller with a key."""

    def __init__(self, url: str, region: str, key_id: str, secret: str) -> None:
        self._url = url
        self._place = urlsplit(url).netloc
        self._signer = SigV4Auth(Credentials(key_id, secret), SIGNING_NAME, region)
        self._connection = self._connect()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._place, timeout=PATIENCE)

    def ask(self, operation: str, protocol: str, body: bytes, edition: str = "", **headers: str) -> Answer:
        """Call an operation of an edition; `headers` are sent instead of the usual ones, _ standing for -."""
        if protocol == JSON:
            usual = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGET_PREFIX}.{operation}"}
            path = f"{edition}/"
        else:
            usual = {"Content-Type": "application/cbor", "Accept": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
            path = f"{edition}/service/{TARGET_PREFIX}/operation/{operation}"
        status, answer = self.send("POST", path, body, usual | {k.replace("_", "-"): v for k, v in headers.items()})
        return Answer(protocol, status, answer)

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Sign and send one request. A server may close a connection that was idle, but not one that is new."""
        signed = AWSRequest(method, self._url + path, headers=dict(headers), data=body)
        self._signer.add_auth(signed)
        sent = {name: str(value) for name, value in signed.headers.items()}
        try:
            return self._exchange(method, path, body, sent)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            return self._exchange(method, path, body, sent)

    def _exchange(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()
