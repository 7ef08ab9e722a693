"""An answer leaves in one piece: botocore takes a head without its body for an empty success."""

import asyncio
import socket
import struct
from typing import Any

import pytest

from launchpath.wire.connection import Whole
from tests import loops

ASKED = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
END = b"</MissingAuthenticationTokenException>\n"


def received(client: socket.socket, answers: int = 1) -> bytes:
    told = b""
    while told.count(END) < answers:
        told += client.recv(65536)
    return told


def segments(client: socket.socket) -> int:
    """How many pieces with content have come in (tcpi_data_segs_in of Linux's struct tcp_info)."""
    told = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 160)
    (count,) = struct.unpack_from("=I", told, 152)
    return int(count)


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="this system does not tell how answers came in")
def test_no_head_leaves_before_its_body(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        for _ in range(20):
            client.sendall(ASKED)
            received(client)
        assert segments(client) == 20


def test_the_last_answer_of_a_connection_is_whole_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(ASKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert received(client).startswith(b"HTTP/1.1 403")
        assert client.recv(65536) == b""


def test_requests_that_come_at_once_are_answered_in_their_order(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(ASKED * 3)
        assert received(client, answers=3).count(b"HTTP/1.1 403") == 3


def test_an_answer_to_who_has_gone_is_no_fault(port: int) -> None:
    async def answer() -> list[Any]:
        faults: list[Any] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: faults.append(told))
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        whole = Whole(writer.transport, loop)
        writer.transport.abort()
        await asyncio.sleep(0.05)
        whole.write(b"too late")
        await asyncio.sleep(0.05)
        return faults

    assert loops.run(answer()) == []
