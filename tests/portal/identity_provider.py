"""A small OpenID Connect provider over real HTTP: it lets in whoever it is told to, and can be told to cheat."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "launchpath", "a secret that both know"


@dataclass
class IdentityProvider:
    """What it will say of the next person, and what it was asked."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "1", "preferred_username": "bob"})
    #: Only its page about the user tells these.
    more: dict[str, Any] = field(default_factory=dict)
    #: What it puts into the ID token instead of the truth.
    lies: dict[str, Any] = field(default_factory=dict)
    #: What it signs with, and what it says that it signs with.
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    shown_key: RSAKey | None = None
    #: Whether it does not find its own pages.
    is_ill: bool = False
    #: Why it lets nobody in.
    error: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(query)
        answer = {"error": self.error} if self.error else {"code": (code := secrets.token_urlsafe())}
        if not self.error:
            self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode(answer | {'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code: once, for its client, and for whoever knows the verifier."""
        query = self.codes.pop(form.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization not in (f"Basic {known}", f"Basic {plain}"):
            return 401, {"error": "invalid_client"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if query is None or query["code_challenge"] != challenge or query["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self._id_token(query)}

    def _id_token(self, query: dict[str, str]) -> str:
        now = int(time.time())
        standard = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": query["nonce"]}
        header = {"alg": "RS256", "kid": "one"}
        return jwt.encode(header, standard | self.claims | self.lies, self.key)

    def page(self, path: str) -> dict[str, Any] | None:
        key = self.shown_key or self.key
        if self.is_ill:
            return None
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
            },
            "/jwks": {"keys": [key.as_dict(private=False)]},
            "/userinfo": self.claims | self.more,
        }.get(path)


@contextmanager
def providing() -> Iterator[IdentityProvider]:
    """A provider that answers."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                self.send_response(303)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            else:
                page = provider.page(parts.path)
                self._say(404 if page is None else 200, page)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: values[0] for key, values in parse_qs(body).items()}
            self._say(*provider.token(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, content: Any) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
