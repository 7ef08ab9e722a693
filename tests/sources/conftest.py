"""What tests of fetching need: a real https host with a certificate that this process trusts, and who was spoken to."""

import ipaddress
import ssl
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answering = Callable[[BaseHTTPRequestHandler], None]

_spoken_to: list[tuple[Any, ...]] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect"):
        _spoken_to.append((event, *arguments[-2:]))


sys.addaudithook(_note)


@pytest.fixture
def spoken_to() -> list[tuple[Any, ...]]:
    """Every address that this process has looked up or connected to since the test began."""
    _spoken_to.clear()
    return _spoken_to


class Host:
    """A host on a port of its own, answering each path as a test says; with a certificate it speaks https."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.answers: dict[str, Answering] = {}
        self.asked: list[str] = []
        me = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                me.asked.append(self.path)
                me.answers[self.path](self)

            def log_message(self, *_: object) -> None:
                """Be silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.url = f"{'https' if certificate else 'http'}://{self.name}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def name(self) -> str:
        """As an operator allows it."""
        return f"localhost:{self.port}"

    def text(self, path: str, body: bytes, **headers: str) -> str:
        """Answer `path` with this body; its URL."""

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(200)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                to.send_header(name.replace("_", "-"), value)
            to.end_headers()
            to.wfile.write(body)

        return self.script(path, answer)

    def redirect(self, path: str, onward: str, status: int = 302) -> str:
        """Answer `path` by sending the client on; its URL."""

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(status)
            to.send_header("Location", onward)
            to.send_header("Content-Length", "0")
            to.end_headers()

        return self.script(path, answer)

    def script(self, path: str, answer: Answering) -> str:
        self.answers[path] = answer
        return self.url + path


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """An https host whose self-made certificate this process trusts as it trusts any: through SSL_CERT_FILE."""
    certificate = tmp_path / "host.pem"
    certificate.write_bytes(self_made_certificate())
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    host = Host(certificate)
    yield host
    host.close()


def self_made_certificate() -> bytes:
    """A certificate for localhost and 127.0.0.1, its own authority, with its key; in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret + certificate.public_bytes(serialization.Encoding.PEM)
