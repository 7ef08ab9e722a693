"""Nothing is fetched from hosts that the operator did not allow, whatever their spelling (DESIGN)."""

from typing import Any

import pytest

from launchpath.api.errors import InvalidParametersException
from launchpath.sources import Sources, own_hash

SOURCES = Sources("us-east-1", s3_endpoint="http://s3.example:9000", allowed_hosts=frozenset({"templates.example"}))

ELSEWHERE = [
    "https://127.0.0.1/t.yaml",
    "https://localhost/t.yaml",
    "https://LOCALHOST/t.yaml",
    "https://localhost./t.yaml",
    "https://[::1]/t.yaml",
    "https://[::ffff:127.0.0.1]/t.yaml",
    "https://[fe80::1%25eth0]/t.yaml",
    "https://0x7f000001/t.yaml",
    "https://2130706433/t.yaml",
    "https://0177.0.0.1/t.yaml",
    "https://127.1/t.yaml",
    "https://0/t.yaml",
    "https://10.0.0.1/t.yaml",
    "https://192.168.0.1/t.yaml",
    "https://169.254.169.254/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/",
    "https://１２７.０.０.１/t.yaml",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/t.yaml",
    "https://xn--templates-.example/t.yaml",
]

#: An allowed host in a spelling, or with company, that some reader of URLs takes for another host.
NEARLY_ALLOWED = [
    "http://templates.example/t.yaml",
    "ftp://templates.example/t.yaml",
    "gopher://templates.example/t.yaml",
    "file://templates.example/etc/passwd",
    "//templates.example/t.yaml",
    "templates.example/t.yaml",
    "https://templates.example./t.yaml",
    "https://templates.example:8443/t.yaml",
    "https://templates.example:22/t.yaml",
    "https://templates.example@127.0.0.1/t.yaml",
    "https://user@templates.example/t.yaml",
    "https://user:password@templates.example/t.yaml",
    "https://127.0.0.1\\@templates.example/t.yaml",
    "https://127.0.0.1\\.templates.example/t.yaml",
    "https://templates.example\\@127.0.0.1/t.yaml",
    "https://127.0.0.1#@templates.example/t.yaml",
    "https://127.0.0.1?@templates.example/t.yaml",
    "https://templates.example.127.0.0.1.nip.io/t.yaml",
    "https://eviltemplates.example/t.yaml",
    "https://templates.example%2e127.0.0.1/t.yaml",
    "https://templates。example/t.yaml",
    "https://templates.exam\tple/t.yaml",
    "https://templates.example /t.yaml",
    " https://templates.example/t.yaml",
    "https://templates.example/t.yaml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "https://templates.example/\r\nX-Forged: 1",
]

NO_URL = [
    "",
    "https://",
    "https:///t.yaml",
    "https://[::1",
    "https://]/",
    "https://[not-an-address]/",
    "https://ℂ℀.example/",
    "https://templates.example:port/",
    "https://templates.example:99999/",
    "https://templates.example:-1/",
    "launchpath://[",
    "launchpath://templates.example/",
    "data:text/plain,Resources",
    "javascript:0",
    "jar:https://127.0.0.1!/t",
    "\x00",
    "https://\x00/",
    "a" * 100_000,
]

NO_OBJECT = [
    "file:///etc/passwd",
    "s3://",
    "s3://bucket",
    "s3:///key",
    "https://s3.amazonaws.com/bucket",
    "https://bucket.s3.amazonaws.com/",
    "https://bucket.s3.amazonaws.com.evil.example/key",
    "https://evil@bucket.s3.amazonaws.com/key",
    "https://s3-amazonaws.com/bucket/key",
    "https://s3.evil.example/bucket/key",
    "https://bucket.notamazonaws.com/key",
    "https://s3.example:9000/bucket/key",
    "http://s3.example/bucket/key",
    "http://s3.example:9001/bucket/key",
    "http://user@s3.example:9000/bucket/key",
    "http://s3.example:9000\\@127.0.0.1/bucket/key",
    "http://127.0.0.1\\@s3.example:9000/bucket/key",
]


@pytest.mark.parametrize("url", ELSEWHERE + NEARLY_ALLOWED + NO_URL + NO_OBJECT, ids=lambda url: ascii(url)[:60])
def test_a_url_that_is_not_allowed_is_refused_and_nobody_is_spoken_to(url: str, spoken_to: list[Any]) -> None:
    with pytest.raises(InvalidParametersException, match="Invalid templateUrl "):
        SOURCES.fetch(url)
    assert spoken_to == []


@pytest.mark.parametrize("url", NO_URL, ids=lambda url: ascii(url)[:60])
def test_what_is_no_url_names_none_of_our_own_templates(url: str) -> None:
    assert own_hash(url) is None


def test_the_refusal_tells_which_hosts_are_allowed_and_how_more_are() -> None:
    with pytest.raises(InvalidParametersException) as refusal:
        SOURCES.fetch("https://elsewhere.example/t.yaml")
    assert str(refusal.value) == (
        "Invalid templateUrl https://elsewhere.example/t.yaml: templates are read from S3 URLs, from launchpath:// "
        "URLs, and from the https hosts that the operator allowed (templates.example; see launchpath serve "
        "--template-host)."
    )


def test_without_allowed_hosts_no_host_is_asked(spoken_to: list[Any]) -> None:
    with pytest.raises(InvalidParametersException, match=r"allowed \(none so far;"):
        Sources("us-east-1").fetch("https://templates.example/t.yaml")
    assert spoken_to == []
