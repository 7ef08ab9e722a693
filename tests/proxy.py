"""A way to a PostgreSQL that can be cut, as networks are."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit


class Proxy:
    """Listens on a port of this machine and hands on to the socket file that a database URL names."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://postgres@127.0.0.1:{self._listener.getsockname()[1]}{parts.path}"
        self._open = threading.Event()
        self._open.set()
        self._refuses = False
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    def cut(self) -> None:
        """End every connection, and let none stand until `mend`."""
        self._refuses = True
        for end in self._ends:
            _close(end)

    def silence(self) -> None:
        """Hand nothing on until `mend`; connections stay as they are, and nobody is told."""
        self._open.clear()

    def mend(self) -> None:
        self._refuses = False
        self._open.set()

    def close(self) -> None:
        self._listener.close()
        self.cut()
        self._open.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        far = socket.socket(socket.AF_UNIX)
        self._ends += [near, far]
        try:
            if self._refuses:
                raise ConnectionRefusedError
            far.connect(self._target)
        except OSError:
            _close(near)
            _close(far)
            return
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._open.wait()
                sink.sendall(data)
        _close(source)
        _close(sink)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def proxy(url: str) -> Iterator[Proxy]:
    one = Proxy(url)
    try:
        yield one
    finally:
        one.close()
