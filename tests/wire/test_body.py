"""How much a request may say, in how many pieces, and clients that stop in the middle."""

import gzip
import json
import logging
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from launchpath.wire.body import LIMIT

Send = Callable[..., Any]
HEAD = (
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n"
    "X-Amz-Target: AWS242ServiceCatalogService.ListPortfolios\r\n"
)
CHUNKED = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def answer_to(port: int, *pieces: bytes) -> str:
    """What comes back for bytes as they are, until the first answer is complete."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = connection.makefile("rb")
        head = b"".join(iter(received.readline, b"\r\n")).decode()
        length = next(int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:"))
        return head + received.read(length).decode()


def test_a_body_at_the_limit_is_read(send: Send, house: Any) -> None:
    body = b'{"Colour":"' + b"x" * (LIMIT - 13) + b'"}'
    assert (len(body), send(body).status) == (LIMIT, 200)


def test_a_body_over_the_limit_is_refused(send: Send, house: Any) -> None:
    answer = send(b" " * LIMIT + b"{}")
    assert (answer.status, json.loads(answer.body)["__type"]) == (413, "RequestEntityTooLargeException")
    assert "1048576 bytes" in json.loads(answer.body)["message"]


@pytest.mark.parametrize("length", [LIMIT + 1, 10**30])
def test_a_body_that_is_announced_too_long_is_not_waited_for(port: int, length: int) -> None:
    answer = answer_to(port, f"{HEAD}Content-Length: {length}\r\n\r\n".encode())
    assert answer.startswith(("HTTP/1.1 413", "HTTP/1.1 400"))


def test_a_body_in_chunks_is_read(port: int, house: Any) -> None:
    house.open = True
    answer = answer_to(port, CHUNKED, chunk(b'{"Page'), chunk(b'Size":7}'), b"0\r\n\r\n")
    assert answer.startswith("HTTP/1.1 200")
    assert house.asked[0][2].page_size == 7


def test_a_body_in_chunks_is_refused_at_the_limit_without_its_end(port: int) -> None:
    piece = chunk(b"x" * 65_536)
    assert answer_to(port, CHUNKED, *[piece] * 17).startswith("HTTP/1.1 413")


def zipped(content: bytes) -> bytes:
    # Always the same bytes: without the time of day.
    return gzip.compress(content, mtime=0)


def test_a_body_may_be_compressed_and_is_signed_as_it_was_sent(send: Send, house: Any) -> None:
    # Semantics 11.1.
    assert send(zipped(b'{"PageSize":7}'), headers={"Content-Encoding": "gzip"}).status == 200
    assert house.asked[0][2].page_size == 7


def test_a_body_that_is_announced_compressed_may_come_plain(send: Send, house: Any) -> None:
    assert send(headers={"Content-Encoding": "gzip"}).status == 200


@pytest.mark.parametrize(
    "body", [zipped(b"{}")[:-4], zipped(b"{}") + b"more", b"\x1f\x8bnonsense"], ids=["cut", "more", "none"]
)
def test_what_cannot_be_unpacked_is_no_document(send: Send, body: bytes) -> None:
    answer = send(body, headers={"Content-Encoding": "gzip"})
    assert (answer.status, json.loads(answer.body)["__type"]) == (400, "SerializationException")


def test_a_small_body_that_becomes_too_large_is_refused(send: Send) -> None:
    assert send(zipped(b" " * (LIMIT + 1)), headers={"Content-Encoding": "gzip"}).status == 413


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(port: int, house: Any) -> None:
    head = f"{HEAD}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        connection.sendall(b"{}")
        assert connection.recv(1000).startswith(b"HTTP/1.1 400")


def test_a_client_that_goes_in_the_middle_of_its_body_leaves_no_traceback(
    port: int, house: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="launchpath.request")
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f'{HEAD}Content-Length: 100\r\n\r\n{{"PageSize":'.encode())
    deadline = time.monotonic() + 60
    while not caplog.records and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [(record.levelname, record.outcome) for record in caplog.records] == [("INFO", "ClientGone")]
    assert house.asked == []


@pytest.mark.parametrize(
    "part",
    ["", "POST / HTTP/1.1\r\nHost: loc", f'{HEAD}Content-Length: 100\r\n\r\n{{"PageSize":'],
    ids=["none", "head", "body"],
)
def test_a_client_that_stops_in_the_middle_is_not_waited_for(port: int, part: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(part.encode())
        assert connection.recv(100) == b""


def test_a_connection_is_waited_for_anew_with_each_request(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for _ in range(3):
            connection.sendall(f"{HEAD}Content-Length: 2\r\n\r\n{{}}".encode())
            assert connection.recv(1000).startswith(b"HTTP/1.1 400")
        connection.sendall(HEAD.encode())
        assert connection.recv(1000) == b""
