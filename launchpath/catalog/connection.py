"""The way to a running Launchpath for our own commands: a boto3 client, and signed uploads to the artifact store."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from urllib3.exceptions import HTTPError

from launchpath import env_file
from launchpath.catalog.document import Template

ENDPOINT = "AWS_ENDPOINT_URL_SERVICE_CATALOG"
_NEEDED = (ENDPOINT, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class NotConnected(Exception):
    """It is not known where Launchpath is, or who asks; the message says what to do."""


@dataclass(frozen=True)
class Connection:
    """A Launchpath server, and the identity that we are there."""

    endpoint: str
    region: str
    credentials: Credentials
    #: The identity's ARN, if it is known.
    principal: str = ""

    @property
    def account(self) -> str:
        return self.principal.split(":")[4] if self.principal.startswith("arn:") else "123456789012"

    @cached_property
    def client(self) -> Any:
        """A boto3 client of the catalog."""
        keys = self.credentials
        return boto3.client(
            "servicecatalog",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            aws_session_token=keys.token,
            config=Config(retries={"max_attempts": 2}, connect_timeout=5, read_timeout=30),
        )

    def upload(self, template: Template) -> str:
        """Keep a template in the artifact store; its URL. Raises botocore's ClientError."""
        status, told = self._send("PUT", f"/templates/{template.hash}", template.body, {})
        if status != 200:
            raise _refusal(status, told, "PutTemplate")
        stored: str = told["Url"]
        return stored

    def ask(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Have one of Launchpath's own operations done, which no SDK knows. Raises botocore's ClientError."""
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"Launchpath.{operation}"}
        status, told = self._send("POST", "/", json.dumps(request).encode(), headers)
        if status != 200:
            raise _refusal(status, told, operation)
        return told

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A signed request: the status and the JSON of its answer."""
        url = self.endpoint.rstrip("/") + path
        request = AWSRequest(method, url, data=body, headers=headers)
        SigV4Auth(self.credentials, "servicecatalog", self.region).add_auth(request)
        signed = dict(request.headers.items())
        answer = urllib3.request(method, url, body=body, headers=signed, timeout=30, retries=False)
        try:
            return answer.status, json.loads(answer.data)
        except ValueError:
            raise HTTPError(f"{url} answers with status {answer.status}, and not as Launchpath does.") from None


def _refusal(status: int, told: dict[str, Any], operation: str) -> ClientError:
    code = told.get("__type", "")
    error = {"Code": code, "Message": told.get("Message") or told.get("message") or code}
    return ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}, operation)


def connect(folder: Path, name: str, environment: Mapping[str, str] = os.environ) -> Connection:
    """As the environment says, if it names a server and a key; else as this user of the data folder."""
    variables = environment
    if not all(variables.get(needed) for needed in _NEEDED):
        variables = _written(folder / f"{name}.env")
    return Connection(
        variables[ENDPOINT],
        variables.get("AWS_DEFAULT_REGION", "us-east-1"),
        Credentials(
            variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables.get("AWS_SESSION_TOKEN")
        ),
        variables.get("LAUNCHPATH_PRINCIPAL_ARN", ""),
    )


def _written(path: Path) -> dict[str, str]:
    try:
        return env_file.read(path)
    except OSError:
        raise NotConnected(
            f"Neither does the environment name a server ({', '.join(_NEEDED)}), nor is there {path}. "
            "Start one with `launchpath serve`, or name its data folder with --data."
        ) from None
