"""Where templates come from: S3 in every spelling, and the https hosts that the operator allowed.

Nothing else is ever fetched, redirects included: a catalog that fetches what it is told would be a hole into the
operator's network.
"""

import re
import ssl
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from launchpath.api.errors import InvalidParametersException, Phrase
from launchpath.domain.artifact import Content, content_of

#: The scheme of our own artifact store: launchpath://templates/<SHA-256 of the text>.
OWN_SCHEME = "launchpath"

#: CloudFormation reads no larger template (semantics 6.4).
MOST_BYTES = 1_000_000

#: An https host may send us on so many times, each time to an allowed host again.
MOST_REDIRECTS = 3

#: An S3 object is read in pieces of so many bytes, with a look at the clock after each.
_PIECE = 4096

_HTTPS = 443
#: What can be asked for as it is: all else has to be written in percents, a host's name in punycode.
_ASKABLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")
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
    """Fetches templates. `s3_endpoint`: where S3 is, None: at AWS. `allowed_hosts`: further ones, HOST or HOST:PORT."""

    region: str
    s3_endpoint: str | None = None
    allowed_hosts: frozenset[str] = field(default_factory=frozenset)
    #: Seconds that a host may be silent.
    pause: float = 10
    #: Seconds that a template may take in all.
    patience: float = 20

    def fetch(self, url: str) -> Content:
        """The template or archive at `url`; InvalidParametersException with the reason when there is none to be had."""
        until = time.monotonic() + self.patience
        try:
            parts = _parts(url)
            place = None if _is_ambiguous(url, parts) else self._s3_object(parts)
            body = self._from_s3(place, until) if place else self._from_web(url, until)
        except TimeoutError:
            raise _refused(url, "it took too long") from None
        except (BotoCoreError, ClientError, HTTPException, OSError) as fault:
            raise _refused(url, "it could not be read: {fault}", fault=_reason(fault)) from None
        if len(body) > MOST_BYTES:
            raise _refused(url, "it is larger than {most_bytes:,} bytes", most_bytes=MOST_BYTES)
        try:
            return content_of(body)
        except UnicodeDecodeError:
            raise _refused(url, "it is neither a text in UTF-8 nor a .tar.gz") from None

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

    def _from_s3(self, place: _Object, until: float) -> bytes:
        version = {"VersionId": place.version} if place.version else {}
        stream = self._s3.get_object(Bucket=place.bucket, Key=place.key, **version)["Body"]
        body = b""
        with closing(stream):
            while len(body) <= MOST_BYTES and (piece := stream.read(_PIECE)):
                body += piece
                _check_time(until)
        return body

    @cached_property
    def _s3(self) -> Any:
        # Here, because it takes a while, and many a server never reads from S3.
        import boto3
        from botocore.config import Config

        keys = {"aws_access_key_id": "launchpath", "aws_secret_access_key": "launchpath"} if self.s3_endpoint else {}
        config = Config(
            connect_timeout=5, read_timeout=self.pause, retries={"max_attempts": 2}, s3={"addressing_style": "path"}
        )
        return boto3.client("s3", region_name=self.region, endpoint_url=self.s3_endpoint, config=config, **keys)

    def _from_web(self, url: str, until: float) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            host, port, target = self._allowed(url)
            with closing(HTTPSConnection(host, port, timeout=self.pause, context=_impatient(until))) as connection:
                connection.request("GET", target)
                answer = connection.getresponse()
                onward = answer.headers.get("Location")
                if 300 <= answer.status < 400 and onward:
                    url = _onward(url, onward)
                elif answer.status != 200:
                    raise _refused(url, "the host answered {status}", status=answer.status)
                else:
                    return _read(answer)
        raise _refused(url, "the host redirects too often")

    def _allowed(self, url: str) -> tuple[str, int, str]:
        """The host, the port and the target to ask. What is connected to is what was compared, and nothing else."""
        parts = _parts(url)
        host, port = parts.hostname or "", parts.port or _HTTPS
        allowed = {host_and_port(spelled) for spelled in self.allowed_hosts}
        askable = _ASKABLE.fullmatch(url) and not _is_ambiguous(url, parts)
        if not askable or parts.scheme != "https" or (host, port) not in allowed:
            raise _refused(
                url,
                "templates are read from S3 URLs, from launchpath:// URLs, and from the https hosts that "
                "the operator allowed ({allowed_hosts}; see launchpath serve --template-host)",
                allowed_hosts=_listed(self.allowed_hosts),
            )
        return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def host_and_port(spelled: str) -> tuple[str, int]:
    """An allowed host as operators spell it: HOST, which means its port 443, or HOST:PORT. Raises ValueError."""
    parts = urlsplit(f"https://{spelled}")
    if parts.netloc != spelled or "@" in spelled or not _HOST.fullmatch(parts.hostname or ""):
        raise ValueError(f"{spelled!r} is neither HOST nor HOST:PORT")
    return str(parts.hostname), parts.port or _HTTPS


def _is_ambiguous(url: str, parts: SplitResult) -> bool:
    """Whether readers of URLs differ on the host: the one that we compare might not be the one that is connected to.

    They differ on backslashes, on names before an @, and on what nobody can see.
    """
    return "\\" in url or "@" in parts.netloc or not url.isprintable() or url != url.strip()


def _onward(url: str, location: str) -> str:
    """Where a redirect leads."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise _refused(url, "the host redirects to {location}, which is not a URL", location=location[:500]) from None


def _impatient(until: float) -> ssl.SSLContext:
    """For connections that are given up at `until`, however often the host sends a little more."""

    class Impatient(ssl.SSLSocket):
        def recv_into(self, *given: Any, **named: Any) -> int:
            _check_time(until)
            return super().recv_into(*given, **named)

    context = ssl.create_default_context()
    context.sslsocket_class = Impatient
    return context


def _check_time(until: float) -> None:
    if time.monotonic() > until:
        raise TimeoutError


def _read(answer: HTTPResponse) -> bytes:
    """The body, as far as we care to read it. It is never unpacked: we accept no encoding."""
    body = answer.read(MOST_BYTES + 1)
    if len(body) <= MOST_BYTES and answer.length:
        raise IncompleteRead(body, answer.length)
    return body


def _refused(url: str, why: str, **values: object) -> InvalidParametersException:
    return InvalidParametersException("Invalid templateUrl {url}: {why}.", url=url[:500], why=Phrase(why, **values))


def _reason(fault: Exception) -> str:
    if isinstance(fault, ClientError):
        error = fault.response.get("Error", {})
        return f"{error.get('Code', 'error')}, {error.get('Message', 'no message')}".rstrip(".")
    return type(fault).__name__


def _listed(hosts: Iterable[str]) -> str:
    return ", ".join(sorted(hosts)) or Phrase("none so far")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _origin(parts)
    except ValueError:
        raise _refused(url, "it is not a URL") from None
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
