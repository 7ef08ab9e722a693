"""The process that asks: bytes made beforehand, over several keep-alive sockets, as fast as the server answers.

Reads a job from its standard input and writes what it found to its standard output, so that it never shares an
interpreter, nor a core, with what it measures.
"""

import json
import pickle
import re
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
#: Servers that keep no connection alive, such as moto's.
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True)
class Job:
    port: int
    connections: int
    #: Asked one after the other, and from the beginning again, until there were `number`.
    requests: Sequence[bytes]
    number: int


@dataclass(frozen=True)
class Found:
    seconds: float
    #: Bytes of the last body.
    size: int
    #: Answers that were not 200, and the first of them.
    refused: int
    first_refusal: str
    median_ms: float
    p99_ms: float


class _Connection:
    def __init__(self, port: int) -> None:
        self._port = port
        self._open()
        self.sent = 0.0

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._closed = False

    def send(self, request: bytes) -> None:
        self.sent = time.perf_counter()
        if self._closed:
            self._open()
        self._socket.sendall(request)

    def receive(self) -> tuple[bool, bytes]:
        """Whether the answer is 200, and its body."""
        got = self._socket.recv(262_144)
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        length = _LENGTH.search(got, 0, end)
        whole = end + 4 + (int(length[1]) if length else 0)
        while len(got) < whole:
            got += self._more()
        if _CLOSES.search(got, 0, end):
            self._socket.close()
            self._closed = True
        return got[8:12] == b" 200", got[end + 4 :]

    def _more(self) -> bytes:
        more = self._socket.recv(262_144)
        if not more:
            raise ConnectionError("the server has closed the connection")
        return more


def run(job: Job) -> Found:
    """Do a job: there is always one request on every connection."""
    connections = [_Connection(job.port) for _ in range(job.connections)]
    times: list[float] = []
    refused, first_refusal, body, asked = 0, "", b"", 0
    waiting: deque[_Connection] = deque()
    begun = time.perf_counter()
    for one in connections[: job.number]:
        one.send(job.requests[asked % len(job.requests)])
        asked += 1
        waiting.append(one)
    while waiting:
        one = waiting.popleft()
        well, body = one.receive()
        times.append(time.perf_counter() - one.sent)
        if not well:
            refused += 1
            first_refusal = first_refusal or body.decode(errors="replace")[:300]
        if asked < job.number:
            one.send(job.requests[asked % len(job.requests)])
            asked += 1
            waiting.append(one)
    seconds = time.perf_counter() - begun
    times.sort()
    at = [times[int(len(times) * part)] * 1000 for part in (0.5, 0.99)]
    return Found(seconds, len(body), refused, first_refusal, *at)


if __name__ == "__main__":
    found = run(pickle.load(sys.stdin.buffer))
    json.dump(vars(found), sys.stdout)
