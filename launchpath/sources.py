"""Where templates come from: S3 in every spelling, and the https hosts that the operator allowed.

Nothing else is ever fetched, redirects included: a catalog that fetches what it is told would be a hole into the
operator's network.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit

import boto3
import urllib3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from launchpath.api.errors import InvalidParametersException

#: The scheme of our own artifact store: launchpath://templates/<SHA-256 of the text>.
OWN_SCHEME = "launchpath"

#: CloudFormation reads no larger template (semantics 6.4).
MOST_BYTES = 1_000_000

#: An https host may send us on so many times, each time to an allowed host again.
MOST_REDIRECTS = 3

_TIMEOUT = urllib3.Timeout(connect=5, read=10)
_AMAZON = r"(?:s3|s3[.-](?:dualstack\.)?[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?"
_BUCKET_IN_HOST = re.compile(rf"(?P<bucket>[a-z0-9][a-z0-9.-]+)\.{_AMAZON}")
_BUCKET_IN_PATH = re.compile(_AMAZON)


def own_url(template_hash: str) -> str:
    """The URL under which the artifact store's template can be named in LoadTemplateFromURL."""
    return f"{OWN_SCHEME}://templates/{template_hash}"


def own_hash(url: str) -> str | None:
    """The hash that a URL of our own artifact store names; None: it is another kind of URL."""
    place = f"{OWN_SCHEME}://templates/"
    return url.removeprefix(place).strip("/") if url.startswith(place) else None


@dataclass(frozen=True, slots=True)
class _Object:
    """An object in S3."""

    bucket: str
    key: str
    #: None: the newest.
    version: str | None


@dataclass(frozen=True)
class Sources:
    """Fetches templates. `s3_endpoint`: where S3 is, None: at AWS. `allowed_hosts`: further https hosts."""

    region: str
    s3_endpoint: str | None = None
    allowed_hosts: frozenset[str] = field(default_factory=frozenset)

    def fetch(self, url: str) -> str:
        """The text at `url`; InvalidParametersException with the reason when there is none to be had."""
        try:
            place = self._s3_object(_parts(url))
            body = self._from_s3(place) if place else self._from_web(url)
        except (BotoCoreError, ClientError, urllib3.exceptions.HTTPError) as fault:
            raise _refused(url, f"it could not be read: {_reason(fault)}") from None
        if len(body) > MOST_BYTES:
            raise _refused(url, f"it is larger than {MOST_BYTES:,} bytes")
        try:
            return body.decode()
        except UnicodeDecodeError:
            raise _refused(url, "it is not a text in UTF-8") from None

    def _s3_object(self, url: SplitResult) -> _Object | None:
        """The object in S3 that a URL names; None: it names none."""
        host, path = url.hostname or "", unquote(url.path).lstrip("/")
        at_amazon = url.scheme in ("http", "https")
        if url.scheme == "s3":
            bucket, key = url.netloc, path
        elif at_amazon and (match := _BUCKET_IN_HOST.fullmatch(host)):
            bucket, key = match["bucket"], path
        elif (at_amazon and _BUCKET_IN_PATH.fullmatch(host)) or self._is_at_endpoint(url):
            bucket, _, key = path.partition("/")
        else:
            return None
        version = parse_qs(url.query).get("versionId", [None])[0]
        return _Object(bucket, key, version) if bucket and key else None

    def _is_at_endpoint(self, url: SplitResult) -> bool:
        return self.s3_endpoint is not None and _origin(url) == _origin(urlsplit(self.s3_endpoint))

    def _from_s3(self, place: _Object) -> bytes:
        version = {"VersionId": place.version} if place.version else {}
        answer = self._s3.get_object(Bucket=place.bucket, Key=place.key, **version)
        body: bytes = answer["Body"].read(MOST_BYTES + 1)
        return body

    @cached_property
    def _s3(self) -> Any:
        keys = {"aws_access_key_id": "launchpath", "aws_secret_access_key": "launchpath"} if self.s3_endpoint else {}
        config = Config(
            connect_timeout=5, read_timeout=10, retries={"max_attempts": 2}, s3={"addressing_style": "path"}
        )
        return boto3.client("s3", region_name=self.region, endpoint_url=self.s3_endpoint, config=config, **keys)

    def _from_web(self, url: str) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            self._check_allowed(url)
            answer = self._web.request("GET", url, redirect=False, preload_content=False, timeout=_TIMEOUT)
            try:
                if 300 <= answer.status < 400 and answer.headers.get("Location"):
                    url = urljoin(url, answer.headers["Location"])
                    continue
                if answer.status != 200:
                    raise _refused(url, f"the host answered {answer.status}")
                return answer.read(MOST_BYTES + 1)
            finally:
                answer.release_conn()
        raise _refused(url, "the host redirects too often")

    def _check_allowed(self, url: str) -> None:
        parts = _parts(url)
        if parts.scheme != "https" or parts.hostname not in self.allowed_hosts:
            raise _refused(
                url,
                "templates are read from S3 URLs, from launchpath:// URLs, and from the https hosts that the "
                f"operator allowed ({_listed(self.allowed_hosts)}; see launchpath serve --template-host)",
            )

    @cached_property
    def _web(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(retries=False)


def _refused(url: str, why: str) -> InvalidParametersException:
    return InvalidParametersException(f"Invalid templateUrl {url[:500]}: {why}.")


def _reason(fault: Exception) -> str:
    if isinstance(fault, ClientError):
        error = fault.response.get("Error", {})
        return f"{error.get('Code', 'error')}, {error.get('Message', 'no message')}".rstrip(".")
    return type(fault).__name__


def _listed(hosts: Iterable[str]) -> str:
    return ", ".join(sorted(hosts)) or "none so far"


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _origin(parts)
    except ValueError:
        raise _refused(url, "it is not a URL") from None
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
