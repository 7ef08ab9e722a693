"""A host that sends too much, too slowly or without end is cut off."""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from launchpath.api.errors import InvalidParametersException
from launchpath.sources import MOST_BYTES, Sources
from tests.sources.conftest import Host


@pytest.fixture
def s3() -> Iterator[Host]:
    """What the operator says S3 is."""
    host = Host()
    yield host
    host.close()


@pytest.fixture
def sources(host: Host) -> Sources:
    """Impatient, so that tests are not long."""
    return Sources("us-east-1", allowed_hosts=frozenset({host.name}), pause=1, patience=2)


def dripping(first: bytes, drop: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends `first`, then `drop` again and again, never long silent, until the client hangs up."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(first)
        try:
            while True:
                to.wfile.write(drop)
                time.sleep(0.2)
        except OSError:
            to.close_connection = True

    return answer


def test_a_template_may_have_as_many_bytes_as_cloudformation_takes(host: Host, sources: Sources) -> None:
    """Semantics 6.4."""
    assert len(sources.fetch(host.text("/t.yaml", b"#" * MOST_BYTES))) == MOST_BYTES


def test_one_byte_more_is_refused(host: Host, sources: Sources) -> None:
    with pytest.raises(InvalidParametersException, match="it is larger than 1,000,000 bytes"):
        sources.fetch(host.text("/t.yaml", b"#" * (MOST_BYTES + 1)))


@pytest.mark.parametrize("length", ["Connection: close", "Content-Length: 99999999999", "Transfer-Encoding: chunked"])
def test_an_endless_body_is_cut_off_at_the_limit(host: Host, sources: Sources, length: str) -> None:
    lump = b"#" * 2_000_000
    drop = b"%x\r\n%s\r\n" % (len(lump), lump) if "chunked" in length else lump
    url = host.script("/t.yaml", dripping(f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode(), drop))
    with pytest.raises(InvalidParametersException, match="it is larger than 1,000,000 bytes"):
        sources.fetch(url)


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"#"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"#"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n#\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"#"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: x\r\n"),
        (b"", b"H"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "declared body", "chunks", "header", "headers", "status", "interim answers"],
)
def test_a_host_that_never_ends_is_given_up_however_often_it_sends_something(
    host: Host, sources: Sources, first: bytes, drop: bytes
) -> None:
    with pytest.raises(InvalidParametersException, match="it took too long"):
        sources.fetch(host.script("/t.yaml", dripping(first, drop)))


def test_time_for_all_redirects_together_is_limited(host: Host, sources: Sources) -> None:
    def slowly(to: BaseHTTPRequestHandler) -> None:
        time.sleep(0.8)
        host_answers["/fast"](to)

    host.redirect("/fast", "/t.yaml")
    host_answers = host.answers
    with pytest.raises(InvalidParametersException, match="it took too long"):
        sources.fetch(host.script("/t.yaml", slowly))


def test_a_silent_host_is_given_up(host: Host, sources: Sources) -> None:
    with pytest.raises(InvalidParametersException, match="it took too long"):
        sources.fetch(host.script("/t.yaml", lambda to: time.sleep(3)))


def test_a_host_that_accepts_and_never_speaks_tls_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        name = f"127.0.0.1:{mute.getsockname()[1]}"
        sources = Sources("us-east-1", allowed_hosts=frozenset({name}), pause=1, patience=2)
        with pytest.raises(InvalidParametersException, match="it took too long"):
            sources.fetch(f"https://{name}/t.yaml")


def test_a_body_that_ends_early_is_not_taken_for_a_template(host: Host, sources: Sources) -> None:
    def stops(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nResources: {}\n")
        to.close_connection = True

    with pytest.raises(InvalidParametersException, match="IncompleteRead"):
        sources.fetch(host.script("/t.yaml", stops))


def test_a_compressed_bomb_is_never_unpacked(host: Host, sources: Sources) -> None:
    bomb = gzip.compress(b"#" * 300_000_000, 1)[:MOST_BYTES]
    # It is taken for an archive, which is unpacked at its publication, as far as archives may go.
    assert sources.fetch(host.text("/t.yaml", bomb, Content_Encoding="gzip")) == bomb


def test_what_speaks_no_http_is_refused(host: Host, sources: Sources) -> None:
    def babble(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(b"220 mail.example ESMTP\r\n")
        to.close_connection = True

    with pytest.raises(InvalidParametersException, match="BadStatusLine"):
        sources.fetch(host.script("/t.yaml", babble))


def test_a_host_that_does_not_answer_at_all_is_refused_with_the_reason() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        name = f"127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(InvalidParametersException, match="ConnectionRefusedError"):
        Sources("us-east-1", allowed_hosts=frozenset({name})).fetch(f"https://{name}/t.yaml")


def test_an_endless_object_in_s3_is_cut_off_at_the_limit(s3: Host) -> None:
    sources = Sources("us-east-1", s3.url, pause=1, patience=2)
    url = s3.script(
        "/bucket/t.yaml", dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", b"#" * 2_000_000)
    )
    with pytest.raises(InvalidParametersException, match="it is larger than 1,000,000 bytes"):
        sources.fetch(url)


def test_an_object_in_s3_that_comes_too_slowly_is_given_up(s3: Host) -> None:
    sources = Sources("us-east-1", s3.url, pause=1, patience=2)
    s3.script("/bucket/t.yaml", dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", b"#" * 3_000))
    with pytest.raises(InvalidParametersException, match="it took too long"):
        sources.fetch("s3://bucket/t.yaml")


def test_a_silent_s3_is_given_up(s3: Host) -> None:
    sources = Sources("us-east-1", s3.url, pause=1, patience=2)
    s3.script("/bucket/t.yaml", lambda to: time.sleep(3))
    with pytest.raises(InvalidParametersException, match="ReadTimeoutError"):
        sources.fetch("s3://bucket/t.yaml")
